using Gexia.Cli.Report;
using Gexia.Cpu;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>Fig. 5: time of GEXIA at each #iter against mean pooling, beside R@1 of both where order matters.</summary>
internal sealed class RunTimeFigure : HeadTable
{
    private const string Name = "Fig5";

    /// <summary>What the paper states of #iter 3: time and R@1 over mean pooling's, percent.</summary>
    private const double PaperTime = 3.3, PaperRecall = 11.8;

    /// <summary>#iter that the paper states, and the largest that is measured.</summary>
    private const int Paper = 3, Most = 5;

    /// <summary>Pairs of a batch as the paper has it, frames of an order world's video, and rounds.</summary>
    private const int Batch = 64, Frames = 8, Rounds = 20, WarmUp = 3;

    private static readonly HeadTraining gexia = new(HeadWorld.Order(60), VideoHead.Gexia, 1e-4);

    private static readonly HeadCell pooled = HeadCell.Of(gexia with { Head = VideoHead.MeanPooling });

    /// <summary>GEXIA's sizes in the miniature.</summary>
    public static GexiaConfig Sizes { get; } = (GexiaConfig)OrderConfig.Head(new(), new OrderFolder(""), gexia, gexia.Name).Model
        .WithVocabulary(new WordTokenizer(SceneGrammar.Words).VocabularySize).Sizes;

    public override string Table => Name;

    public override IEnumerable<HeadCell> Cells => Enumerable.Range(0, Most + 1).Select(Iterated).Append(pooled);

    protected override ReproducedTable Make(
        HeadResult result, Session session, ReproduceRequest request, CancellationToken cancellation)
    {
        using var wait = session.Wait("timing");
        using var limit = CpuThreads.Limit(1);
        var timing = new ForwardTiming(Sizes, Frames, [.. Enumerable.Range(0, Most + 1).Select(count => new Iterations(count, count))]);
        return Of(
            result, [.. result.Seeds.Select(_ => timing.Run(Batch, Rounds, WarmUp, request.Device, cancellation: cancellation))]);
    }

    /// <summary>The figure of some results.</summary>
    /// <param name="result">R@1.</param>
    /// <param name="times">[seeds] a measurement of time for each, though it hangs on no seed: mean pooling, then each #iter.</param>
    public static ReproducedTable Of(HeadResult result, IReadOnlyList<IReadOnlyList<TimedForward>> times)
    {
        return new(
            Name,
            "run time over #iter, 64 videos of 8 frames and their texts, one thread, beside R@1 with 60 palettes; the paper's on a V100",
            [Pooled(), .. Enumerable.Range(0, Most + 1).Select(Gexia)],
            [
                new("#iter 3 takes longer than mean pooling", "percent of its time", Over(time => Ratio(time, Paper) - 1), PaperTime),
                new(
                    "#iter 5 takes longer than #iter 0", "percent of mean pooling's time", Over(time => Ratio(time, Most) - Ratio(time, 0)),
                    double.NaN),
                new("R@1 at #iter 3 is above mean pooling's", "percent of its R@1", result.Each(Relative), PaperRecall),
            ])
        {
            Notes =
            [
                "The towers of the miniature are small, so that the IAMs are a larger part than beside ViT-B/32: compare the ratio of "
                + "times with that of multiply-adds, not with the paper's 1.033.",
            ],
        };

        ReproducedRow Pooled() => new("mean pooling", Published(1, PaperNumbers.Clip4Clip.TextToVideo.R1), Figures(0, pooled));

        ReproducedRow Gexia(int count) => new(
            FormattableString.Invariant($"GEXIA, #iter {count}"),
            count == Paper ? Published(1 + (PaperTime / 100), PaperNumbers.Gexia.TextToVideo.R1) : [],
            Figures(1 + count, Iterated(count)));

        IReadOnlyList<ReproducedFigure> Figures(int place, HeadCell cell) =>
        [
            new("milliseconds", "0.0", [.. times.Select(time => 1e3 * time[place].Seconds.Median)]),
            new("time_ratio", "0.00", [.. times.Select(time => time[place].Ratio.Median)]),
            new("mac_ratio", "0.00", [times[0][place].MacRatio]), result.Figure("t2v_r1", seed => seed.TextToVideo(cell)),
        ];

        SeedDifference Over(Func<IReadOnlyList<TimedForward>, double> part) => new([.. times.Select(time => 100 * part(time))]);
    }

    private static double Ratio(IReadOnlyList<TimedForward> time, int count) => time[1 + count].Ratio.Median;

    private static HeadCell Iterated(int count) => new(gexia, new Iterations(count, count));

    private static IReadOnlyList<Figure> Published(double time, double recall) => [new("time_ratio", time), new("t2v_r1", recall)];

    // Of what mean pooling finds, and at least of what guessing does.
    private static double Relative(HeadSeed seed)
    {
        var (own, other) = (seed.TextToVideo(Iterated(Paper)), seed.Heads[pooled].Retrieval);
        return 100 * (own - other.TextToVideo.R1) / Math.Max(other.TextToVideo.R1, 100.0 / other.Protocol.Videos);
    }
}
