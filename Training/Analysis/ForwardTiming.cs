using System.Diagnostics;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Training.Analysis;

/// <summary>Quartiles of some measurements.</summary>
internal readonly record struct Quartiles(double Low, double Median, double High)
{
    /// <summary>Of at least one value; between two neighbours in proportion.</summary>
    public static Quartiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("Quartiles: there is no value.", nameof(values));
        return new(At(0.25), At(0.5), At(0.75));

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            return below + 1 == sorted.Length ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
        }
    }
}

/// <summary>What a model took.</summary>
/// <param name="Iterations">#iter of GEXIA; null for mean pooling.</param>
/// <param name="Seconds">Of a batch.</param>
/// <param name="Ratio">To mean pooling in the same round.</param>
/// <param name="MacRatio">Of multiply-adds.</param>
internal sealed record TimedForward(Iterations? Iterations, Quartiles Seconds, Quartiles Ratio, double MacRatio);

/// <summary>Run time of GEXIA beside CLIP4Clip's mean pooling on towers of one size (GEXIA App. C, Fig. 5).</summary>
/// <remarks>
/// Videos and texts are in memory. In each round every model embeds the batch once, the first of them another one in every round, so that
/// whatever else the machine does falls on all of them alike; ratios are taken within a round. Weights are random: how long a product takes
/// does not depend on them.
/// </remarks>
/// <param name="sizes">GEXIA's; mean pooling gets the same towers, and projections to as many dimensions as its embeddings have.</param>
/// <param name="frames">Of a video.</param>
/// <param name="iterations">#iter that are timed.</param>
internal sealed class ForwardTiming(GexiaConfig sizes, int frames, IReadOnlyList<Iterations> iterations)
{
    // A text ends at its largest id, whatever a tokenizer says.
    private readonly GexiaConfig sizes = sizes with { Text = sizes.Text with { EndOfText = null } };

    private readonly MeanPoolingConfig pooling =
        new() { Vision = sizes.Vision, Text = sizes.Text with { EndOfText = null }, ProjectionWidth = sizes.EmbeddingWidth };

    /// <summary>Bytes that a batch needs, weights of both models included.</summary>
    /// <param name="batch">Videos, and as many texts.</param>
    public long BytesOf(int batch)
    {
        var most = iterations.MaxBy(one => one.Video)!;
        var peak = Math.Max(
            PlannedForward.OfVideos(sizes, most, batch, frames).PeakBytes, PlannedForward.OfVideos(pooling, most, batch, frames).PeakBytes);
        var texts = PlannedForward.OfTexts(sizes, most, batch).PeakBytes;
        // Buffers are reused in sizes that do not quite fit, as in MemoryPlan.
        return (Math.Max(peak, texts) * 7 / 6) + Planned(sizes) + Planned(pooling);
    }

    /// <summary>The largest batch that fits: the one asked for, or a half, a quarter, … of it.</summary>
    /// <param name="wanted">At least 1.</param>
    /// <param name="available">Bytes.</param>
    /// <returns>0 where not even one video fits.</returns>
    public int LargestBatch(int wanted, long available)
    {
        for (var batch = wanted; batch > 0; batch /= 2)
            if (BytesOf(batch) <= available) return batch;
        return 0;
    }

    /// <summary>Measures.</summary>
    /// <param name="batch">Videos, and as many texts.</param>
    /// <param name="rounds">Measured rounds, at least 1.</param>
    /// <param name="warmUp">Rounds before them.</param>
    /// <param name="device">Where; null for the default.</param>
    /// <param name="progress">Is told how many rounds are done, those of the warm-up among them.</param>
    /// <param name="cancellation">Checked before every model of a round.</param>
    /// <returns>Mean pooling, then each #iter.</returns>
    public IReadOnlyList<TimedForward> Run(
        int batch, int rounds, int warmUp, Device? device = null, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        var pooled = Build(pooling, device);
        var gexia = Build(sizes, device);
        IVideoTextModel[] models = [pooled, .. iterations.Select(gexia.With)];
        var side = sizes.Vision.ImageSize;
        var pixels = Tensor.Normal(new Rng(2), [batch, frames, 3, side, side], device: device);
        var texts = Texts(batch, device);
        double[][] seconds = [.. models.Select(_ => new double[rounds])];
        for (var round = -warmUp; round < rounds; round++)
        {
            for (var turn = 0; turn < models.Length; turn++)
            {
                cancellation.ThrowIfCancellationRequested();
                var number = (turn + Math.Max(0, round)) % models.Length;
                var passed = Time(models[number], pixels, texts);
                if (round >= 0) seconds[number][round] = passed;
            }
            progress?.Invoke(round + warmUp + 1);
        }
        return
        [
            .. new Iterations?[] { null }.Concat(iterations).Zip(seconds, (asked, own) => new TimedForward(
                asked, Quartiles.Of(own), Quartiles.Of(own.Zip(seconds[0], (mine, baseline) => mine / baseline)), MacRatio(asked))),
        ];
    }

    private double MacRatio(Iterations? asked)
    {
        var cost = asked is null ? FrameCost.Of(pooling, frames, new(0, 0)) : FrameCost.Of(sizes, frames, asked);
        return Macs(cost) / Macs(FrameCost.Of(pooling, frames, new(0, 0)));

        double Macs(FrameCost one) => (one.PerFrame * frames) + one.TextTower + one.TextHead;
    }

    private static double Time(IVideoTextModel model, Tensor pixels, TextIds texts)
    {
        using var scope = TensorScope.Begin();
        var start = Stopwatch.GetTimestamp();
        model.EncodeVideo(pixels);
        model.EncodeText(texts);
        pixels.Device.Synchronize();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // Uniform weights are the fastest to draw.
    private static IVideoTextModel Build(VideoTextConfig config, Device? device)
    {
        TowerConfig Fast(TowerConfig tower) => tower with { Initialization = Initialization.FanIn };
        return (config with
        {
            Vision = config.Vision with { Tower = Fast(config.Vision.Tower) },
            Text = config.Text with { Tower = Fast(config.Text.Tower) },
        }).Build(ParameterScope.Fresh(new Rng(1), device: device));
    }

    // Of the whole context.
    private TextIds Texts(int count, Device? device)
    {
        var (length, words) = (sizes.Text.ContextLength, sizes.Text.VocabularySize);
        int[] ids = [.. Enumerable.Range(0, count * length).Select(i => i % length == length - 1 ? words - 1 : i * 7919 % (words - 1))];
        return TextIds.Of(ids, length, length, endOfText: null, device);
    }

    private static long Planned(VideoTextConfig config) =>
        config.Build(ParameterScope.Fresh(new Rng(0), device: new Planning.PlanningDevice())).Parameters.Bytes;
}
