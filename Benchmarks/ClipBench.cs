using System.Globalization;
using Gexia.Training.Miniature;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// CLIP ViT-B/32 and the row operations on its shapes. Works: <c>image,B</c> and <c>text,B</c> (forward, weights packed;
/// <c>image,B,learning</c>: packed at each use; <c>bfloat16</c>, <c>int8</c>: stored so), <c>train,B</c> (image tower forward, backward,
/// AdamW), <c>softmax layernorm gelu quickgelu attention adamw</c>. The counterpart is peers/clip.py.
/// </summary>
internal static class ClipBench
{
    private static readonly string[] works =
        ["image,1", "image,8", "image,16", "text,8", "train,16", "softmax", "layernorm", "gelu", "quickgelu", "attention", "adamw"];

    private static readonly Dictionary<string, ClipModel> models = [];

    public static void Run(string[] words) => new Peer(new(words), Prepare).Run(works, (name, rates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {1000 / rates[rates.Length / 2],9:F2} ms")));

    private static Work Prepare(string work)
    {
        var parts = work.Split(',');
        var batch = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var (tokens, hidden) = (Tensor.Normal(new Rng(2), [800, 768]), Tensor.Normal(new Rng(3), [800, 3072]));
        switch (parts[0])
        {
            case "image":
                var pixels = Tensor.Normal(new Rng(4), [batch, 3, 224, 224]);
                return Forward(() => Model(parts).EncodeImage(pixels));
            case "text":
                var texts = SampleTexts.Full(batch, 77);
                return Forward(() => Model(parts).EncodeText(texts));
            case "train": return Training(batch);
            case "softmax":
                var scores = Tensor.Normal(new Rng(5), [9600, 50]);
                return Forward(() => scores.Softmax());
            case "layernorm":
                var (weight, bias) = (Tensor.Ones([768]), Tensor.Zeros([768]));
                return Forward(() => tokens.LayerNorm(weight, bias));
            case "gelu": return Forward(() => hidden.Gelu());
            case "quickgelu": return Forward(() => hidden.QuickGelu());
            case "attention":
                var packed = Tensor.Normal(new Rng(6), [16, 50, 2304]);
                return Forward(() => AttentionOp.SelfAttention(packed, 12));
            case "adamw":
                var scope = ParameterScope.Fresh(new Rng(7));
                var x = scope.Parameter("x", [10_000_000], ParameterRole.Matrix, Initial.Normal(1));
                var optimizer = new AdamW(scope.All, 1e-3);
                var gradients = (x * x).Backward(Tensor.Ones(x.Shape));
                return new(() => optimizer.Step(gradients));
            default: throw new ArgumentException($"clip: there is no work '{work}'; use {string.Join(", ", works)}.");
        }
    }

    private static ClipModel Model(string[] parts)
    {
        var kind = parts.Length > 2 ? parts[2] : "float32";
        if (models.TryGetValue(kind, out var known)) return known;
        var scope = ParameterScope.Fresh(new Rng(1));
        return models[kind] = new(
            kind == "learning" ? scope : scope.Packed(Enum.Parse<WeightFormat>(kind, ignoreCase: true)), ClipConfig.VitB32);
    }

    private static Work Forward(Func<Tensor> run) => new(() =>
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        run();
    });

    private static Work Training(int batch)
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        var vision = new VisionTransformer(scope, ClipConfig.VitB32.Vision);
        var optimizer = new AdamW(scope.All, 1e-4);
        var pixels = Tensor.Normal(new Rng(4), [batch, 3, 224, 224]);
        var contraction = Tensor.Normal(new Rng(5), [batch, 50, 768]);
        return new(() =>
        {
            using var step = TensorScope.Begin();
            optimizer.Step(vision.Forward(pixels).Backward(contraction, release: true));
        });
    }
}
