using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Granularities;

namespace Gexia.Tests.Data.Granularities;

public class SummarizerTests
{
    private static readonly ExtractiveSummarizer Extractive = new();
    private static readonly SceneSummarizer Scenes = new();

    [Fact]
    public void The_sentences_with_rare_content_words_are_kept_in_order() => Assert.Equal(
        "A chef slices onions. A waiter carries steaming plates.",
        Extractive.Summarize(
            "A chef is there. A chef slices onions. He is here. It is. A waiter carries steaming plates. The chef is.", 20));

    [Theory]
    [InlineData("", "")]
    [InlineData(" . ! ", "")]
    [InlineData("a dog runs, A DOG RUNS, a dog runs.", "a dog runs.")]                          // repeated clauses
    [InlineData("a dog runs. A dog runs! The dog runs?", "a dog runs.")]                        // the same content words
    [InlineData("version 1.5 of it works", "version 1.5 of it works")]                          // a full stop inside a word ends nothing
    [InlineData("one two three four five six seven", "one two three four five")]
    public void Repeats_go_and_long_sentences_are_cut(string text, string summary) => Assert.Equal(summary, Extractive.Summarize(text, 5));

    [Fact]
    public void A_second_sentence_must_fit() =>
        Assert.Equal("red green blue yellow.", Extractive.Summarize("cat dog bird. red green blue yellow.", 6));

    [Fact]
    public void Extractive_summaries_are_short_parts_of_the_text()
    {
        var texts = Gen.Elements("dog", "runs", "the", "cat", "é", ".", "!", ",", ";", "\ud83d\ude00", "\ud83d", "\n", "Σ").ArrayOf()
            .Select(parts => string.Join(' ', parts));
        Prop.ForAll(texts.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (text, most) =>
        {
            var summary = Extractive.Summarize(text, most);
            var words = summary.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length <= most
                && words.All(word => text.Contains(word.Trim(',', '.', '!', ';')))
                && summary == Extractive.Summarize(text, most);
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_very_long_text_is_summarised()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"word{i} stays. "));
        Assert.Equal("word0 stays. word1 stays.", Extractive.Summarize(text, 20));
    }

    [Theory]
    [InlineData(
        "a red square moves left dark then a red square blinks dark then a blue ring stays dark", "a red square and a blue ring dark")]
    [InlineData("a red square stays gray. a blue ring moves up gray.", "a red square and a blue ring gray")]
    [InlineData("a pink cross stays dotted", "a pink cross dotted")]
    public void Scenes_lose_their_motions(string text, string summary) => Assert.Equal(summary, Scenes.Summarize(text, 20));

    [Fact]
    public void Scenes_keep_within_the_words_asked_for()
    {
        var text = string.Join(" then ", new[] { "red", "blue", "green" }.Select(colour => $"a {colour} ring stays dark"));
        Assert.Equal("a red ring and a blue ring dark", Scenes.Summarize(text, 8));
        Assert.Equal("a red ring dark", Scenes.Summarize(text, 7));
        Assert.Equal("a red ring dark", Scenes.Summarize(text, 1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a dog runs")]
    [InlineData("a red square stays dark then the end")]
    public void What_is_no_scene_is_refused(string text) => Assert.Throws<ArgumentException>(() => Scenes.Summarize(text, 20));
}
