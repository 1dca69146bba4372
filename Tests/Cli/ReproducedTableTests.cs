using Gexia.Cli.Reproduce;

namespace Gexia.Tests.Cli;

public sealed class ReproducedTableTests
{
    private static ReproducedClaim Claim(params double[] differences) => new("a against b", "points", new(differences), double.NaN);

    [Theory]
    [InlineData("reproduced", 4.0, 5.0, 6.0)]
    [InlineData("contradicted", -4.0, -5.0, -6.0)]
    [InlineData("not visible at this size", 1.0, 5.0, 6.0)]     // the mean of 4 is less than the spread of 5
    [InlineData("not visible at this size", -1.0, 2.0, 0.5)]
    [InlineData("not visible at this size", 0.0, 0.0, 0.0)]
    [InlineData("not visible at this size", 9.0)]               // one seed decides nothing
    public void A_claim_is_judged_by_the_spread_over_seeds(string verdict, params double[] differences) =>
        Assert.Equal(verdict, ReproducedClaim.Words[Claim(differences).Verdict]);

    [Fact]
    public void A_table_is_what_its_claims_are()
    {
        string Verdict(params ReproducedClaim[] claims) => new ReproducedTable("T", "", [], claims).Verdict;
        var (yes, hidden, no) = (Claim(4, 5), Claim(0, 1), Claim(-4, -5));
        Assert.Equal("reproduced", Verdict(yes, yes));
        Assert.Equal("partly reproduced", Verdict(yes, hidden));
        Assert.Equal("not visible at this size", Verdict(hidden));
        Assert.Equal("contradicted", Verdict(yes, hidden, no));
    }

    [Fact]
    public void A_figure_has_mean_and_spread_over_seeds()
    {
        var figure = new ReproducedFigure("r1", "0.0", [2, 4, 9]);
        Assert.Equal((5.0, 7.0, "5.0 ± 7.0"), (figure.Mean, figure.Spread, figure.ToString()));
    }
}
