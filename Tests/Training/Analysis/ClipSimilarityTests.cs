using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public sealed class ClipSimilarityTests
{
    private static ClipSimilarity Of(params float[][] clips) => new(clips);

    private static bool[] Mask(string kinds) => [.. kinds.Select(kind => kind == 'f')];

    // Foreground along x, background along y.
    private static readonly ClipSimilarity Apart = Of([0, 2], [3, 0], [1, 0], [5, 0], [0, 1]);

    [Fact]
    public void A_perfect_split_has_contrast_1_and_accuracy_100()
    {
        var mask = Mask("bfffb");
        Assert.Equal(1, Apart.BlockContrast(mask), 12);
        Assert.Equal([false, true, true, true, false], Apart.Halves());
        Assert.Equal(100, ClipSimilarity.Agreement(Apart.Halves(), mask));
        Assert.Equal([true, true, true, true, true], Apart.NearOwnCentre(mask));
        Assert.Equal(1, Apart.Cosines[1, 3], 12);
        Assert.Equal(0, Apart.Cosines[0, 1], 12);
    }

    /// <summary>Within: (0,4), (1,2), (1,3), (2,3); across: the other six. With cos = 0.6 between both kinds: 1 − 0.6.</summary>
    [Fact]
    public void Block_contrast_is_the_mean_within_minus_the_mean_across()
    {
        var clips = Of([1, 0], [0.6f, 0.8f], [0.6f, 0.8f], [0.6f, 0.8f], [1, 0]);
        Assert.Equal(0.4, clips.BlockContrast(Mask("bfffb")), 6);
        // Pairs of the wrong mask: within (0,1) 0.6, (2,3) 1, (2,4) 0.6, (3,4) 0.6; across 0.6, 0.6, 1, 1, 1, 0.6.
        Assert.Equal((2.8 / 4) - (4.8 / 6), clips.BlockContrast(Mask("ffbbb")), 6);
    }

    [Fact]
    public void Lengths_of_features_do_not_matter_and_one_of_length_0_is_at_right_angles()
    {
        var scaled = Of([0, 20], [0.03f, 0], [1e-4f, 0], [5e4f, 0], [0, 1]);
        Assert.Equal(Apart.BlockContrast(Mask("bfffb")), scaled.BlockContrast(Mask("bfffb")), 6);
        var none = Of([0, 0], [1, 0], [0, 0]);
        Assert.Equal(0, none.Cosines[0, 0]);
        Assert.Equal(0, none.BlockContrast(Mask("bfb")));
        Assert.Equal(3, none.Halves().Count);
    }

    [Fact]
    public void Contrast_of_one_video_or_of_two_single_clips_is_no_number()
    {
        Assert.True(double.IsNaN(Of([1, 0], [0, 1]).BlockContrast(Mask("fb"))));
        Assert.True(double.IsNaN(Of([1, 0], [0, 1]).BlockContrast(Mask("ff"))));
        Assert.True(double.IsNaN(Of([1f]).BlockContrast(Mask("f"))));
    }

    /// <summary>The foreground of 4 and the background of 1: what is right of each counts half.</summary>
    [Theory]
    [InlineData("ffffb", "ffffb", 100)]
    [InlineData("bbbbf", "ffffb", 100)]      // the names of the groups do not matter
    [InlineData("fffff", "ffffb", 50)]       // all in one group, though 4 of 5 clips would be right
    [InlineData("bffff", "ffffb", 62.5)]     // foreground ¾, background 0: the other naming has ¼ and 1
    [InlineData("ffbfb", "ffffb", 87.5)]
    [InlineData("fb", "fb", 100)]
    public void Agreement_is_a_mean_over_both_videos_under_the_better_naming(string split, string mask, double percent) =>
        Assert.Equal(percent, ClipSimilarity.Agreement(Mask(split), Mask(mask)), 9);

    [Fact]
    public void The_split_is_the_best_of_all()
    {
        // Random features: no split has a larger sum of lengths of its groups' summed unit features.
        var rng = new Rng(4);
        float[][] rows = [.. Enumerable.Range(0, 6).Select(_ => new[] { (float)rng.NextNormal(), (float)rng.NextNormal(), 1 })];
        var split = Of(rows).Halves();
        double Score(Func<int, bool> kind) => new[] { true, false }.Sum(group =>
        {
            double[] sum = [0, 0, 0];
            for (var j = 0; j < 6; j++)
                for (var c = 0; c < 3 && kind(j) == group; c++) sum[c] += rows[j][c] / Math.Sqrt(rows[j].Sum(value => value * value));
            return Math.Sqrt(sum.Sum(value => value * value));
        });
        var best = Enumerable.Range(1, 31).Max(code => Score(j => j > 0 && (code >> (j - 1) & 1) == 1));
        Assert.Equal(best, Score(j => split[j]), 5);
        Assert.False(split[0]);
        Assert.Contains(true, split);
    }

    /// <summary>Features that say nothing: with the clip in its own centre every clip would be near it.</summary>
    [Fact]
    public void A_clip_is_not_measured_against_itself()
    {
        var apart = Of([1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]);
        Assert.Equal([false, false, false, false], apart.NearOwnCentre(Mask("ffbb")));
        Assert.Equal(3, apart.NearOwnCentre(Mask("fffb")).Count);      // the only clip of its video is left out
        Assert.Empty(apart.NearOwnCentre(Mask("ffff")));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("widths [2, 1]", Assert.Throws<ArgumentException>(() => Of([1, 2], [1])).Message);
        Assert.Throws<ArgumentException>(() => Of());
        Assert.Contains("a mask of 2 for 5", Assert.Throws<ArgumentException>(() => Apart.BlockContrast(Mask("fb"))).Message);
        Assert.Contains("2 to 16", Assert.Throws<ArgumentException>(() => Of([1f]).Halves()).Message);
        Assert.Throws<ArgumentException>(() => Of([.. Enumerable.Repeat(new float[] { 1 }, 17)]).Halves());
    }

    [Fact]
    public void A_tensor_of_videos_is_taken_apart()
    {
        using var scope = TensorScope.Begin();
        var videos = ClipSimilarity.Of(Tensor.Of<float>([1f, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0], [2, 3, 2]));
        Assert.Equal(2, videos.Count);
        Assert.Equal((0, 1), (videos[0].Cosines[0, 1], videos[1].Cosines[0, 1]));
    }
}
