namespace Gexia.Cli.Bench;

/// <summary>Single operations on the shapes of the models.</summary>
internal static class OperationCases
{
    public static IEnumerable<BenchCase> All() => [.. Gemm(), .. Rows(), .. Attention()];

    private static IEnumerable<BenchCase> Gemm() =>
    [
        Linear("square", "1024×1024 · 1024×1024", 1024, 1024, 1024),
        Linear("vit-1-projection", "one picture's tokens, 50×768 → 768", 50, 768, 768),
        Linear("vit-1-mlp", "one picture's tokens, 50×768 → 3072", 50, 3072, 768),
        Linear("vit-16-mlp", "16 pictures' tokens, 800×768 → 3072", 800, 3072, 768),
        Linear("vit-16-mlp-back", "16 pictures' tokens, 800×3072 → 768", 800, 768, 3072),
        Linear("patches-16", "16 pictures' patches, 784×3072 → 768", 784, 768, 3072),
        Linear("text-8-mlp", "8 texts' tokens, 616×512 → 2048", 616, 2048, 512),
        Linear("miniature-mlp", "the miniature's tokens, 2560×64 → 256", 2560, 256, 64),
    ];

    private static BenchCase Linear(string name, string what, int rows, int outputs, int inputs)
    {
        var gflop = 2e-9 * rows * outputs * inputs;
        return new("gemm", name, what, "GFLOP/s", gflop, () =>
        {
            var (x, weight) = (Tensor.Normal(new Rng(1), [rows, inputs]), Tensor.Normal(new Rng(2), [outputs, inputs]));
            return BenchCase.Forward(() => x.Linear(weight));
        })
        { Gflop = gflop };
    }

    private static IEnumerable<BenchCase> Rows()
    {
        yield return Row("softmax", [9600, 50], x => x.Softmax());
        var (weight, bias) = (Tensor.Ones([768]), Tensor.Zeros([768]));
        yield return Row("layernorm", [800, 768], x => x.LayerNorm(weight, bias));
        yield return Row("l2normalize", [800, 512], x => x.L2Normalize());
        yield return Row("gelu", [800, 3072], x => x.Gelu());
        yield return Row("quickgelu", [800, 3072], x => x.QuickGelu());
        yield return Row("add", [800, 768], x => x + x);
    }

    private static BenchCase Row(string name, Shape shape, Func<Tensor, Tensor> run) =>
        new("rows", name, $"{shape[0]}×{shape[1]}", "Gelements/s", 1e-9 * shape.Length, () =>
        {
            var x = Tensor.Normal(new Rng(1), shape);
            return BenchCase.Forward(() => run(x));
        });

    private static IEnumerable<BenchCase> Attention()
    {
        yield return Attend("vit-16", "16 pictures, 50 tokens, 12 heads of 64", 16, 50, 50, 768, 12);
        yield return Attend("iam-2", "2 videos, 32 vectors to 800 tokens, 8 heads of 64", 2, 32, 800, 512, 8);
    }

    // Two products of queries × keys × width: the scores and their use.
    private static BenchCase Attend(string name, string what, int batch, int queries, int keys, int width, int heads)
    {
        var gflop = 4e-9 * batch * queries * keys * width;
        return new("attention", name, what, "GFLOP/s", gflop, () =>
        {
            var rng = new Rng(1);
            var (q, k, v) = (
                Tensor.Normal(rng, [batch, queries, width]), Tensor.Normal(rng, [batch, keys, width]),
                Tensor.Normal(rng, [batch, keys, width]));
            return BenchCase.Forward(() => AttentionOp.Attention(q, k, v, heads));
        })
        { Gflop = gflop };
    }
}
