using Gexia.Cli.Report;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Evaluation;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>Fig. 5: time of GEXIA at each #iter against mean pooling, beside R@1 of both where order matters.</summary>
internal sealed class RunTimeFigure : HeadTable
{
    private const string Name = "Fig5";

    /// <summary>What the paper states of #iter 3: time and R@1 over mean pooling's, percent.</summary>
    private const double PaperTime = 3.3, PaperRecall = 11.8;

    private const int Paper = 3;

    private static readonly HeadTraining gexia = new(HeadWorld.Order(60), VideoHead.Gexia, 1e-4);

    private static readonly HeadCell pooled = HeadCell.Of(gexia with { Head = VideoHead.MeanPooling });

    public override string Table => Name;

    public override IEnumerable<HeadCell> Cells => Enumerable.Range(0, HeadRunTime.Most + 1).Select(Iterated).Append(pooled);

    protected override ReproducedTable Make(
        HeadResult result, Session session, ReproduceRequest request, CancellationToken cancellation)
    {
        using var wait = session.Wait("timing");
        return Of(
            result,
            [.. result.Seeds.Select((_, number) => HeadRunTime.Measure(unchecked(request.Seed + (ulong)number), cancellation))]);
    }

    /// <summary>The figure of some results.</summary>
    /// <param name="result">R@1.</param>
    /// <param name="times">[seeds] of one measurement of time for each seed, though time does not hang on it.</param>
    public static ReproducedTable Of(HeadResult result, IReadOnlyList<HeadRunTime> times)
    {
        return new(
            Name,
            "run time over #iter, 64 videos of 8 frames and their texts on one thread, and R@1 with 60 palettes of order; the paper's on a V100",
            [Pooled(), .. Enumerable.Range(0, HeadRunTime.Most + 1).Select(Gexia)],
            [
                new("#iter 3 takes longer than mean pooling", "percent of its time", Over(time => time.Ratios[Paper] - 1), PaperTime),
                new(
                    "#iter 5 takes longer than #iter 0", "percent of mean pooling's time", Over(time => time.Ratios[^1] - time.Ratios[0]),
                    double.NaN),
                new("R@1 at #iter 3 is above mean pooling's", "percent of its R@1", result.Each(Relative), PaperRecall),
            ])
        {
            Notes =
            [
                "The towers of the miniature are small, so that the IAMs are a larger part than beside ViT-B/32: compare the ratio of times "
                + "with that of multiply-adds, not with the paper's 1.033.",
            ],
        };

        ReproducedRow Pooled() => new("mean pooling", Published(1, PaperNumbers.Clip4Clip.TextToVideo.R1),
            Figures(time => time.MeanPooling, _ => 1, macs: 1, pooled));

        ReproducedRow Gexia(int count) => new(
            FormattableString.Invariant($"GEXIA, #iter {count}"),
            count == Paper ? Published(1 + (PaperTime / 100), PaperNumbers.Gexia.TextToVideo.R1) : [],
            Figures(time => time.Gexia[count], time => time.Ratios[count], HeadRunTime.MultiplyAdds(count), Iterated(count)));

        IReadOnlyList<ReproducedFigure> Figures(
            Func<HeadRunTime, double> milliseconds, Func<HeadRunTime, double> ratio, double macs, HeadCell cell) =>
        [
            new("milliseconds", "0.0", [.. times.Select(milliseconds)]), new("time_ratio", "0.00", [.. times.Select(ratio)]),
            new("mac_ratio", "0.00", [macs]), result.Figure("t2v_r1", seed => seed.TextToVideo(cell)),
        ];

        SeedDifference Over(Func<HeadRunTime, double> part) => new([.. times.Select(time => 100 * part(time))]);
    }

    private static HeadCell Iterated(int count) => new(gexia, new Iterations(count, count));

    private static IReadOnlyList<Figure> Published(double time, double recall) => [new("time_ratio", time), new("t2v_r1", recall)];

    // Of what mean pooling finds, and at least of what guessing does.
    private static double Relative(HeadSeed seed)
    {
        var (own, other) = (seed.TextToVideo(Iterated(Paper)), seed.Heads[pooled].Retrieval);
        return 100 * (own - other.TextToVideo.R1) / Math.Max(other.TextToVideo.R1, 100.0 / other.Protocol.Videos);
    }
}
