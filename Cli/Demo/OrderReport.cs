using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Demo;

/// <summary>The sections of the demo's report about the world where only the order of scenes tells videos apart.</summary>
internal static class OrderReport
{
    private const string Title = "Where only the order tells videos apart";

    public static IEnumerable<ReportSection> Of(DemoOutcome outcome, OrderExperiment experiment)
    {
        var order = outcome.Order;
        yield return new TextSection(
            Title, Setting(order), [.. outcome.OrderVerdicts().Select(verdict => verdict.ToString()), .. Reasons(order)]);
        yield return new ClipList(
            "Videos of one palette",
            "From the gallery: the same four scenes on the same background. To tell them apart, a model must know which scene comes when.",
            Alike(experiment));
        yield return Table(outcome);
        yield return Chart(order);
    }

    private static string Setting(OrderResult order) => string.Create(CultureInfo.InvariantCulture,
        $"Each video shows the four still scenes of a palette (two colours, two shapes) in one of 24 orders; {order.Palettes} palettes, "
        + $"four backgrounds. At least 35\u00A0% of all combinations are never trained on, and the {order.Gexia.Retrieval.Protocol.Videos} "
        + $"videos to choose from are such. Both heads stand on the same towers, which learned single frames and their captions before.");

    private static IEnumerable<string> Reasons(OrderResult order)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Without order no more than {order.Ceiling:0.0}\u00A0% can be expected: the mean of a video's frames is the same for all "
            + $"orders, so of videos with the same scenes one is as good as another. This ceiling is counted in the gallery itself.");
        yield return "GEXIA adds a learned vector to the tokens of each frame, by its place (the temporal embedding); "
            + "without that it falls back to mean pooling's figure (docs/order-world.md).";
        yield return "Both this and the table of mean pooling below hold. There, hardly two videos share their scenes, "
            + "so order is not needed, and nothing is trained before: a mean of frames is learned in fewer steps than attention from "
            + "nothing. Here the towers know the scenes, and order is all that is left to learn.";
    }

    private static IReadOnlyList<ReportClip> Alike(OrderExperiment experiment)
    {
        var alike = experiment.Gallery.GroupBy(
            source => string.Join('|', source.Scenes.Select(scene => scene.ToString()).Order(StringComparer.Ordinal)),
            StringComparer.Ordinal).MaxBy(group => group.Count())!;
        return
        [
            .. alike.Take(3)
                .Select(source => new ReportClip(source.Id, source.LongText, [.. source.Clips.Select(clip => source.FramesOf(clip)[0])]))
        ];
    }

    private static ReportTable Table(DemoOutcome outcome)
    {
        var table = RetrievalRows.Section(
            "GEXIA and mean pooling where order tells",
            $"Whole videos at 3-3. Twin: right choices between a video and the same clips in opposite order, percent. "
            + $"{RetrievalRows.Protocol(outcome.OrderRows()[0])}",
            "head",
            outcome.OrderRows(),
            compare: true);
        double[] twins = [outcome.Order.Gexia.Twin, outcome.Order.MeanPooling.Twin];
        return table with
        {
            Columns = [.. table.Columns, new ReportColumn("twin", "choice")],
            Rows =
            [
                .. table.Rows.Zip(twins, (row, twin) =>
                    row with
                    {
                        Cells = [.. row.Cells, new ReportCell(twin.ToString("0.0", CultureInfo.InvariantCulture), twin == twins.Max())]
                    })
            ],
        };
    }

    private static BarChart Chart(OrderResult order) => new(
        "Beside the ceiling without order",
        "The same figures, and what a model that takes frames as a set can be expected to reach at best.", "%",
        ["R@1, T→V", "R@1, V→T", "twin"],
        [
            ("GEXIA", Values(order.Gexia)), ("mean pooling", Values(order.MeanPooling)),
            ("best without order", [order.Ceiling, order.Ceiling, 50]),
        ]);

    private static IReadOnlyList<double> Values(OrderHead head) =>
        [head.Retrieval.TextToVideo.R1, head.Retrieval.VideoToText.R1, head.Twin];
}
