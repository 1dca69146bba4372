using System.Text.Json;
using Gexia.Cli.Reproduce;
using Gexia.Cli.Reproduce.Heads;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;
using Gexia.Training.OrderWorlds;

namespace Gexia.Tests.Cli;

/// <summary>T1, T5 and Fig. 5 put together from made-up figures, and from trainings of a step or two.</summary>
public sealed class HeadTablesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Every cell of a table has the figures that a rule gives it for a seed.
    private static HeadResult Made(HeadTable table, Func<HeadCell, int, (double R1, double Twin)> rule, int seeds = 2) => new(
        [
            .. Enumerable.Range(0, seeds).Select(seed => new HeadSeed(
                table.Cells.Distinct().ToDictionary(cell => cell, cell => Head(rule(cell, seed))),
                table.Cells.Select(cell => cell.Training.World).Distinct().ToDictionary(world => world, world => 16.0))),
        ],
        1);

    private static OrderHead Head((double R1, double Twin) figures) => new(
        new RetrievalResult(
            new RetrievalMetrics([figures.R1, 80, 90, 1, 2]), new RetrievalMetrics([figures.R1 / 2, 70, 85, 2, 8]), [1], [1],
            new RetrievalProtocol(TieRule.Pessimistic, 200, 200, 200, [])),
        [figures.Twin]);

    private static ClaimVerdict Verdict(ReproducedTable table, string text) =>
        table.Claims.Single(claim => claim.Text.Contains(text, StringComparison.Ordinal)).Verdict;

    private static double Mean(ReproducedTable table, string row, string figure) =>
        table.Rows.Single(item => item.Name == row).Figures.Single(item => item.Name == figure).Mean;

    private static bool IsGexia(HeadCell cell) => cell.Training.Head == VideoHead.Gexia;

    [Fact]
    public void T1_hangs_on_the_worlds_of_order_alone_and_says_what_the_demos_world_gives()
    {
        var made = Made(new MeanPoolingTable(), (cell, seed) => cell.Training switch
        {
            { World.Palettes: null } training => (training.Head == VideoHead.Gexia ? 82 : 88, 60),
            { TemporalEmbedding: false } => (16, 50),
            { Head: VideoHead.MeanPooling } => (15, 50),
            _ => (60 + seed, 98),
        });
        var table = MeanPoolingTable.Of(made);
        Assert.Equal("reproduced", table.Verdict);
        Assert.Equal(ClaimVerdict.Contradicted, Verdict(table, "demo's world, scratch"));
        Assert.Equal(8, table.Rows.Count);
        Assert.Equal(60.5, Mean(table, "order, 8 palettes, pre-trained, 1e-4", "gexia_t2v_r1"));
        Assert.Equal(98, Mean(table, "order, 8 palettes, pre-trained, 1e-4", "gexia_twin"));
        Assert.Equal(15, Mean(table, "order, 8 palettes, pre-trained, 1e-4, no temporal embedding", "meanp_t2v_r1"));
        Assert.Contains(table.Notes, note => note.Contains("mean pooling is ahead by 6.0 points", StringComparison.Ordinal));
        Assert.Contains(table.Notes, note => note.Contains("temporal embedding", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(44, 95, ClaimVerdict.Reproduced, ClaimVerdict.Reproduced)]
    [InlineData(39, 95, ClaimVerdict.Contradicted, ClaimVerdict.Reproduced)]      // ahead by 24 only
    [InlineData(44, 89, ClaimVerdict.Reproduced, ClaimVerdict.Contradicted)]
    public void T1s_gates_are_25_points_and_90_percent(double recall, double twin, object margin, object twins)
    {
        var table = MeanPoolingTable.Of(
            Made(new MeanPoolingTable(), (cell, _) => IsGexia(cell) ? (recall, twin) : (15, 50)));
        Assert.Equal(margin, Verdict(table, "more than 25 points"));
        Assert.Equal(twins, Verdict(table, "more than 90 %"));
    }

    [Theory]
    [InlineData(20, 30, 40, "reproduced")]
    [InlineData(20, 40, 30, "contradicted")]
    [InlineData(20, 30, 30, "partly reproduced")]
    public void T5_is_an_order_of_three(double scratch, double frozen, double unfrozen, string verdict)
    {
        var table = TowersTable.Of(Made(new TowersTable(), (cell, _) =>
            (cell.Training.Stage is null ? scratch : cell.Training.TowersRate == 0 ? frozen : unfrozen, 50)));
        Assert.Equal(verdict, table.Verdict);
        Assert.Equal([12.8, 7.8], table.Claims.Where(claim => !claim.IsControl).Select(claim => Math.Round(claim.Paper, 6)));
        Assert.Equal(scratch / 2, Mean(table, "scratch", "v2t_r1"));
    }

    [Fact]
    public void Fig5_compares_with_mean_pooling_in_percent()
    {
        static TimedForward Timed(int place) => new(
            place == 0 ? null : new(place - 1, place - 1), new(0, 0.01 + (0.001 * place), 1), new(0, 1 + (0.1 * place), 9),
            1 + (0.2 * place));
        IReadOnlyList<TimedForward> time = [.. Enumerable.Range(0, 7).Select(Timed)];
        var table = RunTimeFigure.Of(
            Made(new RunTimeFigure(), (cell, _) => (IsGexia(cell) ? 50 + cell.Iterations.Video : 40, 50)), [time, time]);
        Assert.Equal(7, table.Rows.Count);
        foreach (var (figure, value) in ((string, double)[])[("milliseconds", 14), ("time_ratio", 1.4), ("mac_ratio", 1.8), ("t2v_r1", 53)])
            Assert.Equal(value, Mean(table, "GEXIA, #iter 3", figure), 9);
        Assert.Equal([40, 50, 32.5], table.Claims.Select(claim => Math.Round(claim.Seeds.Mean, 6)));
        Assert.Equal([3.3, double.NaN, 11.8], table.Claims.Select(claim => claim.Paper));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Multiply_adds_of_the_miniature_are_those_of_the_products_that_are_run(int count)
    {
        var iterations = new Iterations(count, count);
        var cost = FrameCost.Of(RunTimeFigure.Sizes, 8, iterations);
        var counted = PlannedForward.OfVideos(RunTimeFigure.Sizes, iterations, 1, 8).MultiplyAdds;
        Assert.Equal(counted, 8 * cost.PerFrame, 0.005 * counted);
        var ofText = PlannedForward.OfTexts(RunTimeFigure.Sizes, iterations, 1).MultiplyAdds;
        Assert.Equal(ofText, cost.TextTower + cost.TextHead, 0.005 * ofText);
    }

    [Fact]
    public void A_reproduction_keeps_its_trainings_and_is_the_same_the_second_time()
    {
        string[] arguments =
        [
            "reproduce", "--only", "T5", "--seeds", "2", "--steps", "2", "--sources", "32", "--test-sources", "6", "--out",
            folder.File("tables"),
        ];
        var made = CliResult.Run([.. arguments, "--json"]);
        Assert.True(made.Code == 0, made.Error);
        var table = made.Json.GetProperty("tables").GetProperty("T5");
        Assert.Equal(
            ["scratch", "scratch, towers at 1e-3", "frozen", "unfrozen"],
            table.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("name").GetString()));
        foreach (var row in table.GetProperty("rows").EnumerateArray())
        {
            Assert.InRange(row.GetProperty("mean").GetProperty("t2v_r1").GetDouble(), 0, 100);
            Assert.True(row.GetProperty("spread").GetProperty("t2v_r1").GetDouble() >= 0);
            Assert.Equal(
                row.GetProperty("name").GetString() == "scratch, towers at 1e-3" ? JsonValueKind.Null : JsonValueKind.Number,
                row.GetProperty("paper").GetProperty("t2v_r1").ValueKind);
        }
        Assert.Equal(JsonValueKind.String, table.GetProperty("verdict").ValueKind);
        Assert.True(made.Json.GetProperty("seconds").GetDouble() > 0);
        var again = CliResult.Run([.. arguments, "--json"]);
        Assert.Equal(table.ToString(), again.Json.GetProperty("tables").GetProperty("T5").ToString());
    }
}
