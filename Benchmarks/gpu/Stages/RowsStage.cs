using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.Runtime.MemoryBuffer1D<float, ILGPU.Stride1D.Dense>;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Soft-max and LayerNorm: right at awkward widths, then bytes a second.</summary>
internal static class RowsStage
{
    private const float Epsilon = 1e-5f;

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, RowKernels.Threads);
        foreach (var (rows, width) in new[] { (3, 1), (5, 50), (4, 77), (3, 512), (2, 768), (2, 1000), (2, 4099) })
            foreach (var source in Fitting(width))
                run.Report.Try(Table(source), $"{source.Name} {rows}x{width}", () => Check(run, target, source, rows, width));
        if (!run.IsCuda) return;
        using var peer = TorchPeer.Start(run);
        foreach (var (rows, width) in new[] { (65536, 768), (65536, 1024), (16384, 4096), (307200, 50), (614400, 64), (16384, 4099) })
            foreach (var source in Fitting(width))
                run.Report.Try(Table(source), $"{source.Name} {rows}x{width}", () => Time(run, target, peer, source, rows, width));
    }

    private static void Check(Run run, Target target, KernelSource source, int rows, int width)
    {
        var softmax = Table(source) == "softmax";
        float[] x = [.. Inputs(rows * width, softmax ? 8 : 2).Select(v => softmax ? v : v + 3)];
        float[] gamma = Inputs(width, 1), beta = Inputs(width, 1);
        double[] expected = new double[x.Length], statistics = new double[rows * 2];
        for (var r = 0; r < rows; r++)
        {
            var row = x.AsSpan(r * width, width).ToArray().Select(v => (double)v).ToArray();
            var (max, mean) = (row.Max(), row.Average());
            var (sum, rstd) = (row.Sum(v => Math.Exp(v - max)), 1 / Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + Epsilon));
            (statistics[2 * r], statistics[(2 * r) + 1]) = (mean, rstd);
            for (var i = 0; i < width; i++)
                expected[(r * width) + i] = softmax ? Math.Exp(row[i] - max) / sum : ((row[i] - mean) * rstd * gamma[i]) + beta[i];
        }
        using var work = new Rows(target, source, rows, width, x, gamma, beta);
        work.Launch();
        target.Synchronize();
        var error = Statistics.RelativeError(work.Y.GetAsArray1D(), expected);
        if (softmax) run.Report.Add("softmax", ("kernel", source.Name), ("rows", rows), ("width", width), ("relative error", error));
        else run.Report.Add("layernorm", ("kernel", source.Name), ("rows", rows), ("width", width), ("relative error", error),
            ("of statistics", Statistics.RelativeError(work.Statistics.GetAsArray1D(), statistics)));
    }

    private static void Time(Run run, Target target, TorchPeer? peer, KernelSource source, int rows, int width)
    {
        using var clock = new Clock(target);
        using var work = new Rows(target, source, rows, width, null, Inputs(width, 1), Inputs(width, 1));
        var bytes = 2.0 * rows * width * sizeof(float);
        var (own, other, share) = TorchPeer.InTurns(clock, work.Launch, peer, $"{Table(source)} {rows} {width}");
        run.Report.Add(Table(source), ("kernel", source.Name), ("rows", rows), ("width", width), ("us", own * 1e6),
            ("GB/s read and written", bytes / own / 1e9), ("PyTorch us", other * 1e6), ("of PyTorch's speed", share));
    }

    private static IEnumerable<KernelSource> Fitting(int width) => RowKernels.Sources.Where(source => (width & 3) == 0 || !Four(source));

    private static string Table(KernelSource source) => source.Name.Split('-')[0];

    private static bool Four(KernelSource source) => source.Name.EndsWith("-4", StringComparison.Ordinal);

    private static float[] Inputs(int count, float size)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => ((random.NextSingle() * 2) - 1) * size)];
    }

    private delegate void LayerNorm<T>(AcceleratorStream stream, KernelConfig config, ArrayView<T> x, ArrayView<T> gamma, ArrayView<T> beta,
        ArrayView<T> y, ArrayView<float> statistics, int length, int width, int rows, float epsilon) where T : unmanaged;

    /// <summary>A kernel with its memory; the results are NaN at first.</summary>
    private sealed class Rows : IDisposable
    {
        private readonly Floats x, gamma, beta;

        public Rows(Target target, KernelSource source, int rows, int width, float[]? values, float[] gamma, float[] beta)
        {
            x = target.Accelerator.Allocate1D<float>((long)rows * width);
            if (values is not null) x.CopyFromCPU(values);
            else target.Load<Filling<float>>(RuntimeKernels.Named("fill-floats"))(target.Stream, new KernelConfig(1024, 256), x.View, 7);
            (this.gamma, this.beta) = (target.Accelerator.Allocate1D(gamma), target.Accelerator.Allocate1D(beta));
            (Y, Statistics) = (target.Accelerator.Allocate1D<float>((long)rows * width), target.Accelerator.Allocate1D<float>(rows * 2));
            Y.MemSet(target.Stream, 0xFF);
            Statistics.MemSet(target.Stream, 0xFF);
            target.Synchronize();
            var config = new KernelConfig(RowKernels.Groups(source.Name.Contains("warp"), rows), RowKernels.Threads);
            Launch = Four(source)
                ? Of<F4>(target, source, config, width >> 2, width, rows)
                : Of<float>(target, source, config, width, width, rows);
        }

        public Floats Y { get; }

        public Floats Statistics { get; }

        public Action Launch { get; }

        public void Dispose()
        {
            foreach (var buffer in new[] { x, gamma, beta, Y, Statistics }) buffer.Dispose();
        }

        private Action Of<T>(Target target, KernelSource source, KernelConfig config, int length, int width, int rows) where T : unmanaged
        {
            if (Table(source) == "softmax")
            {
                var softmax = target.Load<Action<AcceleratorStream, KernelConfig, ArrayView<T>, ArrayView<T>, int, int>>(source);
                return () => softmax(target.Stream, config, View<T>(x), View<T>(Y), length, rows);
            }
            var layerNorm = target.Load<LayerNorm<T>>(source);
            return () => layerNorm(
                target.Stream, config, View<T>(x), View<T>(gamma), View<T>(beta), View<T>(Y), Statistics.View, length, width, rows,
                Epsilon);
        }

        private static ArrayView<T> View<T>(Floats buffer) where T : unmanaged => ((ArrayView<float>)buffer.View).Cast<T>();
    }
}
