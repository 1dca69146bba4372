using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>float32 products: right on ragged and aligned sizes, then against PyTorch's.</summary>
internal static class SgemmStage
{
    private delegate void Launcher(AcceleratorStream stream, KernelConfig config, ArrayView<F4> a, ArrayView<F4> b, ArrayView<F4> c,
        GemmShape shape);

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, Sgemm.Threads);
        using var peer = TorchPeer.Start(run);
        var kernel = target.LoadKernel(Sgemm.Source);
        ProductTiming.Allow(run, kernel, Sgemm.Source.Name, 0);
        var launch = kernel.CreateLauncherDelegate<Launcher>();
        (int, int, int)[] sizes = run.IsCuda
            ? [(1, 1, 1), (7, 5, 3), (128, 128, 8), (129, 130, 9), (200, 77, 50), (512, 768, 768), (801, 3071, 769)]
            : [(1, 1, 1), (7, 5, 3), (129, 130, 9)];
        foreach (var (m, n, k) in sizes) run.Report.Try("sgemm", $"{m}x{n}x{k}", () => Check(run, target, launch, m, n, k));
        if (!run.IsCuda) return;
        foreach (var size in new[] { 4096, 8192 }) run.Report.Try("sgemm", $"{size}", () => Time(run, target, launch, peer, size));
    }

    private static void Check(Run run, Target target, Launcher launch, int m, int n, int k)
    {
        var shape = new GemmShape(m, n, k, Products.Padded(k, 4), Products.Padded(n, 4), Products.Padded(n, 4));
        using var products = new Products(target, shape, k, 2, 2);
        var random = new Random(m);
        float[] a = [.. Enumerable.Range(0, m * shape.PitchA).Select(i =>
            i % shape.PitchA < k ? (random.NextSingle() * 2) - 1 : float.NaN)];
        float[] b = [.. Enumerable.Range(0, k * shape.PitchB).Select(i =>
            i % shape.PitchB < n ? (random.NextSingle() * 2) - 1 : float.NaN)];
        Products.Of<float>(products.A).CopyFromCPU(a);
        Products.Of<float>(products.B).CopyFromCPU(b);
        launch(target.Stream, Sgemm.Config(shape), Products.Of<F4>(products.A), Products.Of<F4>(products.B), Products.Of<F4>(products.C),
            shape);
        target.Synchronize();
        var c = new float[m * shape.PitchC];
        Products.Of<float>(products.C).CopyToCPU(c);

        var (seen, expected) = (new float[m * n], new double[m * n]);
        Parallel.For(0, m, i =>
        {
            for (var p = 0; p < k; p++)
                for (var j = 0; j < n; j++) expected[(i * n) + j] += (double)a[(i * shape.PitchA) + p] * b[(p * shape.PitchB) + j];
            for (var j = 0; j < n; j++) seen[(i * n) + j] = c[(i * shape.PitchC) + j];
        });
        var touched = Enumerable.Range(0, c.Length).Count(i => i % shape.PitchC >= n && !float.IsNaN(c[i]));
        run.Report.Add("sgemm", ("m", m), ("n", n), ("k", k), ("relative error", Statistics.RelativeError(seen, expected)),
            ("padding written", touched));
    }

    private static void Time(Run run, Target target, Launcher launch, TorchPeer? peer, int size)
    {
        var shape = new GemmShape(size, size, size, size, size, size);
        using var products = new Products(target, shape, size, 2, 2);
        products.FillOnDevice(halves: false);
        Action work = () => launch(target.Stream, Sgemm.Config(shape), Products.Of<F4>(products.A), Products.Of<F4>(products.B),
            Products.Of<F4>(products.C), shape);
        work();
        target.Synchronize();
        var (seen, expected) = (new float[256], new double[256]);
        var (row, column) = (new float[size], new float[1]);
        var random = new Random(size);
        for (var e = 0; e < 256; e++)
        {
            var (i, j) = (random.Next(size), random.Next(size));
            Products.Of<float>(products.A).SubView((long)i * size, size).CopyToCPU(row);
            for (var p = 0; p < size; p++)
                expected[e] += (double)row[p] * RuntimeKernels.Uniform((uint)(((long)p * size) + j) + 0x40000000u);
            Products.Of<float>(products.C).SubView(((long)i * size) + j, 1).CopyToCPU(column);
            seen[e] = column[0];
        }
        ProductTiming.Add(run, target, peer, "sgemm", Sgemm.Source.Name, size, "float32", work, Statistics.RelativeError(seen, expected));
    }
}
