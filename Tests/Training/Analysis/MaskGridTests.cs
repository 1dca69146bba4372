using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public class MaskGridTests
{
    [Theory]
    [InlineData(224, 13, 32, 13)]       // the paper's
    [InlineData(336, 13, 48, 13)]
    [InlineData(64, 13, 9, 13)]
    [InlineData(24, 13, 3, 13)]
    [InlineData(8, 13, 1, 8)]           // a place a pixel, and no more
    [InlineData(1, 13, 1, 1)]
    [InlineData(24, 1, 24, 1)]          // the whole frame at once
    [InlineData(24, 2, 16, 2)]
    public void Squares_overlap_by_half_and_cover_the_frame(int size, int places, int square, int side)
    {
        var grid = MaskGrid.Of(size, places);
        Assert.Equal((square, side), (grid.Square, grid.Side));
        int[] starts = [.. Enumerable.Range(0, side).Select(grid.At)];
        Assert.Equal(0, starts[0]);
        Assert.Equal(size - square, starts[^1]);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, Math.Max(1, square)));
    }

    [Fact]
    public void A_frame_of_224_pixels_has_the_papers_places_exactly() =>
        Assert.Equal(Enumerable.Range(0, 13).Select(i => 16 * i), Enumerable.Range(0, 13).Select(MaskGrid.Of(224).At));

    [Fact]
    public void Each_copy_is_covered_at_its_own_place_only()
    {
        var grid = MaskGrid.Of(4, 3);
        var frame = Tensor.Of([.. Enumerable.Repeat(1f, 48)], [3, 4, 4]);
        using var scope = TensorScope.Begin();
        var copies = grid.Covered(frame, 4, 2).ToArray<float>().Chunk(48).ToArray();
        // Places 4 and 5 of 3 × 3 are rows 1–2, columns 1–2 and 2–3.
        float[] middle = [1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1], right = [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1];
        Assert.Equal([.. middle, .. middle, .. middle], copies[0]);
        Assert.Equal([.. right, .. right, .. right], copies[1]);
    }

    [Fact]
    public void A_place_may_be_covered_with_what_lies_around_it()
    {
        // A bright object of 2 × 2 pixels on 0.25, in 4 × 4: covering it leaves the background alone.
        float[] plane = [0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 9, 9, 0.25f, 0.25f, 9, 9, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f];
        var frame = Tensor.Of([.. plane, .. plane, .. plane], [3, 4, 4]);
        using var scope = TensorScope.Begin();
        var covered = MaskGrid.Of(4, 3).Covered(frame, 4, 1, MaskFill.Surroundings).ToArray<float>();
        Assert.All(covered, value => Assert.Equal(0.25f, value, 1e-6f));
        Assert.All(MaskGrid.Of(4, 1).Covered(frame, 0, 1, MaskFill.Surroundings).ToArray<float>(), value => Assert.Equal(0, value));
    }
}
