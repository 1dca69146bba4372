using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Models;

namespace Gexia.Tests.Embeddings;

/// <summary>Two fingerprints are equal where, and only where, models embed alike.</summary>
public class ModelFingerprintTests
{
    private static Parameter Named(string name, float[] values, params int[] shape) =>
        new(name, Tensor.Of(values, shape), ParameterRole.Matrix);

    private static string Of(params Parameter[] parameters) => ModelFingerprint.Of(parameters, "settings");

    [Fact]
    public void Any_one_bit_of_any_value_counts()
    {
        var values = Enumerable.Range(0, 23).Select(i => i * 0.37f).ToArray();      // four lanes, and a rest
        var seen = new HashSet<string> { Of(Named("w", values, 23)) };
        Assert.Contains(Of(Named("w", [.. values], 23)), seen);
        for (var i = 0; i < values.Length; i++)
        {
            float[] other = [.. values];
            other[i] = MathF.BitIncrement(other[i]);
            Assert.True(seen.Add(Of(Named("w", other, 23))), $"value {i} does not count");
        }
        foreach (var (first, second) in (ReadOnlySpan<(int, int)>)[(0, 8), (1, 2), (3, 22)])
        {
            float[] swapped = [.. values];
            (swapped[first], swapped[second]) = (swapped[second], swapped[first]);
            Assert.True(seen.Add(Of(Named("w", swapped, 23))), $"the order of values {first} and {second} does not count");
        }
    }

    [Fact]
    public void Names_shapes_order_and_settings_count()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        string[] all =
        [
            Of(Named("w", values, 6)), Of(Named("v", values, 6)), Of(Named("w", values, 2, 3)), Of(Named("w", values, 3, 2)),
            Of(Named("w", values, 6), Named("v", values, 6)), Of(Named("v", values, 6), Named("w", values, 6)),
            ModelFingerprint.Of([Named("w", values, 6)], "other settings"), ModelFingerprint.Of([], "settings"),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.NotEqual(
            ClipPreprocessing.Standard(32).Settings,
            (ClipPreprocessing.Standard(32) with { Mean = [0.48145466f, 0.4578275f, 0.40821070f] }).Settings);
    }

    [Fact]
    public void A_view_counts_by_its_elements()
    {
        var matrix = Tensor.Of([1f, 4, 2, 5, 3, 6], [3, 2]);
        Assert.Equal(Of(Named("w", [1, 2, 3, 4, 5, 6], 2, 3)), Of(new Parameter("w", matrix.Transpose(0, 1), ParameterRole.Matrix)));
    }
}
