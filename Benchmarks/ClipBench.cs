using System.Globalization;
using Gexia.Cpu;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// CLIP ViT-B/32 and the row operations on its shapes: <c>clip [WORK]…</c> prints the median of each work, <c>clip --serve</c> answers one
/// work a line with works per second of processor time, for peers/paired.py. Works: <c>image,B</c> and <c>text,B</c> (forward),
/// <c>train,B</c> (image tower forward, backward, AdamW), <c>softmax layernorm gelu quickgelu adamw</c>.
/// </summary>
internal static class ClipBench
{
    private static readonly string[] works = ["image,1", "image,8", "image,16", "text,8", "train,16", "softmax", "layernorm", "gelu", "quickgelu", "attention", "adamw"];

    private static readonly Dictionary<string, Action> ready = [];
    private static readonly Lazy<ClipModel> model = new(() => new ClipModel(ParameterScope.Fresh(new Rng(1)), ClipConfig.VitB32));

    public static void Run(string[] arguments)
    {
        using var limit = CpuThreads.Limit(1);
        if (arguments is ["--serve"])
        {
            while (Console.ReadLine() is { } line) Console.WriteLine(Rate(line).ToString("R", CultureInfo.InvariantCulture));
            return;
        }
        foreach (var work in arguments.Length > 0 ? arguments : works)
        {
            var rates = Enumerable.Range(0, 7).Select(_ => Rate(work)).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work,-12} {1000 / rates[3],9:F2} ms"));
        }
    }

    private static double Rate(string work)
    {
        if (!ready.TryGetValue(work, out var run))
        {
            ready[work] = run = Prepare(work);
            run();
        }
        run();
        var (repeats, start) = (0, Environment.CpuUsage.TotalTime.TotalSeconds);
        double passed;
        do
        {
            run();
            repeats++;
            passed = Environment.CpuUsage.TotalTime.TotalSeconds - start;
        } while (passed < 0.25);
        return repeats / passed;
    }

    private static Action Prepare(string work)
    {
        var parts = work.Split(',');
        var batch = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var (tokens, hidden) = (Tensor.Normal(new Rng(2), [800, 768]), Tensor.Normal(new Rng(3), [800, 3072]));
        switch (parts[0])
        {
            case "image":
                var pixels = Tensor.Normal(new Rng(4), [batch, 3, 224, 224]);
                return Forward(() => model.Value.EncodeImage(pixels));
            case "text":
                var ids = new int[batch * 77];
                for (var i = 0; i < ids.Length; i++) ids[i] = i % 77 == 76 ? 49407 : 1 + (i * 7919 % 49000);
                return Forward(() => model.Value.EncodeText(TextIds.Of(ids, 77)));
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
                return () => optimizer.Step(gradients);
            default: throw new ArgumentException($"clip: there is no work '{work}'; use {string.Join(", ", works)}.");
        }
    }

    private static Action Forward(Func<Tensor> run) => () =>
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        run();
    };

    private static Action Training(int batch)
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        var vision = new VisionTransformer(scope, ClipConfig.VitB32.Vision);
        var optimizer = new AdamW(scope.All, 1e-4);
        var pixels = Tensor.Normal(new Rng(4), [batch, 3, 224, 224]);
        var contraction = Tensor.Normal(new Rng(5), [batch, 50, 768]);
        return () =>
        {
            using var step = TensorScope.Begin();
            optimizer.Step(vision.Forward(pixels).Backward(contraction));
        };
    }
}
