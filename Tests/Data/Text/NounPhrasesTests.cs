using System.Diagnostics;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;

namespace Gexia.Tests.Data.Text;

public class NounPhrasesTests
{
    private static string[] Of(string text) => [.. NounPhrases.Of(text).Select(phrase => phrase.Text)];

    /// <summary>
    /// 242 captions with phrases marked by hand, half of them for finding the rules, half for reporting. A phrase counts as found where its
    /// whole text agrees, as often as it is marked.
    /// </summary>
    [Theory]
    [InlineData("tune")]
    [InlineData("report")]
    public void Nine_of_ten_phrases_are_found_and_are_right(string half)
    {
        var (hits, found, marked) = (0, 0, 0);
        foreach (var line in Fixture.Lines(Fixture.Text("phrases.jsonl")).Where(line => line.GetProperty("half").GetString() == half))
        {
            var expected = line.GetProperty("phrases").EnumerateArray().Select(phrase => phrase.GetString()!).ToList();
            var actual = Of(line.GetProperty("caption").GetString()!);
            (found, marked) = (found + actual.Length, marked + expected.Count);
            hits += actual.Count(expected.Remove);
        }
        Assert.True(marked > 350, $"{marked} phrases are marked");
        Assert.True(hits >= 0.9 * found, $"precision {hits} of {found}");
        Assert.True(hits >= 0.9 * marked, $"recall {hits} of {marked}");
    }

    [Theory]
    [InlineData("a man and a woman", "man|woman")]
    [InlineData("the back of a truck", "back|truck")]
    [InlineData("he kicks it to them", "")]
    [InlineData("she holds the man's hat and the girls' books", "man's hat|girls' books")]
    [InlineData("two kids play with their new soccer ball", "two kids|new soccer ball")]
    [InlineData("a running man", "running man")]
    [InlineData("a man running", "man")]
    [InlineData("a black and white dog runs in front of some people", "black and white dog|people")]
    [InlineData("A man\u2019s playing guitar. It's a red guitar!", "man|guitar|red guitar")]
    [InlineData("a very tall man with a well-known face", "very tall man|well-known face")]
    public void Phrases_follow_the_rules(string text, string phrases) =>
        Assert.Equal(phrases.Split('|', StringSplitOptions.RemoveEmptyEntries), Of(text));

    [Fact]
    public void Places_are_those_of_the_text()
    {
        const string text = "  A \U0001F600 red ball,\tthe man\u2019s hat";
        Assert.Equal(["red ball", "man\u2019s hat"], Of(text));
        foreach (var phrase in NounPhrases.Of(text)) Assert.Equal(phrase.Text, text.Substring(phrase.Start, phrase.Length));
    }

    [Fact]
    public void Every_synthetic_scene_has_the_phrase_of_its_object()
    {
        foreach (var color in Enum.GetValues<SceneColor>())
            foreach (var shape in Enum.GetValues<SceneShape>())
                foreach (var motion in Enum.GetValues<SceneMotion>())
                    foreach (var background in Enum.GetValues<SceneBackground>())
                    {
                        var caption = SceneGrammar.Caption(new Scene(color, shape, motion, background));
                        Assert.Equal([$"{color} {shape}".ToLowerInvariant()], Of(caption));
                    }
    }

    [Fact]
    public void A_scene_of_two_objects_has_the_phrases_of_both()
    {
        foreach (var scene in TwoObjectScene.All)
            Assert.Equal(scene.Objects.Select(SceneGrammar.Phrase), Of(SceneGrammar.Caption(scene)));
    }

    [Fact]
    public void Two_objects_that_do_other_things_give_two_phrases()
    {
        string[] motions = ["moving left", "moving right", "moving up", "moving down", "growing", "shrinking", "spinning", "blinking",
            "staying", "moves left", "moves up", "blinks", "stays", "grows", "shrinks", "spins"];
        foreach (var color in Enum.GetNames<SceneColor>())
            foreach (var shape in Enum.GetNames<SceneShape>())
                foreach (var first in motions)
                    foreach (var second in motions)
                    {
                        var thing = $"{color} {shape}".ToLowerInvariant();
                        Assert.Equal([thing, "blue square"], Of($"a {thing} {first} and a blue square {second}"));
                        Assert.Equal(["green ring", thing], Of($"a green ring {first} and a {thing} {second}"));
                    }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n ")]
    [InlineData("\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467 !?")]
    [InlineData("\uD83D")]
    [InlineData("' \u2019 -- & it's")]
    [InlineData("\u4E00\u4E2A\u4EBA\u5728\u8DD1\u6B65")]
    [InlineData("\u0447\u0435\u043B\u043E\u0432\u0435\u043A \u0431\u0435\u0436\u0438\u0442")]
    public void Text_without_English_words_has_no_phrases(string text) => Assert.Empty(NounPhrases.Of(text));

    /// <summary>No text makes the time quadratic: at a million characters that would be hours.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("red ")]
    [InlineData("ball ")]
    [InlineData("the man's ")]
    [InlineData("red and ")]
    [InlineData("in front ")]
    [InlineData("' ")]
    [InlineData("\uD83D\uDE00")]
    [InlineData("cross, ")]
    public void A_long_text_takes_linear_time(string unit)
    {
        var clock = Stopwatch.StartNew();
        NounPhrases.Of(string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length)));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }
}
