using Gexia.Cli.Report;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Report;

public class RetrievalRowsTests
{
    private static RetrievalRow Row(string name, double r1, double medianRank) => new(name, new RetrievalResult(
        new RetrievalMetrics([r1, 80, 90, medianRank, 7]), new RetrievalMetrics([40, 70, 85, 2, 8]), [1], [1],
        new RetrievalProtocol(TieRule.Pessimistic, 200, 200, 200, [new("iter", "3-3")])));

    [Fact]
    public void The_best_of_a_column_is_the_highest_recall_and_the_lowest_rank()
    {
        var table = RetrievalRows.Section("t", "n", "data", [Row("a", 20, 9), Row("b", 50, 2)], compare: true);
        Assert.Equal(
            [false, true, false, true],
            new[] { (0, 0), (1, 0), (0, 3), (1, 3) }.Select(place => table.Rows[place.Item1].Cells[place.Item2].Best));
        Assert.Equal(
            ["20.0", "80.0", "90.0", "9.0", "7.0", "40.0", "70.0", "85.0", "2.0", "8.0"], table.Rows[0].Cells.Select(cell => cell.Text));
        Assert.Equal(10, table.Columns.Count);
    }

    [Fact]
    public void The_protocol_says_what_rows_share_once_and_their_sizes_each()
    {
        Assert.Equal(
            "Similarity: cosine; pessimistic ties. R@K in percent; MdR and MnR are the median and the mean rank. "
            + "200 texts, gallery of 200 clips, iter 3-3.",
            RetrievalRows.Protocol(Row("a", 1, 1)));
        Assert.EndsWith(
            "A: 200 texts, gallery of 200 clips, iter 3-3; b: 200 texts, gallery of 200 clips, iter 3-3.",
            RetrievalRows.Protocol(Row("a", 1, 1), Row("b", 1, 1)));
    }

    [Fact]
    public void Several_texts_a_clip_are_said_with_their_rule()
    {
        var row = Row("a", 1, 1);
        row = row with { Result = row.Result with { Protocol = row.Result.Protocol with { Texts = 600 } } };
        Assert.EndsWith(
            "600 texts, gallery of 200 clips, video to text by the best of a clip's texts, iter 3-3.", RetrievalRows.Protocol(row));
        row = row with { Result = row.Result with { Protocol = new(TieRule.Mean, 1, 1, 1, []) } };
        Assert.EndsWith("1 text, gallery of 1 clip.", RetrievalRows.Protocol(row));
    }

    [Fact]
    public void The_paper_is_quoted_with_dashes_for_what_it_leaves_out()
    {
        Assert.Equal("40.5 / 72.4 / –", PaperNumbers.Clip4Clip.TextToVideo.ToString());
        Assert.Equal("45.3 / 76.5 / 86.6", PaperNumbers.Composition["source"].TextToVideo.ToString());
    }

    [Fact]
    public void Loss_curves_come_from_the_log_by_kind_of_batch()
    {
        using var folder = new Support.TemporaryFolder();
        File.WriteAllLines(folder.File("log.jsonl"),
        [
            "{\"step\":1,\"batch\":\"SVST\",\"loss\":3.5}", "{\"step\":2,\"batch\":\"LVLT\",\"loss\":3}",
            "{\"step\":3,\"batch\":\"SVST\",\"skipped\":\"the loss is NaN\"}", "{\"step\":3,\"eval\":{\"long 3-3.t2v.r1\":5}}",
        ]);
        var curves = LossCurves.Read(folder.File("log.jsonl"));
        Assert.Equal(["SVST", "LVLT"], curves.Select(curve => curve.Name));
        Assert.Equal([(1, 3.5), (3, double.NaN)], curves[0].Points);
        Assert.Equal([1, 2, 3], LossCurves.Joined("all", curves).Points.Select(point => point.X));

        File.AppendAllText(folder.File("log.jsonl"), "oops\n");
        Assert.Contains("line 5", Assert.Throws<GexiaException>(() => LossCurves.Read(folder.File("log.jsonl"))).Message);
    }
}
