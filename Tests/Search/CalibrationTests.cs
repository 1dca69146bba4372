using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Search;
using Gexia.Search.Ranking;

namespace Gexia.Tests.Search;

public class CalibrationTests
{
    // Windows look along axes; window 2 agrees a little with every query, more than any other does by chance.
    private static readonly float[][] windows = [[1, 0, 0, 0], [0, 1, 0, 0], [0.5f, 0.5f, 0.5f, 0.5f]];

    private static readonly float[][] chance =
        [.. Enumerable.Range(0, 64).Select(i => Unit(1 + (i % 5), 1 + (i % 3), 1 + (i % 7), 1 + (i % 2)))];

    [Fact]
    public void A_score_is_counted_in_deviations_of_what_chance_reaches_at_best()
    {
        var background = Background.Of(chance, null, 10, Index());
        var scale = background.Scale([true, true, true]);
        float[] tops =
            [.. chance.Select(query => Enumerable.Range(0, 3).Max(window => background.Raw(window, Dot(query, windows[window]))))];
        var mean = tops.Average(top => (double)top);
        var deviation = Math.Sqrt(tops.Average(top => (top - mean) * (top - mean)));
        Assert.Equal(mean, scale.Mean, 1e-5);
        Assert.Equal(deviation, scale.Deviation, 1e-5);
        Assert.Equal(0, scale.Of((float)mean), 1e-3);
        Assert.Equal(1, scale.Of((float)(mean + deviation)), 1e-3);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.25)]
    [InlineData(0.05)]
    [InlineData(0.001)]
    public void No_more_than_the_share_asked_for_lies_above_the_cut(double share)
    {
        var background = Background.Of(chance, null, 10, Index());
        var scale = background.Scale([true, true, true]);
        var cut = scale.Cut(share);
        Assert.InRange(scale.Tops.Count(top => scale.Of(top) > cut), 0, (int)(share * chance.Length));
        Assert.Contains(scale.Tops, top => scale.Of(top) == cut);
    }

    [Fact]
    public void A_window_that_agrees_with_everything_gains_nothing_by_it()
    {
        var background = Background.Of(chance, null, 10, Index());
        var query = Unit(1.2f, 0.6f, 0.5f, 0.3f);
        Assert.True(Dot(query, windows[2]) > Dot(query, windows[0]));       // by cosine the hub is ahead
        Assert.True(background.Raw(0, Dot(query, windows[0])) > background.Raw(2, Dot(query, windows[2])));
    }

    [Fact]
    public void Videos_that_are_left_out_do_not_count_for_the_cut()
    {
        var background = Background.Of(chance, null, 10, Index());
        var only = background.Scale([true, false, false]);
        Assert.Equal(chance.Select(query => background.Raw(0, Dot(query, windows[0]))).Order(), only.Tops);
        Assert.False(background.Scale([false, false, false]).IsCalibrated);
    }

    [Fact]
    public void A_query_taken_from_a_video_is_not_compared_with_it()
    {
        int[] sources = [.. chance.Select((_, i) => i % 2)];
        var scale = Background.Of(chance, sources, 10, Index()).Scale([true, false, false]);
        Assert.Equal(chance.Length / 2, scale.Tops.Length);
    }

    [Fact]
    public void With_too_little_to_compare_with_everything_matches()
    {
        var scale = Background.Of(chance[..15], null, 10, Index()).Scale([true, true, true]);
        Assert.False(scale.IsCalibrated);
        Assert.Equal(double.NegativeInfinity, scale.Cut(0.1));
        Assert.Equal(3.5f, scale.Of(3.5f));
    }

    [Fact]
    public void Background_texts_are_many_different_and_always_the_same()
    {
        Assert.Equal(BackgroundTexts.Count, BackgroundTexts.All.Distinct().Count());
        Assert.Equal("a wooden train in a station", BackgroundTexts.All[0]);
    }

    [Fact]
    public void A_closed_vocabulary_has_no_background_and_an_open_one_has_all()
    {
        Assert.Empty(BackgroundTexts.For(new WordTokenizer(SceneGrammar.Words)));
        Assert.Equal(BackgroundTexts.All, BackgroundTexts.For(BpeTrainer.Train(["a dog"], 600)));
        Assert.Equal(BackgroundTexts.All, BackgroundTexts.For(WordTokenizer.FromTexts(BackgroundTexts.All)));
    }

    [Fact]
    public void Without_a_background_windows_are_ranked_by_cosine_and_everything_matches()
    {
        var background = Background.Of([], null, 10, Index());
        Assert.Equal(10 * 0.5f, background.Raw(2, 0.5f));
        Assert.False(background.Scale([true, true, true]).IsCalibrated);
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("dog", new string[0])]
    [InlineData("a dog", new[] { "dog", "a" })]
    [InlineData("  a \t big\ndog ", new[] { "big dog", "a dog", "a big" })]
    public void Variants_leave_out_one_word_each(string text, string[] variants) => Assert.Equal(variants, QueryVariants.Of(text, 77));

    [Fact]
    public void Of_a_long_text_words_all_along_what_is_read_are_left_out()
    {
        var variants = QueryVariants.Of(string.Join(' ', Enumerable.Range(0, 2000)), 77);
        Assert.Equal(QueryVariants.Most, variants.Count);
        Assert.StartsWith("1 2 ", variants[0]);
        Assert.EndsWith(" 74 75", variants[^1]);
        Assert.All(variants, variant => Assert.Equal(76, variant.Split(' ').Length));
    }

    private static IndexSnapshot Index() => new([.. windows.Select((vector, i) =>
        new IndexedVideo($"{i}.png", default, new EmbeddedVideo(4, [new TimedWindow(0, 0, 4, vector)], [])))], 4);

    private static float[] Unit(params float[] values) => [.. values.Select(value => value / MathF.Sqrt(Dot(values, values)))];

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
