using Gexia.Gpu;
using Gexia.Models.Clip;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>What ILGPU's devices do with rows of short floats, and with ids that no kernel there can refuse.</summary>
public static class RowsOnDevices
{
    /// <summary>A row of NaN, and no gradient; the other rows as always.</summary>
    public static void PickOutside(GpuDevice device)
    {
        var table = Tensor.Normal(new Rng(1), [3, 5]).To(device).RequireGradient();
        var y = table.Gather(Tensor.Of([1L, 3, -1, 1L << 40, 1], [5], device));
        var found = y.ToHost();
        for (var row = 0; row < 5; row++)
            for (var i = 0; i < 5; i++) Assert.Equal(row is 0 or 4 ? table.ToHost()[1, i] : double.NaN, found[row, i]);
        var gradient = y.Backward(Tensor.Ones([5, 5]).To(device))[table].ToHost();
        for (var i = 0; i < 5; i++) Assert.Equal([0, 2, 0], (double[])[gradient[0, i], gradient[1, i], gradient[2, i]]);
    }

    /// <summary>As float32 gives on the same numbers, rounded.</summary>
    public static void ComputeInShortFloats(GpuDevice device)
    {
        foreach (var type in (DType[])[DType.BFloat16, DType.Float16])
            foreach (var width in (int[])[33, 128, 600])
            {
                var exact = Tensor.Normal(new Rng(2), [6, width]).To(type).To(DType.Float32);
                Tensor gamma = Tensor.Normal(new Rng(3), [width]), beta = Tensor.Normal(new Rng(4), [width]);
                Near(exact.Softmax(), exact.To(device).To(type).Softmax());
                Near(exact.L2Normalize(), exact.To(device).To(type).L2Normalize());
                Near(exact.LayerNorm(gamma, beta), exact.To(device).To(type).LayerNorm(gamma.To(device), beta.To(device)));
                Near(exact.Sum(0), exact.To(device).To(type).Sum(0));
                Near(exact.Max(1), exact.To(device).To(type).Max(1));
            }
        Assert.Equal(0, device.Fallbacks);
    }

    private static void Near(Tensor expected, Tensor found)
    {
        var (want, have) = (expected.ToArray<float>(), found.To(DType.Float32).ToHost().ToArray<float>());
        var largest = want.Max(Math.Abs);
        for (var i = 0; i < want.Length; i++) Assert.True(Math.Abs(want[i] - have[i]) <= largest / 200, $"{i}: {have[i]}, not {want[i]}");
    }
}

/// <inheritdoc cref="RowsOnDevices"/>
[Collection(nameof(IlgpuCpu))]
public class IlgpuCpuRowTests(IlgpuCpu fixture)
{
    [Fact]
    public void Ids_outside_a_table_pick_NaN() => RowsOnDevices.PickOutside(fixture.Device);

    /// <summary>Texts know their ids where they are made, so a model says it before a kernel reads them.</summary>
    [Fact]
    public void Ids_outside_a_vocabulary_are_refused()
    {
        var texts = TextIds.Of([1, 5, 9, 0], 2, 2, endOfText: null, fixture.Device);
        Assert.Same(texts, texts.EndingAt(null, words: 10));
        var error = Assert.Throws<ShapeException>(() => texts.EndingAt(null, words: 9));
        Assert.Contains("id 9 is outside 0..8", error.Message, StringComparison.Ordinal);
    }
}

/// <inheritdoc cref="RowsOnDevices"/>
[Collection(nameof(OpenCl))]
public class OpenClRowTests(OpenCl fixture)
{
    [OpenClFact]
    public void Ids_outside_a_table_pick_NaN() => RowsOnDevices.PickOutside(fixture.Device);

    [OpenClFact]
    public void Rows_of_short_floats_are_those_of_float32() => RowsOnDevices.ComputeInShortFloats(fixture.Device);
}
