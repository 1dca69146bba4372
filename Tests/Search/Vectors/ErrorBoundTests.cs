using Gexia.Search.Vectors;

namespace Gexia.Tests.Search.Vectors;

/// <summary>No product of a code is farther from that of its row than the bound says, whatever the scale of the numbers.</summary>
public class ErrorBoundTests
{
    [Theory]
    [InlineData(WeightFormat.BFloat16, 1, 1)]
    [InlineData(WeightFormat.Int8, 1, 1)]
    [InlineData(WeightFormat.BFloat16, 1e-30, 1e-12)]
    [InlineData(WeightFormat.Int8, 1e-30, 1e-12)]
    [InlineData(WeightFormat.BFloat16, 1e-42, 1)]
    [InlineData(WeightFormat.Int8, 1e-42, 1)]
    [InlineData(WeightFormat.BFloat16, 1e15, 1e-40)]
    [InlineData(WeightFormat.Int8, 1e15, 1e-40)]
    [InlineData(WeightFormat.Int8, 1e17, 1e17)]
    public void It_holds(WeightFormat format, double rowScale, double queryScale)
    {
        foreach (var width in (int[])[1, 19, 512])
        {
            var stride = new RowForm(width, format, KeepsRows: true).Stride;
            var (rows, queries) =
                (Scaled(PlainRanking.Clustered(20, 200, width), rowScale), Scaled(PlainRanking.Clustered(21, 3, width), queryScale));
            var (exact, codes) =
                (VectorStoreTests.Filled(rows, width, WeightFormat.Float32), VectorStoreTests.Filled(rows, width, format, keepRows: false));
            var rounded = new float[width];
            for (var i = 0; i < 3; i++)
            {
                var query = queries.AsSpan(i * width, width).ToArray();
                var (products, near) = (exact.Scores(query), codes.Scores(query));
                for (var row = 0; row < products.Length; row++)
                {
                    codes.CopyRow(row, rounded);
                    var x = rows.AsSpan(row * width, width).ToArray();
                    var bound = ErrorBound.OfRow(stride, Length(x), Length([.. x.Zip(rounded, (a, b) => (double)a - b)]));
                    var most = (ErrorBound.Factor(Length(query)) * bound) + ErrorBound.Tiny(stride);
                    Assert.InRange(Math.Abs((double)products[row] - near[row]), 0, most);
                    if (rowScale == 1) Assert.InRange(most, 0, 0.02);       // tight enough to be of use
                }
            }
        }
    }

    // Far fewer rows are scored again than there are.
    [Theory]
    [InlineData(WeightFormat.BFloat16, 60)]
    [InlineData(WeightFormat.Int8, 300)]
    public void It_rules_almost_all_rows_out(WeightFormat format, int most)
    {
        const int Width = 256, Rows = 20_000;
        var store = VectorStoreTests.Filled(PlainRanking.Clustered(22, Rows, Width, centres: 1000), Width, format);
        store.SearchBatch(PlainRanking.Clustered(23, 20, Width, centres: 20), 10, null, out var rescored);
        Assert.InRange(rescored / 20.0, 10, most);
    }

    private static float[] Scaled(float[] values, double scale) => [.. values.Select(x => (float)(x * scale))];

    private static double Length(IEnumerable<double> values) => Math.Sqrt(values.Sum(x => x * x));

    private static double Length(float[] values) => Length(values.Select(x => (double)x));
}
