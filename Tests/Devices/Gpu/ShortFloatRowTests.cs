using Gexia.Checking;
using Gexia.Cpu;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Row operations on bfloat16 and float16, computed by GPU bodies in float32: what comes out is what float32 gives on the same numbers,
/// rounded once, or twice where the backward pass reads a rounded result.
/// </summary>
public class ShortFloatRowTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };
    private readonly Rng rng = new(3);

    public static TheoryData<DType, int> Cases
    {
        get
        {
            var cases = new TheoryData<DType, int>();
            foreach (var type in (DType[])[DType.BFloat16, DType.Float16])
                foreach (var width in (int[])[1, 3, 33, 132, 257, 768]) cases.Add(type, width);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Rows_are_those_of_float32(DType type, int width)
    {
        Compare(type, [5, width], x => x.Softmax());
        Compare(type, [5, width], x => x.LogSoftmax(), DType.Float32);
        Compare(type, [5, width], x => x.L2Normalize());
        Compare(type, [5, width], x => x.Max(1));
        Compare(type, [5, width], x => x.Sum(1));
        Compare(type, [5, width], x => x.CrossEntropy([0, width - 1, width / 2, 0, 0]), DType.Float32);
        Compare(type, [3, width], x => x.Gather(Tensor.Of([2, 0, 2, 2], [2, 2], x.Device)));
    }

    [Theory, MemberData(nameof(Cases))]
    public void LayerNorm_keeps_its_parameters_and_their_gradients_in_float32(DType type, int width)
    {
        Tensor[] made = [Draw(type, 70, width), Tensor.Normal(rng, [width]), Tensor.Normal(rng, [width]), Draw(type, 70, width)];
        Tensor[] exact = [.. made.Select(x => x.To(DType.Float32).RequireGradient())];
        Tensor[] given = [.. made.Select(x => x.To(device).RequireGradient())];
        var (y, expected) = (given[0].LayerNorm(given[1], given[2]), exact[0].LayerNorm(exact[1], exact[2]));
        Assert.Equal(type, y.DType);
        RequireNear(expected, y);
        var (gradients, right) = (y.Backward(given[3].Detach()), expected.Backward(exact[3].Detach()));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(i == 0 ? type : DType.Float32, gradients[given[i]].DType);
            RequireNear(right[exact[i]], gradients[given[i]]);
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(37)]
    public void Losses_of_short_logits_are_float32(int n) =>
        Compare(DType.BFloat16, [n, n], x => x.SymmetricCrossEntropy(), DType.Float32);

    /// <summary>Gradients of biases: columns of short floats, in one stage and in several, summed and kept in float32.</summary>
    [Theory]
    [InlineData(50, 7)]
    [InlineData(300, 8)]
    [InlineData(300, 130)]
    public void Sums_can_be_kept_in_float32(int rows, int width)
    {
        var x = Draw(DType.BFloat16, rows, width);
        var sums = SumLoop.Run(x.To(device), [true, false], DType.Float32);
        Assert.Equal(DType.Float32, sums.DType);
        RequireNear(x.To(DType.Float32).Sum(0, keep: true), sums, tolerance: 1e-5);
        Assert.Equal(DType.BFloat16, SumLoop.Run(x.To(device), [true, false]).DType);
        RequireNear(x.To(DType.Float32), SumLoop.Run(x.To(device), [false, false], DType.Float32), tolerance: 0);
    }

    private void Compare(DType type, Shape shape, Func<Tensor, Tensor> apply, DType? result = null)
    {
        var x = Draw(type, shape);
        Tensor given = x.To(device).RequireGradient(), exact = x.To(DType.Float32).RequireGradient();
        Tensor y = apply(given), expected = apply(exact);
        Assert.Equal(result ?? type, y.DType);
        RequireNear(expected, y);
        var dY = Draw(y.DType, y.Shape);
        var (gradient, right) = (y.Backward(dY.To(device))[given], expected.Backward(dY.To(DType.Float32))[exact]);
        Assert.Equal(type, gradient.DType);
        RequireNear(right, gradient);
    }

    private Tensor Draw(DType type, params Shape shape) => Tensor.Normal(rng, shape).To(type);

    // Half a unit of eight digits for each rounding, of the value or of the largest.
    private static void RequireNear(Tensor expected, Tensor found, double tolerance = 1.0 / 100)
    {
        Assert.Equal(expected.Shape, found.Shape);
        var (want, have) = (expected.To(DType.Float32).ToArray<float>(), found.To(DType.Float32).ToArray<float>());
        var largest = want.Length == 0 ? 0 : want.Max(Math.Abs);
        for (var i = 0; i < want.Length; i++)
            Assert.True(Math.Abs(want[i] - have[i]) <= tolerance * (largest + 1e-4), $"element {i} is {have[i]}, not {want[i]}");
    }
}
