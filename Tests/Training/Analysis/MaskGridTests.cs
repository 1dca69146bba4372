using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public class MaskGridTests
{
    [Theory]
    [InlineData(64, 16, null, 16, 8, 7)]        // one patch, half overlapping
    [InlineData(224, 32, 13, 32, 16, 13)]
    [InlineData(336, 14, 13, 42, 21, 15)]
    [InlineData(24, 8, 1, 24, 12, 1)]           // the whole frame at once
    [InlineData(8, 1, null, 1, 1, 8)]
    public void Squares_are_a_patch_or_larger_where_there_would_be_too_many(
        int size, int patch, int? places, int square, int stride, int side)
    {
        var grid = MaskGrid.Of(size, patch, places);
        if (places is { } most) Assert.InRange(grid.Side, 1, most);
        else Assert.Equal((square, stride, side), (grid.Square, grid.Stride, grid.Side));
        Assert.Equal(0, grid.Square % patch == 0 ? 0 : grid.Square - size);
        Assert.InRange(((grid.Side - 1) * grid.Stride) + grid.Square, 1, size);
    }

    [Fact]
    public void Each_copy_is_covered_at_its_own_place_only()
    {
        var grid = MaskGrid.Of(4, 2);
        var frame = Tensor.Of([.. Enumerable.Repeat(1f, 48)], [3, 4, 4]);
        using var scope = TensorScope.Begin();
        var copies = grid.Covered(frame, 4, 2).ToArray<float>().Chunk(48).ToArray();
        // Places 4 and 5 of 3 × 3 are rows 1–2, columns 1–2 and 2–3.
        float[] middle = [1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1], right = [1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1];
        Assert.Equal([.. middle, .. middle, .. middle], copies[0]);
        Assert.Equal([.. right, .. right, .. right], copies[1]);
    }
}
