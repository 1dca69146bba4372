using Gexia.Io;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Tests.Support;

namespace Gexia.Tests.Golden;

/// <summary>Reference values computed by PyTorch, and how results are held against them.</summary>
internal static class GoldenFiles
{
    public static Dictionary<string, Tensor> Fixture(string name) =>
        SafeTensors.ReadAll(Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden", name));

    public static Dictionary<string, Tensor> Shared(params string[] path) =>
        SafeTensors.ReadAll(Path.Combine([Environs.Shared!, "golden", .. path]));

    /// <summary>The sizes in <c>golden/clip-tiny/config.json</c>.</summary>
    public static ClipConfig TinyClip { get; } = new()
    {
        Vision = new() { ImageSize = 64, PatchSize = 16, Tower = new() { Width = 128, Layers = 2, Heads = 2 } },
        Text = new() { VocabularySize = 512, ContextLength = 77, Tower = new() { Width = 64, Layers = 2, Heads = 2 } },
        ProjectionWidth = 32,
    };

    public static ClipModel LoadTinyClip(IReadOnlyDictionary<string, Tensor> values)
    {
        var scope = ParameterScope.From(values);
        var model = new ClipModel(scope, TinyClip);
        scope.Complete();
        return model;
    }

    /// <summary>max|Δ| ≤ tolerance × max|reference|.</summary>
    public static void AssertClose(string name, Tensor expected, Tensor actual, double tolerance, double floor = 0)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (x, y) = (expected.To(DType.Float64).ToArray<double>(), actual.To(DType.Float64).ToArray<double>());
        var largest = Math.Max(floor, x.Select(Math.Abs).DefaultIfEmpty(0).Max());
        var worst = x.Zip(y, (a, b) => Math.Abs(a - b)).DefaultIfEmpty(0).Max();
        Assert.True(
            worst <= tolerance * largest,
            $"{name}: max|Δ| = {worst:E2}, allowed {tolerance * largest:E2} (largest reference {largest:E2}).");
    }

    /// <summary>
    /// Gradients that are zero in theory (a key's bias: the soft-max ignores a shift) hold rounding noise in the reference, so a
    /// tensor is measured by its largest value or a thousandth of the setting's largest gradient, whichever is more.
    /// </summary>
    public static void AssertGradients(
        IReadOnlyDictionary<string, Tensor> expected, Func<string, bool> include, Func<string, Tensor> actual, double tolerance)
    {
        var floor = 1e-3 * expected.Values.Max(
            gradient => gradient.To(DType.Float64).ToArray<double>().Select(Math.Abs).DefaultIfEmpty(0).Max());
        foreach (var (name, gradient) in expected) if (include(name)) AssertClose(name, gradient, actual(name), tolerance, floor);
    }
}
