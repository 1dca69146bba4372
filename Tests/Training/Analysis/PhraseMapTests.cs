using Gexia.Data.Synthetic;
using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public sealed class PhraseMapTests
{
    // Two clips of 2 × 2 cells on frames of 8 pixels.
    private static PhraseMap Map(params double[] weights)
    {
        var map = new double[weights.Length / 4, 2, 2];
        for (var i = 0; i < weights.Length; i++) map[i / 4, i / 2 % 2, i % 2] = weights[i];
        return new("red ring", 0, map);
    }

    private static readonly FrameBox Left = new(0, 0, 4, 4), Right = new(4, 4, 8, 8);

    [Fact]
    public void The_group_is_the_one_whose_direction_is_nearest_to_the_phrase()
    {
        // Token by token, group by group: group 1 has 0.1, 0.2, 0.3, 0.4.
        float[] soft = [0.9f, 0.1f, 0.8f, 0.2f, 0.7f, 0.3f, 0.6f, 0.4f];
        var map = PhraseMap.Of("red ring", [0, 2], [[100, 1], [0, 0.5f]], soft, clips: 1, rows: 2);
        Assert.Equal((1, "red ring", 1), (map.Group, map.Phrase, map.Clips));
        Assert.Equal([0.1, 0.2, 0.3, 0.4], map.Weights.Cast<double>().Select(value => Math.Round(value, 5)));
        Assert.Equal(0.3, map.Layer(0)[1, 0], 5);
        Assert.Contains("8 weights", Assert.Throws<ArgumentException>(() => PhraseMap.Of("x", [1f], [[1f]], soft, 3, 1)).Message);
    }

    [Fact]
    public void Pointing_counts_clips_in_which_the_strongest_cell_lies_in_the_box()
    {
        var map = Map(0.9, 0.1, 0.1, 0.1, 0.1, 0.2, 0.3, 0.1);
        Assert.Equal(100, map.Pointing([Left, new(4, 0, 8, 4)], 8));
        Assert.Equal(50, map.Pointing([Left, Right], 8));
        Assert.Equal(0, map.Pointing([Right, Right], 8));
        Assert.Equal(100, map.Pointing([Left, default], 8));        // hidden in the second clip
        Assert.True(double.IsNaN(map.Pointing([default, default], 8)));
        Assert.Equal(0, map.Pointing([new(3, 3, 4, 4), default], 8));       // the cell's centre lies outside
        Assert.Contains("1 boxes for 2 clips", Assert.Throws<ArgumentException>(() => map.Pointing([Left], 8)).Message);
    }

    /// <summary>One clip, weight 1 in the upper left cell: stretched, it is above ½ for x, y in 0..3, so the box fits exactly.</summary>
    [Fact]
    public void Overlap_is_of_the_box_and_what_lies_above_half_of_the_maximum()
    {
        Assert.Equal(100, Map(1, 1, 1, 1).IntersectionOverUnion([new(0, 0, 8, 8)], 8));
        Assert.Equal(100.0 * 16 / 64, Map(1, 1, 1, 1).IntersectionOverUnion([Left], 8));
        Assert.Equal(0, Map(1, 0, 0, 0).IntersectionOverUnion([Right], 8));
        Assert.Equal(0, Map(0, 0, 0, 0).IntersectionOverUnion([Left], 8));
        // Rows 0 and 1 are 1, then 0.875, 0.625, 0.375, …: above ½ are rows 0 to 3, 4 × 8 pixels.
        Assert.Equal(100, Map(1, 1, 0, 0).IntersectionOverUnion([new(0, 0, 4, 8)], 8));
        Assert.Equal(50, Map(1, 1, 0, 0).IntersectionOverUnion([new(0, 0, 4, 4)], 8));
        // A clip without the object does not count, but its maximum does.
        Assert.Equal(0, Map(0.4, 0.4, 0, 0, 1, 1, 1, 1).IntersectionOverUnion([new(0, 0, 4, 8), default], 8));
        Assert.True(double.IsNaN(Map(1, 1, 1, 1).IntersectionOverUnion([default], 8)));
    }
}
