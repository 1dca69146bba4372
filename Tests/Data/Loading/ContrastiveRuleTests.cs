using Gexia.Data.Loading;

namespace Gexia.Tests.Data.Loading;

public sealed class ContrastiveRuleTests
{
    private static string Refused(int batch, string videos, string texts) => Assert.Throws<GexiaException>(() =>
        ContrastiveRule.Require(
            new PlannedSet("LVLT", batch, [.. videos.Select(key => $"{key}")], [.. texts.Select(key => $"{key}")]), "pairs.jsonl")).Message;

    [Theory]
    [InlineData("a", "x", "1 pair of 1 clip,")]
    [InlineData("aaa", "xyz", "3 pairs of 1 clip,")]
    [InlineData("abc", "xxx", "3 pairs with one and the same text,")]
    public void A_set_that_teaches_nothing_is_refused_with_count_and_remedy(string videos, string texts, string count)
    {
        var message = Refused(8, videos, texts);
        foreach (var part in (string[])[
            "pairs.jsonl: gives LVLT " + count, "at least 2 different", "Add pairs of other videos", "data.minPairs",
            "training.granularities"
        ])
        {
            Assert.Contains(part, message);
        }
    }

    [Fact]
    public void A_batch_of_one_is_refused() => Assert.Contains("batches of 1", Refused(1, "ab", "xy"));

    [Theory]
    [InlineData(2, "ab", "xy")]
    [InlineData(32, "aab", "xyz")]
    [InlineData(32, "abc", "xxy")]
    public void Two_clips_and_two_texts_are_enough(int batch, string videos, string texts) =>
        ContrastiveRule.Require(
            new PlannedSet("S", batch, [.. videos.Select(key => $"{key}")], [.. texts.Select(key => $"{key}")]), "pairs.jsonl");
}
