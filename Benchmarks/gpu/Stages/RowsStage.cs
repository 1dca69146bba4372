using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Soft-max and LayerNorm: right at awkward widths, then bytes a second.</summary>
internal static class RowsStage
{
    private const float Epsilon = 1e-5f;

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, RowKernels.Threads);
        foreach (var (rows, width) in new[] { (3, 1), (5, 50), (4, 77), (3, 512), (2, 768), (2, 1000), (2, 4099) })
        {
            run.Report.Try("softmax", $"{rows}x{width}", () => CheckSoftmax(run, target, rows, width));
            run.Report.Try("layernorm", $"{rows}x{width}", () => CheckLayerNorm(run, target, rows, width));
        }
        if (!run.IsCuda) return;
        using var peer = TorchPeer.Start(run);
        foreach (var (rows, width) in new[] { (65536, 768), (65536, 1024), (16384, 4096), (307200, 50), (16384, 4099) })
        {
            run.Report.Try("softmax", $"{rows}x{width}", () => Time(run, target, peer, "softmax", rows, width));
            run.Report.Try("layernorm", $"{rows}x{width}", () => Time(run, target, peer, "layernorm", rows, width));
        }
    }

    private static void CheckSoftmax(Run run, Target target, int rows, int width)
    {
        var x = Inputs(rows * width, 8);
        var expected = new double[x.Length];
        for (var r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * width, width).ToArray().Select(v => (double)v).ToArray();
            var (max, sum) = (row.Max(), row.Sum(v => Math.Exp(v - row.Max())));
            for (var i = 0; i < width; i++) expected[(r * width) + i] = Math.Exp(row[i] - max) / sum;
        }
        foreach (var vector in Forms(width))
        {
            using var input = target.Accelerator.Allocate1D(x);
            using var output = target.Accelerator.Allocate1D(Poison(x.Length));
            Softmax(target, input, output, rows, width, vector)();
            target.Synchronize();
            run.Report.Add("softmax", ("rows", rows), ("width", width), ("vector", vector), ("relative error", Statistics.RelativeError(output.GetAsArray1D(), expected)));
        }
    }

    private static void CheckLayerNorm(Run run, Target target, int rows, int width)
    {
        float[] x = [.. Inputs(rows * width, 2).Select(v => v + 3)], gamma = Inputs(width, 1), beta = Inputs(width, 1);
        double[] expected = new double[x.Length], statistics = new double[rows * 2];
        for (var r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * width, width).ToArray().Select(v => (double)v).ToArray();
            var mean = row.Average();
            var rstd = 1 / Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + Epsilon);
            (statistics[2 * r], statistics[(2 * r) + 1]) = (mean, rstd);
            for (var i = 0; i < width; i++) expected[(r * width) + i] = ((row[i] - mean) * rstd * gamma[i]) + beta[i];
        }
        foreach (var vector in Forms(width))
        {
            using var input = target.Accelerator.Allocate1D(x);
            using var scale = target.Accelerator.Allocate1D(gamma);
            using var shift = target.Accelerator.Allocate1D(beta);
            using var output = target.Accelerator.Allocate1D(Poison(x.Length));
            using var kept = target.Accelerator.Allocate1D(Poison(rows * 2));
            LayerNorm(target, input, scale, shift, output, kept, rows, width, vector)();
            target.Synchronize();
            run.Report.Add("layernorm", ("rows", rows), ("width", width), ("vector", vector), ("relative error", Statistics.RelativeError(output.GetAsArray1D(), expected)),
                ("of statistics", Statistics.RelativeError(kept.GetAsArray1D(), statistics)));
        }
    }

    private static void Time(Run run, Target target, TorchPeer? peer, string name, int rows, int width)
    {
        using var clock = new Clock(target);
        using var input = target.Accelerator.Allocate1D<float>((long)rows * width);
        using var output = target.Accelerator.Allocate1D<float>((long)rows * width);
        using var scale = target.Accelerator.Allocate1D(Inputs(width, 1));
        using var shift = target.Accelerator.Allocate1D(Inputs(width, 1));
        using var kept = target.Accelerator.Allocate1D<float>(rows * 2);
        var fill = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, uint>>(RuntimeKernels.Sources.First(one => one.Name == "fill-floats"));
        fill(target.Stream, new KernelConfig(1024, 256), input.View, 7);
        foreach (var vector in Forms(width))
        {
            var launch = name == "softmax" ? Softmax(target, input, output, rows, width, vector) : LayerNorm(target, input, scale, shift, output, kept, rows, width, vector);
            var bytes = 2.0 * rows * width * sizeof(float);
            var (own, other, share) = TorchPeer.InTurns(clock, launch, peer, $"{name} {rows} {width}");
            run.Report.Add(name, ("rows", rows), ("width", width), ("vector", vector), ("us", own * 1e6), ("GB/s read and written", bytes / own / 1e9), ("PyTorch us", other * 1e6), ("of PyTorch's speed", share));
        }
    }

    private static Action Softmax(Target target, MemoryBuffer1D<float, Stride1D.Dense> x, MemoryBuffer1D<float, Stride1D.Dense> y, int rows, int width, bool vector)
    {
        var config = new KernelConfig(rows, RowKernels.Threads);
        if (vector)
        {
            var launch = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<F4>, ArrayView<F4>, int>>(Source("softmax-vector"));
            return () => launch(target.Stream, config, Four(x), Four(y), width);
        }
        var scalar = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, int>>(Source("softmax"));
        return () => scalar(target.Stream, config, x.View, y.View, width);
    }

    private static Action LayerNorm(Target target, MemoryBuffer1D<float, Stride1D.Dense> x, MemoryBuffer1D<float, Stride1D.Dense> gamma, MemoryBuffer1D<float, Stride1D.Dense> beta,
        MemoryBuffer1D<float, Stride1D.Dense> y, MemoryBuffer1D<float, Stride1D.Dense> statistics, int rows, int width, bool vector)
    {
        var config = new KernelConfig(rows, RowKernels.Threads);
        if (vector)
        {
            var launch = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<F4>, ArrayView<F4>, ArrayView<F4>, ArrayView<F4>, ArrayView<float>, int, float>>(Source("layernorm-vector"));
            return () => launch(target.Stream, config, Four(x), Four(gamma), Four(beta), Four(y), statistics.View, width, Epsilon);
        }
        var scalar = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, float>>(Source("layernorm"));
        return () => scalar(target.Stream, config, x.View, gamma.View, beta.View, y.View, statistics.View, width, Epsilon);
    }

    private static KernelSource Source(string name) => RowKernels.Sources.First(one => one.Name == name);

    private static ArrayView<F4> Four(MemoryBuffer1D<float, Stride1D.Dense> buffer) => ((ArrayView<float>)buffer.View).Cast<F4>();

    private static bool[] Forms(int width) => (width & 3) == 0 ? [false, true] : [false];

    private static float[] Inputs(int count, float size)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => ((random.NextSingle() * 2) - 1) * size)];
    }

    private static float[] Poison(int count) => [.. Enumerable.Repeat(float.NaN, count)];
}
