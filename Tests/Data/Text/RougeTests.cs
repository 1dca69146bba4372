using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

/// <summary>ROUGE against values found by hand.</summary>
public class RougeTests
{
    /// <summary>
    /// police kill the gunman / police killed the gunman: of 4 and 4 words 3 are shared, of 3 and 3 pairs one (the gunman), and the
    /// longest common subsequence is police the gunman. the gunman kill police shares the same words and pair, but only the gunman in
    /// order.
    /// </summary>
    [Theory]
    [InlineData("police kill the gunman", "police killed the gunman", 0.75, 1.0 / 3, 0.75)]
    [InlineData("the gunman kill police", "police killed the gunman", 0.75, 1.0 / 3, 0.5)]
    [InlineData("a dog runs", "a dog runs", 1, 1, 1)]
    [InlineData("A DOG, runs!", "a dog runs", 1, 1, 1)]
    [InlineData("a dog runs", "the cat sleeps", 0, 0, 0)]
    [InlineData("dog", "dog", 1, 0, 1)]
    [InlineData("", "", 0, 0, 0)]
    [InlineData("", "a dog", 0, 0, 0)]
    [InlineData("?!", "a dog", 0, 0, 0)]
    // the counts twice on one side and once on the other: shared 1 of 3 and 2 words
    [InlineData("the the dog", "the cat", 0.4, 0, 0.4)]
    // 2 of 2 and 5 words: 4/7; pairs 1 of 1 and 4: 2/5
    [InlineData("dog runs", "a brown dog runs home", 4.0 / 7, 0.4, 4.0 / 7)]
    // x2 is one word; é is none, and parts the word
    [InlineData("x2 café", "x2 caf", 1, 1, 1)]
    public void Found_by_hand(string candidate, string reference, double one, double two, double longest)
    {
        Assert.Equal(one, Rouge.N(candidate, reference, 1), 1e-12);
        Assert.Equal(two, Rouge.N(candidate, reference, 2), 1e-12);
        Assert.Equal(longest, Rouge.L(candidate, reference), 1e-12);
        // F₁ does not tell the two apart.
        Assert.Equal(longest, Rouge.L(reference, candidate), 1e-12);
    }

    /// <summary>a b c d e against b d a e c: b d e is the longest, of 5 and 5.</summary>
    [Fact]
    public void The_longest_common_subsequence_need_not_be_in_one_piece() => Assert.Equal(0.6, Rouge.L("a b c d e", "b d a e c"), 1e-12);

    [Fact]
    public void An_n_gram_has_a_word_at_least() => Assert.Throws<ArgumentOutOfRangeException>(() => Rouge.N("a", "a", 0));
}
