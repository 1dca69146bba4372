using Gexia.Search.Vectors;

namespace Gexia.Tests.Search.Vectors;

/// <summary>Vectors for tests, and their ranking in double precision with nothing clever.</summary>
internal static class PlainRanking
{
    /// <summary>Rows of length 1 around so many centres, [rows, width].</summary>
    public static float[] Clustered(int seed, int rows, int width, int centres = 7)
    {
        var rng = new Rng((ulong)seed);
        var middle = Normal(rng, centres * width);
        var values = Normal(rng, rows * width);
        for (var row = 0; row < rows; row++)
        {
            var vector = values.AsSpan(row * width, width);
            var centre = middle.AsSpan((int)(rng.NextDouble(0, centres) % centres) * width, width);
            for (var i = 0; i < width; i++) vector[i] = (0.5f * vector[i]) + centre[i];
            Normalize(vector);
        }
        return values;
    }

    /// <summary>The products of all rows with a query, in double.</summary>
    public static double[] Products(ReadOnlySpan<float> rows, ReadOnlySpan<float> query)
    {
        var products = new double[rows.Length / query.Length];
        for (var row = 0; row < products.Length; row++)
            for (var i = 0; i < query.Length; i++) products[row] += (double)rows[(row * query.Length) + i] * query[i];
        return products;
    }

    /// <summary>
    /// Says that a ranking is that of these products: so many rows as take part, best first, the lower row first of equal scores, and no
    /// row left out that is better by more than rounding.
    /// </summary>
    public static void AssertRanks(
        ScoredRow[] ranked, double[] products, int top, Func<int, bool>? included = null, double tolerance = 2e-6)
    {
        int[] rows = [.. Enumerable.Range(0, products.Length).Where(row => included is null || included(row))];
        Assert.Equal(Math.Min(top, rows.Length), ranked.Length);
        Assert.Equal(ranked.Length, ranked.Select(one => one.Row).Distinct().Count());
        Assert.All(ranked, one => Assert.Contains(one.Row, rows));
        Assert.All(ranked, one => Assert.InRange(one.Score, products[one.Row] - tolerance, products[one.Row] + tolerance));
        foreach (var (before, after) in ranked.Zip(ranked.Skip(1)))
            Assert.True(
                before.Score > after.Score || (before.Score == after.Score && before.Row < after.Row), $"{before} stands before {after}");
        if (ranked.Length == 0) return;
        var chosen = ranked.Select(one => one.Row).ToHashSet();
        Assert.All(rows.Where(row => !chosen.Contains(row)), row =>
            Assert.True(
                products[row] <= ranked[^1].Score + tolerance, $"row {row} with {products[row]:R} is missing; the last is {ranked[^1]}"));
    }

    private static float[] Normal(Rng rng, int count)
    {
        var values = new float[count];
        foreach (ref var x in values.AsSpan()) x = (float)rng.NextNormal();
        return values;
    }

    private static void Normalize(Span<float> vector)
    {
        var sum = 0.0;
        foreach (var x in vector) sum += (double)x * x;
        foreach (ref var x in vector) x = (float)(x / Math.Sqrt(sum));
    }
}
