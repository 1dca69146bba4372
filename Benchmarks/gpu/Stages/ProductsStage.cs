namespace Gexia.Benchmarks.Gpu;

/// <summary>Products of every dtype, layout and of ragged and aligned sizes, against float64 on the processor.</summary>
internal static class ProductsStage
{
    private static readonly (int M, int N, int K)[] Sizes =
    [
        (1, 1, 1), (7, 5, 3), (64, 64, 64), (50, 768, 768), (128, 256, 64), (333, 257, 129), (130, 72, 40), (136, 264, 520),
        (1600, 2304, 768), (768, 768, 12800), (65, 100, 2048),
    ];

    public static void Run(Run run)
    {
        foreach (var type in (DType[])[DType.BFloat16, DType.Float16, DType.Float32])
            foreach (var (aAcross, bAcross) in ((bool, bool)[])[(false, true), (false, false), (true, false), (true, true)])
                run.Report.Try("products", $"{type} {aAcross} {bAcross}", () => Check(run, type, aAcross, bAcross));
    }

    private static void Check(Run run, DType type, bool aAcross, bool bAcross)
    {
        var (worst, where, most) = (0.0, default((int, int, int)), 0.0);
        foreach (var (m, n, k) in Sizes)
        {
            if (!run.IsCuda && (long)m * n * k > (run.IsSlowest ? 100_000 : 20_000_000)) continue;
            var rng = new Rng((ulong)(m + n + k));
            var a = Tensor.Normal(rng, aAcross ? [k, m] : [m, k]).To(type);
            var b = Tensor.Normal(rng, bAcross ? [n, k] : [k, n]).To(type);
            var seen = Product(a.To(run.Device), b.To(run.Device)).ToHost().To(DType.Float64).ToArray<double>();
            var exact = Product(a.To(DType.Float64), b.To(DType.Float64)).ToArray<double>();
            double difference = 0, size = 0;
            for (var i = 0; i < seen.Length; i++)
            {
                difference += (seen[i] - exact[i]) * (seen[i] - exact[i]);
                size += exact[i] * exact[i];
            }
            var error = Math.Sqrt(difference / size);
            most = Math.Max(most, error);
            var share = error / Limit(type, k);
            if (share > worst || double.IsNaN(share)) (worst, where) = (share, (m, n, k));
        }
        run.Report.Add("products", ("dtype", type), ("A", aAcross ? "transposed" : "as is"), ("B", bAcross ? "transposed" : "as is"),
            ("largest relative error", most), ("of what is allowed", worst), ("at", where), ("right", worst <= 1));

        Tensor Product(Tensor x, Tensor y) => (aAcross ? x.Transpose() : x).MatMul(bAcross ? y.Transpose() : y);
    }

    // Of ‖error‖/‖exact‖. Roundings of float32 sums of k terms add up like steps of a random walk; a short result is rounded once more.
    private static double Limit(DType type, int k) => type switch
    {
        DType.BFloat16 => 1.0 / 256,
        DType.Float16 => 1.0 / 2048,
        _ => Math.Max(8, Math.Sqrt(k)) / (1 << 24),
    };
}
