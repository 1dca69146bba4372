using Gexia.Cli.Report;
using Gexia.Training;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>
/// T5: the towers of GEXIA from scratch, frozen and unfrozen, in the demo's world; a stage of single frames and captions stands for CLIP's
/// training. Frozen and unfrozen towers differ in their rate alone, unfrozen ones and those from scratch in their first weights alone; what
/// towers from scratch do at the rate of the new parts, which suits them better, is a control.
/// </summary>
internal sealed class TowersTable : HeadTable
{
    private const string Name = "T5", Measure = "R@1 text to video";

    private const double Scratch = 24.7, Frozen = 37.5, Unfrozen = 45.3;

    private static readonly HeadTraining slow = new(HeadWorld.Scenes, VideoHead.Gexia, 1e-4), fresh = slow with { Stage = null };

    private static readonly HeadCell scratch = HeadCell.Of(fresh), scratchFast = HeadCell.Of(fresh with { TowersRate = 1e-3 }),
        frozen = HeadCell.Of(slow with { TowersRate = 0 }), unfrozen = HeadCell.Of(slow);

    public override string Table => Name;

    public override IEnumerable<HeadCell> Cells => [scratch, scratchFast, frozen, unfrozen];

    protected override ReproducedTable Make(
        HeadResult result, Session session, ReproduceRequest request, CancellationToken cancellation) => Of(result);

    /// <summary>The table of some results.</summary>
    public static ReproducedTable Of(HeadResult result) => new(
        Name, "the towers of GEXIA; the paper's CLIP's and ActivityNet, ours of a frame-caption stage, and the demo's world",
        [
            Row("scratch", scratch, new(Scratch, 51.1, 64.1), new(24.7, 52.6, 65.9), result),
            Row("scratch, towers at 1e-3", scratchFast, Unknown, Unknown, result),
            Row("frozen", frozen, new(Frozen, 67.4, 80.6), new(36.9, 68.0, 80.9), result),
            Row("unfrozen", unfrozen, PaperNumbers.Gexia.TextToVideo, PaperNumbers.Gexia.VideoToText, result),
        ],
        [
            new("frozen is ahead of scratch", Measure, result.Lead(frozen, scratch), Frozen - Scratch),
            new("unfrozen is ahead of frozen", Measure, result.Lead(unfrozen, frozen), Unfrozen - Frozen),
            new("frozen is ahead of scratch with towers at 1e-3", Measure, result.Lead(frozen, scratchFast), double.NaN)
            {
                IsControl = true,
            },
        ])
    {
        Notes =
        [
            "All are trained with the same steps, the new parts at 1e-3; unfrozen towers and those from scratch learn at 1e-4. Towers from "
            + "scratch that learn as fast as the new parts make up for much of the stage: nothing here is as scarce as ten million clips "
            + "are beside CLIP's 400 million pictures.",
        ],
    };

    private static PaperRecall Unknown { get; } = new(double.NaN, double.NaN, double.NaN);

    private static ReproducedRow Row(string name, HeadCell cell, PaperRecall textToVideo, PaperRecall videoToText, HeadResult result)
    {
        return new(
            name, [.. Paper("t2v", textToVideo), .. Paper("v2t", videoToText)],
            [
                result.Figure("t2v_r1", seed => seed.TextToVideo(cell)),
                result.Figure("t2v_r5", seed => seed.Heads[cell].Retrieval.TextToVideo.R5),
                result.Figure("v2t_r1", seed => seed.Heads[cell].Retrieval.VideoToText.R1),
                result.Figure("v2t_r5", seed => seed.Heads[cell].Retrieval.VideoToText.R5),
            ]);

        static IEnumerable<Figure> Paper(string direction, PaperRecall recall) =>
            [new($"{direction}_r1", recall.R1), new($"{direction}_r5", recall.R5), new($"{direction}_r10", recall.R10)];
    }
}
