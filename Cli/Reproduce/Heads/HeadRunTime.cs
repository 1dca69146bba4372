using Gexia.Cli.Bench;
using Gexia.Cpu;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Analysis;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>
/// What it takes to embed videos and their texts with mean pooling and with GEXIA at #iter 0 to <see cref="Most"/>, on the same towers.
/// </summary>
/// <param name="MeanPooling">Milliseconds of mean pooling for a batch.</param>
/// <param name="Gexia">[#iter] those of GEXIA.</param>
/// <param name="Ratios">[#iter] GEXIA's time over that of mean pooling beside it.</param>
internal sealed record HeadRunTime(double MeanPooling, IReadOnlyList<double> Gexia, IReadOnlyList<double> Ratios)
{
    /// <summary>The largest #iter.</summary>
    public const int Most = 5;

    /// <summary>Pairs of a batch, as the paper has it; frames of each video, all of an order world's; ids of each text.</summary>
    private const int Batch = 64, Frames = 8, Tokens = 36;

    /// <summary>Sizes of the model with a head.</summary>
    public static VideoTextConfig Sizes(VideoHead head)
    {
        var training = new HeadTraining(HeadWorld.Order(1), head, 0) { Stage = null };
        return OrderConfig.Head(new(), new OrderFolder(""), training, training.Name).Model
            .WithVocabulary(new WordTokenizer(SceneGrammar.Words).VocabularySize).Sizes;
    }

    /// <summary>Multiply-adds of GEXIA for a video and its text over those of mean pooling.</summary>
    /// <param name="iterations">#iter on both sides.</param>
    public static double MultiplyAdds(int iterations)
    {
        return Pair(VideoHead.Gexia) / Pair(VideoHead.MeanPooling);

        double Pair(VideoHead head)
        {
            var cost = FrameCost.Of(Sizes(head), Frames, new(iterations, iterations));
            return (cost.Frames * cost.PerFrame) + cost.TextTower + cost.TextHead;
        }
    }

    /// <summary>
    /// Times them in turns on one thread, by processor time, so that what else the machine does meanwhile counts for none and drifts count
    /// for all: medians over the rounds of each time and of each round's ratio. Nothing is read or decoded.
    /// </summary>
    /// <param name="seed">Of weights, frames and texts.</param>
    /// <param name="cancellation">Checked before every round.</param>
    /// <param name="warmUp">Rounds that do not count.</param>
    /// <param name="rounds">Rounds that do.</param>
    public static HeadRunTime Measure(ulong seed, CancellationToken cancellation, int warmUp = 3, int rounds = 20)
    {
        using var limit = CpuThreads.Limit(1);
        using var pause = Graph.NoGradient();
        var clock = new Clock(Threads: 1);
        var (frames, texts) = Inputs(new Rng(seed));
        var pooled = Sizes(VideoHead.MeanPooling).Build(ParameterScope.Fresh(new Rng(seed)));
        var gexia = Sizes(VideoHead.Gexia).Build(ParameterScope.Fresh(new Rng(seed)));
        IVideoTextModel[] models = [pooled, .. Enumerable.Range(0, Most + 1).Select(count => gexia.With(new Iterations(count, count)))];
        List<double[]> times = [];
        for (var round = 0; round < warmUp + rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            times.Add([.. models.Select(Seconds)]);
        }
        times.RemoveRange(0, warmUp);
        double Median(Func<double[], double> of) => Summary.Of(times.Select(of)).Median;
        return new(
            1e3 * Median(round => round[0]),
            [.. Enumerable.Range(1, Most + 1).Select(place => 1e3 * Median(round => round[place]))],
            [.. Enumerable.Range(1, Most + 1).Select(place => Median(round => round[place] / round[0]))]);

        double Seconds(IVideoTextModel model)
        {
            using var scope = TensorScope.Begin();
            var start = clock.Seconds();
            model.EncodeVideo(frames);
            model.EncodeText(texts);
            return clock.Seconds() - start;
        }
    }

    // Texts that fill the context: nothing is padding, so nothing can be cut.
    private static (Tensor Frames, TextIds Texts) Inputs(Rng rng)
    {
        var sizes = Sizes(VideoHead.Gexia);
        var (size, end) = (sizes.Vision.ImageSize, sizes.Text.VocabularySize - 1);
        var frames = Tensor.Normal(rng, [Batch, Frames, 3, size, size]);
        int[] ids = [.. Enumerable.Range(1, Batch * Tokens).Select(place => place % Tokens == 0 ? end : 1 + rng.NextInt32(end - 1))];
        return (frames, TextIds.Of(ids, Tokens, Tokens));
    }
}
