using Gexia.Cli.Reproduce;
using Gexia.Cli.Reproduce.Ablations;
using Gexia.Data.Granularities;
using Gexia.Data.Synthetic;
using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Ablations;
using Gexia.Training.Miniature;

namespace Gexia.Tests.Training.Ablations;

/// <summary>What the trainings of GEXIA's tables see, and how their figures become rows and claims.</summary>
public sealed class AblationRecipeTests
{
    private static readonly MiniatureData data = new(new() { TrainSources = 32, TestSources = 3 });

    public static TheoryData<string, string> Recipes => new()
    {
        { "svst", "SVST 4 1-1" },
        { "lvlt", "SVST 4 1-1, LVLT 8 3-3" },
        { "lvlt-1-1", "SVST 4 1-1, LVLT 8 1-1" },
        { "source", "SVST 4 1-1, LVLT 8 3-3, LVST 8 3-1" },
        { "source-1-1", "SVST 4 1-1, LVLT 8 1-1, LVST 8 1-1" },
        { "source-3-3", "SVST 4 3-3, LVLT 8 3-3, LVST 8 3-3" },
        { "random", "SVST 4 1-1, LVLT 8 3-3, LVST 8 3-1" },
        { "images", "IST 1 0-1" },
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_training_sees_what_its_table_says(string name, string seen)
    {
        var recipe = AblationTraining.All.Single(training => training.Name == name).Recipe;
        var folder = recipe.Start is null ? null : new RunFolder("/runs/images");
        var settings = MiniatureConfig.Of(new(), recipe, folder).Training.Granularities;
        Assert.Equal(seen, string.Join(", ", settings.Select(item => $"{item.Name} {item.Frames} {item.Options}")));
        // Training reads the sets by their number in that order.
        var sets = data.TrainSets(recipe.Composition);
        Assert.Equal(settings.Select(item => (item.Name, item.Frames)), sets.Select(set => (set.Granularity.Name, set.Frames)));
        Assert.All(sets, set => Assert.Equal(set.Granularity.VideoLevel == "L" ? 32 : 128, set.Pairs.Count));
    }

    [Fact]
    public void Every_training_has_a_name_and_a_description_of_its_own()
    {
        Assert.Equal(8, AblationTraining.All.Select(training => training.Name).Distinct().Count());
        Assert.Equal(8, AblationTraining.All.Select(training => training.Recipe.ToString()).Distinct().Count());
        Assert.Equal(AblationTraining.Source, AblationTraining.Images.After);
    }

    [Fact]
    public void Images_are_middle_frames_of_unseen_clips_in_the_order_of_their_scenes()
    {
        var scenes = data.Test.SelectMany(source => source.Scenes).ToList();
        Assert.Equal(scenes.Select(SceneGrammar.Caption), data.TestImages.Pairs.Select(pair => pair.Text));
        Assert.Equal(Granularity.Ist, data.TestImages.Granularity);
        // Four frames of a quarter of a second: the third one begins in the middle.
        Assert.Equal([0.5, 1.5, 2.5, 3.5], data.TestImages.Pairs.Take(4).Select(pair => pair.Clip.Single().Start));
    }

    [Fact]
    public void Only_what_the_cells_need_is_trained()
    {
        IReadOnlyList<string> Names(params AblationCell[] cells) =>
            [.. new AblationExperiment(new() { Steps = 10 }, 2, cells).Trainings.Select(training => training.Name)];
        Assert.Equal(["source", "images"], Names(AblationTables.Images(AblationTraining.Images, 0, 1)));
        Assert.Equal(
            ["random", "svst"],
            Names(AblationTables.Long(AblationTraining.Svst, 1, 1), AblationTables.Long(AblationTraining.Random, 3, 3)));
        Assert.Equal(40, new AblationExperiment(new() { Steps = 10 }, 2, [AblationTables.Images(AblationTraining.Images, 0, 1)]).Steps);
    }

    [Fact]
    public void A_claim_counts_the_best_of_those_behind_in_each_seed()
    {
        var (ahead, first, second) = (Cell(3), Cell(1), Cell(5));
        var result = Result((ahead, 50, 60, 70), (first, 40, 20, 30), (second, 30, 45, 45));
        var claim = new AblationClaim("3 is the best", "t2v_r1", 2.5, ahead, first, second).Of(result);
        Assert.Equal([10.0, 15, 25], claim.Seeds.Differences);
        Assert.Equal((ClaimVerdict.Reproduced, 2.5), (claim.Verdict, claim.Paper));
        Assert.Equal("not visible at this size", ReproducedClaim.Words[
            new AblationClaim("", "t2v_r1", double.NaN, first, second).Of(result).Verdict]);
    }

    [Fact]
    public void A_row_names_its_figures_by_what_they_are_of()
    {
        var row = new AblationRow("row", [new("msr_vtt_t2v_r1", 37.3)], ("long_", Cell(3)), ("short_", Cell(1)))
            .Of(Result((Cell(3), 50, 60, 70), (Cell(1), 1, 1, 4)));
        Assert.Equal(["long_t2v_r1", "short_t2v_r1"], row.Figures.Select(figure => figure.Name));
        Assert.Equal((60.0, 20.0, 2.0, 3.0), (row.Figures[0].Mean, row.Figures[0].Spread, row.Figures[1].Mean, row.Figures[1].Spread));
    }

    [Fact]
    public void All_tables_have_rows_of_the_paper_and_claims()
    {
        Assert.Equal(["T3", "T4a", "T4b", "Fig3", "T6", "T11"], AblationTables.All.Select(table => table.Table));
        Assert.All(AblationTables.All, table => Assert.NotEmpty(table.Cells));
    }

    private static AblationCell Cell(int iterations) =>
        new(AblationTraining.Source, AblationGallery.Long, new Iterations(iterations, iterations));

    private static AblationResult Result(params (AblationCell Cell, double First, double Second, double Third)[] cells)
    {
        IReadOnlyDictionary<AblationCell, AblationFigures> Seed(Func<(AblationCell, double, double, double), double> of) =>
            cells.ToDictionary(item => item.Cell, item => new AblationFigures([new Figure("t2v_r1", of(item))]));
        return new([Seed(item => item.Item2), Seed(item => item.Item3), Seed(item => item.Item4)], 0);
    }
}
