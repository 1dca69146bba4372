using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>bf16 products on tensor cores: right on ragged and aligned sizes, then against PyTorch's.</summary>
internal static class TensorCoreStage
{
    private delegate void Launcher(AcceleratorStream stream, KernelConfig config, ArrayView<U4> a, ArrayView<U4> b, ArrayView<uint> c,
        GemmShape shape);

    public static void Run(Run run)
    {
        using var peer = TorchPeer.Start(run);
        if (!run.IsCuda)
        {
            using var emulated = Target.Open(run.On);
            Form<OneWarp>(run, emulated, null, [(1, 1, 1), (65, 66, 40), (70, 130, 72)]);
            using var four = Target.Open(run.On, 128);
            Form<FourWarpsDeep>(run, four, null, [(129, 40, 65)]);
            Form<FourWarpsDeepAhead>(run, four, null, [(129, 40, 65)]);
            return;
        }
        using var target = Target.Open(run.On);
        (int, int, int)[] sizes = [(1, 1, 1), (7, 5, 3), (128, 256, 64), (129, 257, 65), (200, 77, 50), (400, 768, 768), (801, 3071, 769)];
        Form<OneWarp>(run, target, null, sizes);
        Form<FourWarps>(run, target, peer, sizes);
        Form<FourWarpsDeep>(run, target, peer, sizes);
        Form<FourWarpsDeepAhead>(run, target, peer, sizes);
        Form<EightWarps>(run, target, peer, sizes);
        Form<EightWarpsAhead>(run, target, peer, sizes);
        Form<EightWarpsDeep>(run, target, peer, sizes);
        Form<EightWarpsDeepAhead>(run, target, peer, sizes);
        Form<EightWarpsTallAhead>(run, target, peer, sizes);
    }

    private static void Form<TTile>(Run run, Target target, TorchPeer? peer, (int, int, int)[] sizes) where TTile : unmanaged, ITile
    {
        run.Report.Try("mma", typeof(TTile).Name, () =>
        {
            var exact = Load<TTile, Float32Output>(run, target);
            foreach (var (m, n, k) in sizes)
                run.Report.Try("mma", $"{typeof(TTile).Name} {m}x{n}x{k}", () => Check<TTile>(run, target, exact, m, n, k));
            if (!run.IsCuda || typeof(TTile) == typeof(OneWarp)) return;
            var rounded = Load<TTile, BFloat16Output>(run, target);
            foreach (var size in new[] { 4096, 8192 })
                run.Report.Try("mma", $"{typeof(TTile).Name} {size}", () => Time<TTile>(run, target, rounded, peer, size));
        });
    }

    private static Launcher Load<TTile, TOutput>(Run run, Target target) where TTile : unmanaged, ITile where TOutput : unmanaged, IOutput
    {
        var source = TensorCoreGemm.Source<TTile, TOutput>();
        var kernel = target.LoadKernel(source);
        ProductTiming.Allow(run, kernel, source.Name, TensorCoreGemm.SharedBytes(default(TTile)));
        return kernel.CreateLauncherDelegate<Launcher>();
    }

    private static void Check<TTile>(Run run, Target target, Launcher launch, int m, int n, int k) where TTile : unmanaged, ITile
    {
        var shape = new GemmShape(m, n, k, Products.Padded(k, 8), Products.Padded(k, 8), Products.Padded(n, 8));
        using var products = new Products(target, shape, n, 1, 2);
        var random = new Random(m);
        BFloat16[] Operand(int rows, int pitch) =>
            [.. Enumerable.Range(0, rows * pitch).Select(i => (BFloat16)(i % pitch < k ? (random.NextSingle() * 2) - 1 : float.NaN))];
        double[] Exact(BFloat16[] operand) => [.. operand.Select(v => (double)(float)v)];
        var (a, b) = (Operand(m, shape.PitchA), Operand(n, shape.PitchB));
        Products.Of<BFloat16>(products.A).CopyFromCPU(a);
        Products.Of<BFloat16>(products.B).CopyFromCPU(b);
        launch(target.Stream, TensorCoreGemm.Config<TTile>(shape), Products.Of<U4>(products.A), Products.Of<U4>(products.B),
            products.C.View, shape);
        target.Synchronize();
        var c = new float[m * shape.PitchC];
        Products.Of<float>(products.C).CopyToCPU(c);

        var (exactA, exactB) = (Exact(a), Exact(b));
        var (seen, expected) = (new float[m * n], new double[m * n]);
        Parallel.For(0, m, i =>
        {
            for (var j = 0; j < n; j++)
            {
                ReadOnlySpan<double> left = exactA.AsSpan(i * shape.PitchA, k), right = exactB.AsSpan(j * shape.PitchB, k);
                var sum = 0.0;
                for (var p = 0; p < k; p++) sum += left[p] * right[p];
                (seen[(i * n) + j], expected[(i * n) + j]) = (c[(i * shape.PitchC) + j], sum);
            }
        });
        var padding = Enumerable.Range(0, c.Length).Count(i => i % shape.PitchC >= n && c[i] != 0);
        run.Report.Add("mma", ("tile", typeof(TTile).Name), ("m", m), ("n", n), ("k", k),
            ("relative error", Statistics.RelativeError(seen, expected)), ("padding that is not 0", padding));
    }

    private static void Time<TTile>(Run run, Target target, Launcher launch, TorchPeer? peer, int size) where TTile : unmanaged, ITile
    {
        var shape = new GemmShape(size, size, size, size, size, size);
        using var products = new Products(target, shape, size, 1, 1);
        products.FillOnDevice(halves: true);
        Action work = () => launch(target.Stream, TensorCoreGemm.Config<TTile>(shape), Products.Of<U4>(products.A),
            Products.Of<U4>(products.B), products.C.View, shape);
        work();
        target.Synchronize();
        var (seen, expected) = (new float[256], new double[256]);
        var (row, column, element) = (new BFloat16[size], new BFloat16[size], new BFloat16[1]);
        var random = new Random(size);
        for (var e = 0; e < 256; e++)
        {
            var (i, j) = (random.Next(size), random.Next(size));
            Products.Of<BFloat16>(products.A).SubView((long)i * size, size).CopyToCPU(row);
            Products.Of<BFloat16>(products.B).SubView((long)j * size, size).CopyToCPU(column);
            for (var p = 0; p < size; p++) expected[e] += (double)(float)row[p] * column[p];
            Products.Of<BFloat16>(products.C).SubView(((long)i * size) + j, 1).CopyToCPU(element);
            seen[e] = element[0];
        }
        ProductTiming.Add(run, target, peer, "mma", typeof(TTile).Name, size, "bf16", work, Statistics.RelativeError(seen, expected));
    }
}
