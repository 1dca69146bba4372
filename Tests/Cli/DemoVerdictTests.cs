using Gexia.Cli.Demo;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Cli;

public class DemoVerdictTests
{
    private static PairedDifference Difference(double mean, double error) => new(mean, error, 200, 40);

    [Theory]
    [InlineData(9, 4, 2.2, "same direction as the paper")]
    [InlineData(-9, 4, 2.2, "the other way round than in the paper")]
    [InlineData(-9, 4, -1, "same direction as the paper")]
    [InlineData(9, 4, double.NaN, "clearly ahead, no figure in the paper")]
    [InlineData(-9, 4, double.NaN, "clearly behind, no figure in the paper")]
    [InlineData(7.9, 4, 2.2, "no clear difference here")]
    [InlineData(-4.5, 3, 2.2, "no clear difference here")]       // beyond a constant of four points, within two standard errors
    [InlineData(3, 1, 2.2, "same direction as the paper")]       // the other way round
    public void One_run_is_judged_by_its_own_standard_error(double mean, double error, double paper, string verdict) =>
        Assert.EndsWith($": {verdict}.", new DemoVerdict("A against B", [Difference(mean, error)], paper).ToString());

    [Fact]
    public void Several_seeds_are_judged_by_their_spread()
    {
        Assert.Equal(Agreement.Undecided, new DemoVerdict("A", [Difference(20, 1), Difference(2, 1)], 1).Agreement);
        Assert.Equal(Agreement.SameDirection, new DemoVerdict("A", [Difference(3, 4), Difference(2, 4)], 1).Agreement);
        Assert.Equal("A: −4.0 points of R@1 text to video (2 seeds: −3.0, −5.0); paper +1.0: the other way round than in the paper.",
            new DemoVerdict("A", [Difference(-3, 4), Difference(-5, 4)], 1).ToString());
    }

    [Fact]
    public void The_summary_names_every_comparison_and_losses_too()
    {
        var summary = DemoVerdict.Summary(
        [
            new("A", [Difference(9, 4)], 1), new("B", [Difference(-9, 4)], 1), new("C", [Difference(1, 4)], 1),
            new("D", [Difference(-30, 4)], double.NaN), new("E", [Difference(10, 4)], 1),
        ]);
        Assert.Equal(
            "5 comparisons of R@1 text to video. Same direction as the paper (2): A +9.0; E +10.0. "
            + "The other way round than in the paper (1): B −9.0. "
            + "Clearly behind, no figure in the paper (1): D −30.0. No clear difference here (1): C +1.0.", summary);
    }

    [Fact]
    public void A_map_below_zero_does_not_find_the_object()
    {
        Assert.Equal(
            "Mean fall on the object minus beside it: −0.0020, above zero in 1 of 3 frames: the map does not find the object in this one "
            + "clip.",
            ObjectContrast.Sentence([-0.008, 0.004, -0.002, double.NaN]));
        Assert.Contains("above zero in 2 of 2 frames: the map finds the object", ObjectContrast.Sentence([0.01, 0.02]));
        Assert.Contains("0.0000, above zero in 0 of 1 frames: the map does not find", ObjectContrast.Sentence([0]));
        Assert.Equal("", ObjectContrast.Sentence([double.NaN]));
        Assert.Contains("Of 3 unseen clips, each with its caption, the map finds the object in 2 (67 %)", ObjectContrast.Share(
            [0.1, double.NaN, -0.2, 0.3]));
        Assert.Equal("", ObjectContrast.Share([double.NaN]));
    }
}
