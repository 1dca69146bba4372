using Gexia.Search.Vectors;

namespace Gexia.Tests.Search.Vectors;

/// <summary>Wrong calls of a store are refused before anything changes, with the place that is wrong.</summary>
public class VectorRefusalTests
{
    [Theory]
    [InlineData(float.NaN, "row 1 holds NaN at 2")]
    [InlineData(float.PositiveInfinity, "row 1 holds infinity at 2")]
    [InlineData(float.NegativeInfinity, "row 1 holds infinity at 2")]
    [InlineData(3e38f, "row 1 has length 3E+38")]
    public void A_row_that_is_not_finite_is_not_added(float wrong, string message)
    {
        var store = new VectorStore(3);
        store.Add([1, 0, 0]);
        Assert.Contains(
            message, Assert.Throws<ArgumentException>(() => store.Add([0, 1, 0, 0, 0, wrong, 0, 0, 1])).Message, StringComparison.Ordinal);
        Assert.Equal(1, store.Count);
        Assert.Contains(
            "query 0", Assert.Throws<ArgumentException>(() => store.Search([0, wrong, 0], 1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "query 1", Assert.Throws<ArgumentException>(() => store.SearchBatch([0, 0, 1, wrong, 0, 0], 1)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => store.Scores([0, wrong, 0]));
    }

    [Fact]
    public void Widths_counts_and_masks_must_fit()
    {
        var store = new VectorStore(3);
        store.Add([1, 0, 0, 0, 1, 0]);
        Assert.Contains("4 numbers", Assert.Throws<ArgumentException>(() => store.Add([1, 2, 3, 4])).Message, StringComparison.Ordinal);
        Assert.Contains("width is 3", Assert.Throws<ArgumentException>(() => store.Search([1, 2], 1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "width is 3", Assert.Throws<ArgumentException>(() => store.Search([1, 2, 3, 4, 5, 6], 1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "5 numbers", Assert.Throws<ArgumentException>(() => store.SearchBatch([1, 2, 3, 4, 5], 1)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "a mask of 3 rows; the store has 2", Assert.Throws<ArgumentException>(() => store.Search([1, 2, 3], 1, new RowMask(3))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => store.Search([1, 2, 3], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.CopyRow(2, new float[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => store.CopyRow(-1, new float[3]));
        Assert.Throws<ArgumentException>(() => store.CopyRow(1, new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorStore(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorStore(65_537));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorStore(3, (WeightFormat)7));
    }

    [Fact]
    public void A_mask_counts_combines_and_knows_its_rows()
    {
        foreach (var rows in (int[])[0, 1, 63, 64, 65, 130])
        {
            Assert.Equal(rows, new RowMask(rows, included: true).Included);
            Assert.Equal(0, new RowMask(rows).Included);
            var (even, third) = (RowMask.Where(rows, row => row % 2 == 0), RowMask.Where(rows, row => row % 3 == 0));
            var both = even.And(third);
            Assert.Equal(Enumerable.Range(0, rows).Count(row => row % 6 == 0), both.Included);
            for (var row = 0; row < rows; row++) Assert.Equal(row % 6 == 0, both[row]);
        }
        var mask = new RowMask(70) { [69] = true, [3] = true };
        mask[3] = false;
        Assert.True(mask[69]);
        Assert.Equal(1, mask.Included);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[70]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mask[-1] = true);
        Assert.Throws<ArgumentException>(() => mask.And(new RowMask(71)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowMask(-1));
    }
}
