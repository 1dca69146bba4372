using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

/// <summary>BERTScore against values found by hand, on features in the plane: e is (1, 0), n is (0, 1), d lies between, w is −e.</summary>
public class BertScoreTests
{
    private static readonly double half = Math.Sqrt(0.5);

    private static TokenFeatures Text(string tokens) => TokenFeatures.Of(
    [
        .. tokens.Select(token => token switch
        {
            'e' => (float[])[1, 0], 'n' => [0, 1], 'd' => [3, 3], 'w' => [-2, 0], _ => [0, 0]
        }),
    ]);

    [Theory]
    // one token
    [InlineData("e", "e", 1, 1)]
    [InlineData("e", "n", 0, 0)]
    [InlineData("e", "w", -1, -1)]
    // repeated tokens count as often as they stand there: of nee one token in three is found in e
    [InlineData("nee", "e", 2.0 / 3, 1)]
    [InlineData("ee", "e", 1, 1)]
    [InlineData("e", "en", 1, 0.5)]
    // empty texts
    [InlineData("", "", 0, 0)]
    [InlineData("", "e", 0, 0)]
    [InlineData("e", "", 0, 0)]
    // a token of zeros is like nothing
    [InlineData("0", "e", 0, 0)]
    public void Found_by_hand(string candidate, string reference, double precision, double recall)
    {
        var score = BertScore.Of(Text(candidate), Text(reference));
        Assert.Equal(precision, score.Precision, 1e-12);
        Assert.Equal(recall, score.Recall, 1e-12);
        Assert.Equal(precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), score.F1, 1e-12);
        var turned = BertScore.Of(Text(reference), Text(candidate));
        Assert.Equal((score.Precision, score.Recall), (turned.Recall, turned.Precision));
    }

    /// <summary>d of length √18 is cos 45° from e and from n: P = (√½ + 1)/2 of d, e against e, n: d finds √½, e finds 1.</summary>
    [Fact]
    public void Lengths_do_not_matter()
    {
        var score = BertScore.Of(Text("de"), Text("en"));
        Assert.Equal((half + 1) / 2, score.Precision, 1e-12);
        Assert.Equal((1 + half) / 2, score.Recall, 1e-12);
    }

    [Fact]
    public void Tokens_that_do_not_count_neither_ask_nor_answer()
    {
        var masked = new TokenFeatures([1, 0, 0, 1, -1, 0], 2, [true, false, false]);
        Assert.Equal(BertScore.Of(Text("e"), Text("en")), BertScore.Of(masked, Text("en")));
        Assert.Equal(BertScore.Of(Text("en"), Text("e")), BertScore.Of(Text("en"), masked));
        Assert.Equal(default, BertScore.Of(new TokenFeatures([1, 0], 2, [false]), Text("e")));
    }

    [Fact]
    public void Features_that_are_not_finite_give_NaN() =>
        Assert.True(double.IsNaN(BertScore.Of(TokenFeatures.Of([float.NaN, 1]), Text("en")).F1));

    [Fact]
    public void Features_of_two_encoders_are_refused()
    {
        Assert.Contains("3 and 2", Assert.Throws<ArgumentException>(() => BertScore.Of(TokenFeatures.Of([1, 2, 3]), Text("e"))).Message);
        var odd = new TokenFeatures([1, 2, 3, 4, 5], 2, [true, true]);
        Assert.Contains("5 numbers", Assert.Throws<ArgumentException>(() => BertScore.Of(odd, Text("e"))).Message);
    }
}
