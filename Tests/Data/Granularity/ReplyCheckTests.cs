using Gexia.Data.Granularities;

namespace Gexia.Tests.Data.Granularities;

/// <summary>What of a language model's replies is taken.</summary>
public class ReplyCheckTests
{
    private const string Text = "A man slices onions. He puts the onions into a hot pan. A dog watches the man.";

    private static (string, string) Of(string reply, int maxWords = 10, double least = ReplyCheck.LeastSimilarity, string text = Text)
    {
        var (summary, verdict) = ReplyCheck.Of(text, reply, maxWords, SummaryPrompt.Default, least);
        return (summary, verdict.ToString());
    }

    [Theory]
    [InlineData("A man fries onions while a dog watches.", "A man fries onions while a dog watches.", "Kept")]
    [InlineData("  \"A man\tfries\r\nonions.\"\n", "A man fries onions.", "Kept")]
    [InlineData("“A man fries onions.”", "A man fries onions.", "Kept")]
    [InlineData("\"A man\" fries \"onions\"", "\"A man\" fries \"onions\"", "Kept")]
    [InlineData("A man\u0007 fries\u0000 onions", "A man fries onions", "Kept")]
    [InlineData("A man fries onions. A dog watches him. Then they go home together and sleep.", "A man fries onions. A dog watches him.",
        "Shortened")]
    [InlineData("a man and a dog and a pan and onions and heat", "a man and a dog and a pan and onions", "Shortened")]
    public void A_reply_that_fits_is_one_line_within_the_length(string reply, string summary, string verdict) =>
        Assert.Equal((summary, verdict), Of(reply));

    [Theory]
    [InlineData("", "Empty")]
    [InlineData(" \n\t", "Empty")]
    [InlineData("...", "Empty")]
    [InlineData("NaN", "Unlike")]
    [InlineData("I cannot help with that request.", "Unlike")]
    [InlineData("It is.", "Unlike")]                                        // no content words
    [InlineData("Un chien regarde.", "Unlike")]
    [InlineData("Sure! Summarise the following video descriptions in one short sentence.", "Prompt")]
    [InlineData("Mention the MAIN subjects, and what happens: man, onions, dog", "Prompt")]
    public void A_reply_that_cannot_be_taken_gives_the_extractive_summary(string reply, string verdict) =>
        Assert.Equal((new ExtractiveSummarizer().Summarize(Text, 10), verdict), Of(reply));

    [Fact]
    public void A_huge_reply_is_cut_and_judged_by_what_is_left()
    {
        var (summary, verdict) = Of(string.Concat(Enumerable.Repeat("the man and the dog ", 40_000)), 8);
        Assert.Equal(("the man and the dog the man and", "Shortened"), (summary, verdict));
        Assert.Equal("Unlike", Of(string.Concat(Enumerable.Repeat("blah ", 100_000)) + Text).Item2);
    }

    [Fact]
    public void Words_of_the_prompt_that_stand_in_the_text_are_no_echo()
    {
        const string text = "He says: mention the main subjects and what happens. A dog barks.";
        Assert.Equal("Kept", Of("mention the main subjects and what happens", text: text).Item2);
    }

    [Theory]
    [InlineData("a dog", "a dog", 1)]
    [InlineData("a dog runs", "The DOG sleeps", 0.5)]
    [InlineData("dog dog cat", "dog dog dog", 2.0 / 3)]                     // no more often than the text has it
    [InlineData("dog", "dog dog", 0.5)]
    [InlineData("a dog", "", 0)]
    [InlineData("", "a dog", 0)]
    [InlineData("chien à la mer", "CHIEN, À la mer!", 1)]
    public void Similarity_is_the_share_of_content_words_that_the_text_has(string text, string summary, double share) =>
        Assert.Equal(share, ReplyCheck.Similarity(text, summary), 12);

    [Fact]
    public void The_threshold_itself_is_enough_and_0_takes_anything_with_words()
    {
        Assert.Equal("Kept", Of("a man eats pears.", least: 1.0 / 3).Item2);
        Assert.Equal("Unlike", Of("a man eats pears.", least: 0.34).Item2);
        Assert.Equal("Kept", Of("pears", least: 0).Item2);
    }

    [Fact]
    public void A_prompt_has_a_place_for_the_text()
    {
        Assert.Equal("Short:\n\na {text}", new SummaryPrompt("Short:\n").Ask("a {text}", 5));
        Assert.Equal("<a> in 5, a", new SummaryPrompt("<{text}> in {maxWords}, {text}").Ask("a", 5));
        Assert.Equal(new SummaryPrompt("Short:").Digest, new SummaryPrompt("Short:\n\n{text}").Digest);
    }
}
