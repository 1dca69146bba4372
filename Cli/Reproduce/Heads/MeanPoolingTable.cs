using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Training;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>T1's comparison with CLIP4Clip: GEXIA and mean pooling on the same towers, where order matters and where it does not.</summary>
internal sealed class MeanPoolingTable : HeadTable
{
    private const string Name = "T1";

    private const double Slow = 1e-4, Fast = 1e-3;

    private const double Margin = 25, Twin = 90;

    private static readonly HeadWorld many = HeadWorld.Order(60), few = HeadWorld.Order(8);

    private static readonly HeadSetting
        scratch = new("demo's world, scratch, 1e-3", HeadWorld.Scenes, Fast) { PreTrained = false },
        scenes = new("demo's world, pre-trained, 1e-4", HeadWorld.Scenes, Slow),
        scenesFast = new("demo's world, pre-trained, 1e-3", HeadWorld.Scenes, Fast),
        many60 = new("order, 60 palettes, pre-trained, 1e-4", many, Slow),
        many60Fast = new("order, 60 palettes, pre-trained, 1e-3", many, Fast),
        few8 = new("order, 8 palettes, pre-trained, 1e-4", few, Slow),
        few8Fast = new("order, 8 palettes, pre-trained, 1e-3", few, Fast),
        few8NoTime = new("order, 8 palettes, pre-trained, 1e-4, no temporal embedding", few, Slow) { TemporalEmbedding = false };

    private static readonly HeadSetting[] settings = [scratch, scenes, scenesFast, many60, many60Fast, few8, few8Fast, few8NoTime];

    private static readonly double paperLead = PaperNumbers.Gexia.TextToVideo.R1 - PaperNumbers.Clip4Clip.TextToVideo.R1;

    public override string Table => Name;

    public override IEnumerable<HeadCell> Cells => settings.SelectMany(setting => (HeadCell[])[setting.Gexia, setting.MeanPooling]);

    protected override ReproducedTable Make(
        HeadResult result, Session session, ReproduceRequest request, CancellationToken cancellation) => Of(result);

    /// <summary>The table of some results.</summary>
    public static ReproducedTable Of(HeadResult result) => new(
        Name, "GEXIA and mean pooling; the paper's fine-tuned on ActivityNet against the best of CLIP4Clip's heads",
        [.. settings.Select(setting => Row(setting, result))],
        [
            Ahead(few8, result), new($"{few8.Name}: ahead by more than {Margin} points", Measure, result.Each(
                seed => seed.TextToVideo(few8.Gexia) - seed.TextToVideo(few8.MeanPooling) - Margin), double.NaN),
            new($"{few8.Name}: more than {Twin} % of choices between twins right", "right choices", result.Each(
                seed => seed.Heads[few8.Gexia].Twin - Twin), double.NaN),
            Ahead(many60, result),
            .. ((HeadSetting[])[many60Fast, few8Fast, few8NoTime, scenes, scenesFast, scratch]).Select(
                setting => Ahead(setting, result) with { IsControl = true }),
            new("order, 60 palettes: the lead is larger with towers at 1e-4 than at 1e-3", Measure, result.Each(
                seed => LeadOf(many60, seed) - LeadOf(many60Fast, seed)), double.NaN) { IsControl = true },
        ])
    {
        Notes =
        [
            "The temporal embedding of GEXIA's dense features is ours, not the paper's: without it GEXIA takes the frames as a set, too, "
            + $"and {Gap(few8NoTime, result)} with 8 palettes, where {Gap(few8, result)} with it.",
            "The ratio of the learning rates decides where batches seldom hold two orders of one palette (60): towers at a tenth of the "
            + $"heads' rate, {Gap(many60, result)}; at the same rate, {Gap(many60Fast, result)}.",
            "In the demo's own world, where hardly two videos share their scenes, nobody needs the order: "
            + $"{Gap(scenes, result)} with pre-trained towers, {Gap(scratch, result)} from scratch.",
        ],
    };

    private const string Measure = "R@1 text to video";

    private static double LeadOf(HeadSetting setting, HeadSeed seed) =>
        seed.TextToVideo(setting.Gexia) - seed.TextToVideo(setting.MeanPooling);

    private static ReproducedClaim Ahead(HeadSetting setting, HeadResult result) => new(
        $"{setting.Name}: GEXIA is ahead of mean pooling", Measure, result.Lead(setting.Gexia, setting.MeanPooling), paperLead);

    // Such as "mean pooling is ahead by 5.8 points (spread 2.0)".
    private static string Gap(HeadSetting setting, HeadResult result)
    {
        var lead = result.Lead(setting.Gexia, setting.MeanPooling);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(lead.Mean < 0 ? "mean pooling" : "GEXIA")} is ahead by {Math.Abs(lead.Mean):0.0} points (spread {lead.Spread:0.0})");
    }

    private static ReproducedRow Row(HeadSetting setting, HeadResult result)
    {
        return new(
            setting.Name,
            [
                new("gexia_t2v_r1", PaperNumbers.Gexia.TextToVideo.R1), new("gexia_v2t_r1", PaperNumbers.Gexia.VideoToText.R1),
                new("meanp_t2v_r1", PaperNumbers.Clip4Clip.TextToVideo.R1), new("meanp_v2t_r1", PaperNumbers.Clip4Clip.VideoToText.R1),
            ],
            [
                .. Head("gexia", setting.Gexia), .. Head("meanp", setting.MeanPooling),
                result.Figure("order_blind_ceiling", seed => seed.Ceilings[setting.World]),
            ]);

        IEnumerable<ReproducedFigure> Head(string head, HeadCell cell) =>
        [
            result.Figure($"{head}_t2v_r1", seed => seed.TextToVideo(cell)),
            result.Figure($"{head}_v2t_r1", seed => seed.Heads[cell].Retrieval.VideoToText.R1),
            result.Figure($"{head}_twin", seed => seed.Heads[cell].Twin),
        ];
    }
}

/// <summary>A setting in which both heads are trained.</summary>
/// <param name="Name">What it is.</param>
/// <param name="World">What they are trained and tested on.</param>
/// <param name="TowersRate">Peak learning rate of the towers; new parts have 1e-3.</param>
internal sealed record HeadSetting(string Name, HeadWorld World, double TowersRate)
{
    /// <summary>Whether the towers start with the weights of the frame–caption stage.</summary>
    public bool PreTrained { get; init; } = true;

    /// <summary>Whether GEXIA has it; mean pooling never has.</summary>
    public bool TemporalEmbedding { get; init; } = true;

    /// <summary>GEXIA in it, at 3–3.</summary>
    public HeadCell Gexia => HeadCell.Of(
        new(World, VideoHead.Gexia, TowersRate) { Stage = Stage, TemporalEmbedding = TemporalEmbedding });

    /// <summary>Mean pooling in it.</summary>
    public HeadCell MeanPooling => HeadCell.Of(new(World, VideoHead.MeanPooling, TowersRate) { Stage = Stage });

    private HeadWorld? Stage => PreTrained ? World : null;
}
