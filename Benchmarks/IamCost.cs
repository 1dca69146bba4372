using Gexia.Cli.Bench;
using Gexia.Training.Miniature;
using Gexia.Cpu;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Benchmarks;

/// <summary>
/// What the IAM costs at inference (GEXIA App. C, Fig. 5): video + text forward against CLIP4Clip's mean pooling on towers of the same
/// size (ViT-B/32, 8 videos of 16 frames, 8 texts of 77 tokens), and over #iter 0…5.
/// <c>iam [--samples N] [--threads N] [--plot FILE.svg]</c>.
/// </summary>
/// <remarks>
/// A round is: mean pooling, then GEXIA's image tower once, then everything behind it (IAM and the whole text side) for each #iter. The
/// image tower does not know #iter, and its noise is larger than an iteration; measured once a round, it cannot bend the line.
/// </remarks>
internal static class IamCost
{
    private const int Videos = 8, Frames = 16, Most = 5;

    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (samples, threads, plot) = (arguments.Number("--samples", 5), arguments.Number("--threads", 1), arguments.Text("--plot", ""));
        _ = arguments.Rest;
        using var limit = CpuThreads.Limit(threads);
        using var pause = Graph.NoGradient();
        var clock = new Clock(threads);
        var baseline = new MeanPooling(ParameterScope.Fresh(new Rng(1)), ClipConfig.VitB32);
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), GexiaConfig.VitB32);
        var frames = Tensor.Normal(new Rng(2), [Videos, Frames, 3, 224, 224]);
        var texts = SampleTexts.Full(Videos, 77);

        List<Round> rounds = [];
        for (var i = -1; i < samples; i++)          // the first compiles and fills pools
        {
            var pooled = Timed(clock, () => { baseline.EncodeVideo(frames); baseline.EncodeText(texts); });
            Round round;
            using (TensorScope.Begin())
            {
                Tensor tokens = null!;
                var start = clock.Seconds();
                tokens = model.EncodeFrames(frames.Reshape(Videos * Frames, 3, 224, 224));
                var tower = clock.Seconds() - start;
                round = new(
                    pooled,
                    tower,
                    [
                        .. Enumerable.Range(0, Most + 1)
                            .Select(n => Timed(clock, () => { model.EmbedFrames(tokens, Videos, n); model.EncodeText(texts, n); }))
                    ]);
            }
            if (i >= 0) rounds.Add(round);
        }
        Show(rounds, threads, plot);
    }

    private sealed record Round(double Pooled, double Tower, double[] Heads)
    {
        public double Total(int iterations) => Tower + Heads[iterations];
    }

    private static double Timed(Clock clock, Action run)
    {
        using var scope = TensorScope.Begin();
        var start = clock.Seconds();
        run();
        return clock.Seconds() - start;
    }

    private static void Show(List<Round> rounds, int threads, string plot)
    {
        var tower = Median(rounds.Select(round => round.Tower));
        double[] iterations = [.. Enumerable.Range(0, Most + 1).Select(n => (double)n)];
        double[] seconds = [.. Enumerable.Range(0, Most + 1).Select(n => tower + Median(rounds.Select(round => round.Heads[n])))];
        var fit = Fit.Of(iterations, seconds);
        Console.WriteLine(
            $"{Videos} videos of {Frames} frames and {Videos} texts, {threads} thread(s), {Simd.Level}, {rounds.Count} rounds; medians");
        Console.WriteLine($"mean pooling {Median(rounds.Select(round => round.Pooled)):F3} s");
        Console.WriteLine($"#iter   seconds   over mean pooling (median of each round's ratio)");
        for (var n = 0; n <= Most; n++)
            Console.WriteLine($"{n}–{n}   {seconds[n],9:F3}   {Median(rounds.Select(round => round.Total(n) / round.Pooled)),6:F3}");
        Console.WriteLine(
            $"line over 0…{Most}: {fit.Intercept:F3} s + {fit.Slope * 1000:F1} ms an iteration ({fit.Slope / fit.Intercept:P2}), "
            + $"R² = {fit.R2:F4}");
        // The first shared iteration also projects keys and values with the shared weights, which the later ones reuse.
        var later = Fit.Of(iterations[1..], seconds[1..]);
        Console.WriteLine(
            $"line over 1…{Most}: {later.Intercept:F3} s + {later.Slope * 1000:F1} ms an iteration ({later.Slope / later.Intercept:P2}), "
            + $"R² = {later.R2:F4}");
        if (plot.Length > 0) File.WriteAllText(plot, CostPlot.Svg(iterations, seconds, fit));
    }

    private static double Median(IEnumerable<double> values) => Summary.Of(values).Median;
}
