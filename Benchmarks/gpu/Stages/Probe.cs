using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Runs kernels of one input and one output, or of three and one, over arrays.</summary>
internal static class Probe
{
    /// <summary>y after the kernel over groups of so many threads; x's length is a multiple of them.</summary>
    public static T[] Of<T>(Target target, KernelSource source, T[] x, int threads, T initial = default) where T : unmanaged
    {
        using var input = target.Accelerator.Allocate1D(x);
        using var output = target.Accelerator.Allocate1D(Enumerable.Repeat(initial, x.Length).ToArray());
        var launch = target.Load<Unary<T>>(source);
        launch(target.Stream, new KernelConfig(x.Length / threads, threads), input.View, output.View);
        target.Synchronize();
        return output.GetAsArray1D();
    }

    /// <summary>The same with three inputs.</summary>
    public static float[] Of(Target target, KernelSource source, float[] a, float[] b, float[] c, int threads)
    {
        using var inputA = target.Accelerator.Allocate1D(a);
        using var inputB = target.Accelerator.Allocate1D(b);
        using var inputC = target.Accelerator.Allocate1D(c);
        using var output = target.Accelerator.Allocate1D(Enumerable.Repeat(-99f, a.Length).ToArray());
        var launch = target.Load<Ternary<float>>(source);
        launch(target.Stream, new KernelConfig(a.Length / threads, threads), inputA.View, inputB.View, inputC.View, output.View);
        target.Synchronize();
        return output.GetAsArray1D();
    }

    /// <summary>Floats of every kind: bit patterns spread over all of them, and the awkward ones in front.</summary>
    public static float[] AllKinds(int count)
    {
        float[] awkward =
        [
            0f, -0f, 1f, -1f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon, -float.Epsilon, 1e-38f, -1e-38f,
                1.17549435e-38f,
            88f, 88.7f, 89f, -87.4f, -88f, -103.9f, -104f, 5.548f, -5.549f, 1e30f, -1e30f, float.MaxValue, float.MinValue, 0.5f, 1e-30f,
                -1e-31f,
        ];
        var step = (uint.MaxValue / (uint)count) | 1;
        return [.. awkward, .. Enumerable.Range(0, count - awkward.Length).Select(i => BitConverter.UInt32BitsToSingle((uint)i * step))];
    }
}
