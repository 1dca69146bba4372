using Gexia.Cli.Demo;
using Gexia.Training;
using Gexia.Training.Evaluation;
using Gexia.Training.GroundingWorlds;

namespace Gexia.Cli.Reproduce;

/// <summary>
/// S-ViLM's table of objectives (T6) in miniature: retrieval in place of MSR-VTT, and for the figures that show what L_t and L_g do, clip
/// accuracy, block contrast and pointing in place of pictures.
/// </summary>
internal sealed class SvilmObjectives : Reproduction
{
    private static readonly (string Name, ObjectiveFigures Paper)[] rows =
    [
        ("contrastive", new(double.NaN, double.NaN, double.NaN, double.NaN)),
        ("blended", SvilmPaper.Contrastive), ("grounding", SvilmPaper.Grounding), ("grouping", SvilmPaper.Grouping),
        ("both", SvilmPaper.Both),
    ];

    public override string Model => GroundingDemo.Model;

    public override string Table => "T6";

    public override ReproducedTable Run(Session session, ReproduceRequest request, string folder, CancellationToken cancellation)
    {
        var options = GroundingDemo.OptionsOf(
            new(folder, request.Seed, request.Seeds, request.Steps, request.Sources, request.Unseen, [], request.Device, Resume: true));
        var experiment = new GroundingExperiment(options, request.Seeds);
        return Of(GroundingTrainings.Run(
            session, "reproduce", experiment, options, request.Seeds, folder, request.Onward, cancellation));
    }

    /// <summary>The table of some results.</summary>
    public static ReproducedTable Of(GroundingResult result) => new(
        "T6", "objectives; the paper's model on VideoCC, ours on videos of two objects", [.. rows.Select(row => Row(row, result))],
        [
            Recall("R@1 rises with L_g", "grounding", SvilmPaper.Grounding, result),
            Recall("R@1 rises with L_t", "grouping", SvilmPaper.Grouping, result),
            Recall("R@1 rises with both", "both", SvilmPaper.Both, result),
            .. GroundingClaim.All.Select(claim => new ReproducedClaim(
                claim.Text, claim.Measure, new([.. result.Seeds.Select(seed => claim.Of(seed).Mean)]), double.NaN)),
        ]);

    private static ReproducedRow Row((string Name, ObjectiveFigures Paper) row, GroundingResult result)
    {
        ReproducedFigure Over(string name, string format, Func<GroundingFigures, double> of) =>
            new(name, format, [.. result.Seeds.Select(seed => of(seed.Rows[row.Name]))]);
        return new(
            GroundingRow.Named(row.Name).Words,
            [
                new("msr_vtt_r1", row.Paper.RetrievalR1), new("msvd_qa", row.Paper.QuestionAnswering),
                new("ucf101_linear", row.Paper.Action), new("localization_average", row.Paper.Localization),
            ],
            [
                Over("r1", "0.0", figures => figures.Recall), Over("r5", "0.0", figures => figures.Retrieval.TextToVideo.R5),
                .. result.Seeds[0].Rows[row.Name].Named.Select(figure => Over(
                    figure.Name, figure.Name == "block_contrast" ? "0.000" : "0.0",
                    figures => figures.Named.First(item => item.Name == figure.Name).Value)),
            ]);
    }

    private static ReproducedClaim Recall(string text, string row, ObjectiveFigures paper, GroundingResult result) => new(
        text, "R@1 text to video", new SeedDifference([.. result.Seeds.Select(
            seed => seed.Rows[row].Recall - seed.Rows["blended"].Recall)]),
        paper.RetrievalR1 - SvilmPaper.Contrastive.RetrievalR1);
}
