using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

public class CaptionPhrasesTests
{
    private const string Three = "a man gives a red ball to the dog";

    private static readonly string[] Phrases = ["man", "red ball", "dog"];

    [Fact]
    public void Evaluation_takes_the_first_phrases_in_the_first_template()
    {
        Assert.Equal(["a photo of a man.", "a photo of a red ball."], CaptionPhrases.Evaluation(Three, 2));
        Assert.Equal(
            ["a photo of a man.", "a photo of a red ball.", "a photo of a dog.", "a photo of a man."], CaptionPhrases.Evaluation(Three, 4));
        Assert.Empty(CaptionPhrases.Evaluation(Three, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("he runs")]
    public void A_caption_without_phrases_stands_for_itself(string caption)
    {
        Assert.Equal([caption, caption], CaptionPhrases.Evaluation(caption, 2));
        Assert.Equal([caption, caption], CaptionPhrases.Training(caption, 2, new Rng(1)));
    }

    [Fact]
    public void Training_repeats_only_when_phrases_run_out()
    {
        var seen = new HashSet<string>();
        for (var step = 0; step < 200; step++)
        {
            var prompts = CaptionPhrases.Training(Three, 5, new Rng(3).At(step, "phrases"));
            var phrases = prompts.Select(PhraseOf).ToArray();
            Assert.Equal(Phrases.Order(), phrases[..3].Order());
            Assert.All(phrases, phrase => Assert.Contains(phrase, Phrases));
            seen.UnionWith(prompts);
        }
        Assert.Equal(Phrases.Length * CaptionPhrases.Templates.Count, seen.Count);
    }

    [Fact]
    public void The_draws_are_a_function_of_the_generator()
    {
        for (var step = 0; step < 20; step++)
            Assert.Equal(
                CaptionPhrases.Training(Three, 2, new Rng(7).At(step, "phrases")),
                CaptionPhrases.Training(Three, 2, new Rng(7).At(step, "phrases")));
        var first = Enumerable.Range(0, 100).Select(step => PhraseOf(CaptionPhrases.Training(Three, 1, new Rng(7).At(step, "x"))[0]));
        Assert.Equal(Phrases.Order(), first.Distinct().Order());
    }

    [Fact]
    public void A_negative_count_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CaptionPhrases.Evaluation(Three, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaptionPhrases.Training(Three, -1, new Rng(1)));
    }

    private static string PhraseOf(string prompt) =>
        CaptionPhrases.Templates.Select(template => template.Split("{n}"))
            .Where(parts => prompt.StartsWith(parts[0], StringComparison.Ordinal) && prompt.EndsWith(parts[1], StringComparison.Ordinal))
            .Select(parts => prompt[parts[0].Length..^parts[1].Length])
            .Single(Phrases.Contains);
}
