namespace Gexia.Benchmarks.Gpu;

/// <summary>The library's operations alone, in turns with PyTorch's: products, attention, rows.</summary>
internal static class SpeedStage
{
    public static void Run(Run run)
    {
        using var device = Library.Open(run.On);
        using var peer = TorchPeer.Start(run);
        using var still = Graph.NoGradient();
        foreach (var size in run.IsCuda ? new[] { 4096, 8192 } : [128])
            run.Report.Try("product", $"bf16 {size}", () => Product(run, device, peer, DType.BFloat16, size));
        run.Report.Try("product", "float32", () => Product(run, device, peer, DType.Float32, run.IsCuda ? 4096 : 128));
        foreach (var (m, n, k) in run.IsCuda ? new[] { (3200, 3072, 768), (3200, 768, 3072), (12800, 2304, 768), (1600, 768, 768) } : [])
            run.Report.Try("linear", $"{m} {n} {k}", () => Linear(run, device, m, n, k));
        foreach (var (batch, heads, queries, keys) in run.IsCuda
            ? new[] { (64, 12, 50, 50), (256, 12, 50, 50), (64, 8, 32, 800), (64, 8, 77, 77) } : [(2, 2, 5, 7)])
            run.Report.Try("attention", $"{batch} {queries}", () => Attention(run, device, peer, batch, heads, queries, keys));
        foreach (var (rows, width) in run.IsCuda ? new[] { (65536, 768), (614400, 64), (16384, 4096) } : [(4, 33)])
        {
            run.Report.Try("softmax", $"{rows}", () => Rows(run, device, peer, "softmax", rows, width));
            run.Report.Try("layernorm", $"{rows}", () => Rows(run, device, peer, "layernorm", rows, width));
        }
        run.Report.Try("map", "gelu", () => Map(run, device));
    }

    private static void Product(Run run, GpuDevice device, TorchPeer? peer, DType type, int size)
    {
        Tensor a = Numbers(device, type, size, size), b = Numbers(device, type, size, size);
        void Multiply() => Scoped(() => a.MatMul(b.Transpose()));
        var word = type == DType.BFloat16 ? "bf16" : "float32";
        var (own, other, share) = Library.InTurns(device, Multiply, peer, $"{word} {size}");
        run.Report.Add("product", ("dtype", type), ("size", size), ("ms", own * 1e3), ("TFLOP/s", 2e-12 * Math.Pow(size, 3) / own),
            ("PyTorch TFLOP/s", 2e-12 * Math.Pow(size, 3) / other), ("of PyTorch's speed", share));
    }

    private static void Linear(Run run, GpuDevice device, int m, int n, int k)
    {
        var (x, w, bias) = (Numbers(device, DType.BFloat16, m, k), Numbers(device, DType.Float32, n, k), Numbers(device, DType.Float32, n));
        var own = Library.Seconds(device, () => Scoped(() => x.Linear(w, bias, new QuickGelu())), 15);
        run.Report.Add("linear", ("rows", m), ("outputs", n), ("inputs", k), ("us", own * 1e6), ("TFLOP/s", 2e-12 * m * n * k / own));
    }

    private static void Attention(Run run, GpuDevice device, TorchPeer? peer, int batch, int heads, int queries, int keys)
    {
        Tensor q = Numbers(device, DType.BFloat16, batch, queries, heads * 64), k = Numbers(device, DType.BFloat16, batch, keys, heads * 64);
        void Attend() => Scoped(() => AttentionOp.Attention(q, k, k, heads));
        var (own, other, share) = Library.InTurns(device, Attend, peer, $"attention {batch} {heads} {queries} {keys}");
        run.Report.Add("attention", ("batch", batch), ("heads", heads), ("queries", queries), ("keys", keys), ("us", own * 1e6),
            ("TFLOP/s", 4e-12 * batch * heads * queries * keys * 64 / own), ("PyTorch us", other * 1e6), ("of PyTorch's speed", share));
    }

    private static void Rows(Run run, GpuDevice device, TorchPeer? peer, string name, int rows, int width)
    {
        Tensor x = Numbers(device, DType.Float32, rows, width), gamma = Numbers(device, DType.Float32, width);
        void Reduce() => Scoped(() => name == "softmax" ? x.Softmax() : x.LayerNorm(gamma, gamma));
        var (own, other, share) = Library.InTurns(device, Reduce, peer, $"{name} {rows} {width}");
        run.Report.Add(name, ("rows", rows), ("width", width), ("us", own * 1e6), ("GB/s", 8e-9 * rows * width / own),
            ("PyTorch us", other * 1e6), ("of PyTorch's speed", share));
    }

    private static void Map(Run run, GpuDevice device)
    {
        foreach (var type in new[] { DType.Float32, DType.BFloat16 })
        {
            var x = Numbers(device, type, run.IsCuda ? 1 << 27 : 100);
            var own = Library.Seconds(device, () => Scoped(() => x.Gelu()), 15);
            run.Report.Add("map", ("case", "gelu"), ("dtype", type), ("us", own * 1e6), ("GB/s", 2e-9 * x.Length * type.Size() / own));
        }
    }

    private static Tensor Numbers(GpuDevice device, DType type, params int[] shape)
    {
        // One pattern, repeated: drawing hundreds of millions takes longer than all the rest.
        var values = Tensor.Uniform(new Rng(1), [1 << 20], -1, 1).ToArray<float>();
        var length = shape.Aggregate(1L, (all, extent) => all * extent);
        var all = new float[length];
        for (long i = 0; i < length; i += values.Length - 1)
            values.AsSpan(0, (int)Math.Min(values.Length - 1, length - i)).CopyTo(all.AsSpan((int)i));
        return Tensor.Of(all, Shape.Create(shape), device).To(type);
    }

    private static void Scoped(Func<Tensor> run)
    {
        using var scope = TensorScope.Begin();
        run();
    }
}
