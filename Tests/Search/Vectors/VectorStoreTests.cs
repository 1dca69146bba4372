using Gexia.Cpu;
using Gexia.Search.Vectors;
using Gexia.Tests.Kernels;

namespace Gexia.Tests.Search.Vectors;

/// <summary>Exact search against a ranking in double precision.</summary>
public class VectorStoreTests
{
    public static TheoryData<int, WeightFormat> WidthsAndFormats
    {
        get
        {
            var all = new TheoryData<int, WeightFormat>();
            foreach (var width in (int[])[1, 2, 15, 16, 17, 37, 512])
                foreach (var format in Enum.GetValues<WeightFormat>()) all.Add(width, format);
            return all;
        }
    }

    [Theory, MemberData(nameof(WidthsAndFormats))]
    public void A_search_gives_the_true_ranking(int width, WeightFormat format)
    {
        const int Rows = 1013;
        var rows = PlainRanking.Clustered(1, Rows, width);
        var store = Filled(rows, width, format);
        foreach (var seed in (int[])[2, 3])
        {
            var query = PlainRanking.Clustered(seed, 1, width);
            var products = PlainRanking.Products(rows, query);
            foreach (var top in (int[])[1, 3, 10, 300, Rows, 5000]) PlainRanking.AssertRanks(store.Search(query, top), products, top);
        }
    }

    [Theory, MemberData(nameof(WidthsAndFormats))]
    public void A_shorter_format_gives_rows_scores_and_order_of_float32_to_the_bit(int width, WeightFormat format)
    {
        var rows = PlainRanking.Clustered(4, 3001, width, centres: 3);
        var (exact, store) = (Filled(rows, width, WeightFormat.Float32), Filled(rows, width, format));
        var queries = PlainRanking.Clustered(5, 12, width, centres: 3);
        Assert.Equal(exact.SearchBatch(queries, 10), store.SearchBatch(queries, 10));
        Assert.Equal(exact.Scores(queries.AsSpan(0, width)), store.Scores(queries.AsSpan(0, width)));
    }

    // Rows so near to each other that their codes are equal, in no order.
    [Theory]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    public void Rows_that_differ_by_less_than_a_code_can_say_are_ranked_by_what_they_are(WeightFormat format)
    {
        const int Width = 40, Rows = 500;
        var centre = PlainRanking.Clustered(6, 1, Width);
        var rows = new float[Rows * Width];
        for (var row = 0; row < Rows; row++)
            for (var i = 0; i < Width; i++) rows[(row * Width) + i] = centre[i] * (1 + (row * 7919 % Rows * 1e-6f));
        var ranked = Filled(rows, Width, format).Search(centre, 10);
        PlainRanking.AssertRanks(ranked, PlainRanking.Products(rows, centre), 10, tolerance: 3e-7);
        Assert.Equal(Filled(rows, Width, WeightFormat.Float32).Search(centre, 10), ranked);
        Assert.Contains(ranked, one => one.Row > 10);
    }

    [Theory, Formats]
    public void Of_equal_scores_the_lower_row_comes_first(WeightFormat format)
    {
        const int Width = 24, Different = 5;
        var some = PlainRanking.Clustered(7, Different, Width);
        var store = new VectorStore(Width, format);
        for (var again = 0; again < 200; again++) store.Add(some);
        var query = some.AsSpan(2 * Width, Width);
        foreach (var threads in (int[])[1, 2, 4])
        {
            using var limit = CpuThreads.Limit(threads);
            Assert.Equal(Enumerable.Range(0, 17).Select(i => (i * Different) + 2), store.Search(query, 17).Select(one => one.Row));
        }
        Assert.Equal([0, 1, 2], store.Search(new float[Width], 3).Select(one => one.Row));       // all scores are 0
    }

    [Theory, Formats]
    public void The_number_of_threads_changes_no_bit(WeightFormat format)
    {
        const int Width = 33, Rows = 20_000;
        var store = Filled(PlainRanking.Clustered(8, Rows, Width), Width, format);
        var queries = PlainRanking.Clustered(9, 5, Width);
        var mask = RowMask.Where(Rows, row => row % 3 != 1);
        var alone = CpuThreads.Limit(1);
        var (expected, scores) = (store.SearchBatch(queries, 25, mask), store.Scores(queries.AsSpan(0, Width)));
        alone.Dispose();
        foreach (var threads in (int[])[2, 3, 4])
        {
            using var limit = CpuThreads.Limit(threads);
            Assert.Equal(expected, store.SearchBatch(queries, 25, mask));
            Assert.Equal(scores, store.Scores(queries.AsSpan(0, Width)));
        }
    }

    [Theory, Formats]
    public void A_batch_gives_what_its_queries_give_alone(WeightFormat format)
    {
        const int Width = 96, Rows = 4_111;
        var store = Filled(PlainRanking.Clustered(10, Rows, Width), Width, format);
        var queries = PlainRanking.Clustered(11, 9, Width);
        var batch = store.SearchBatch(queries, 7);
        for (var i = 0; i < batch.Length; i++) Assert.Equal(store.Search(queries.AsSpan(i * Width, Width), 7), batch[i]);
        Assert.Empty(store.SearchBatch([], 7));
    }

    [Theory, Formats]
    public void Only_rows_of_the_mask_are_ranked(WeightFormat format)
    {
        const int Width = 20, Rows = 777;
        var rows = PlainRanking.Clustered(12, Rows, Width);
        var (store, query) = (Filled(rows, Width, format), PlainRanking.Clustered(13, 1, Width));
        var products = PlainRanking.Products(rows, query);
        foreach (var included in (Func<int, bool>[])[
            _ => false, _ => true, row => row == Rows - 1, row => row is >= 63 and < 66, row => row % 4 == 3, row => row % 5 != 0,
            row => row < 200
        ])
            PlainRanking.AssertRanks(store.Search(query, 10, RowMask.Where(Rows, included)), products, 10, included);
    }

    [Theory, Levels]
    public void Every_vector_width_of_the_machine_ranks_alike(SimdLevel level)
    {
        using var forced = Simd.Force(level);
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            var rows = PlainRanking.Clustered(14, 300, 50);
            var query = PlainRanking.Clustered(15, 1, 50);
            PlainRanking.AssertRanks(Filled(rows, 50, format).Search(query, 10), PlainRanking.Products(rows, query), 10);
        }
    }

    [Theory, Formats]
    public void None_and_one(WeightFormat format)
    {
        var store = new VectorStore(3, format);
        Assert.Empty(store.Search([1, 0, 0], 10));
        Assert.Empty(store.Scores([1, 0, 0]));
        Assert.Empty(store.Search([1, 0, 0], 10, new RowMask(0)));
        Assert.Equal(0, store.Add([]));
        Assert.Equal(0, store.Add([0, 0.5f, 0]));
        Assert.Equal([new ScoredRow(0, 0.5f)], store.Search([0, 1, 0], 10));
        Assert.Equal(1, store.Add([0, 1, 0, 0, 0.25f, 0]));
        Assert.Equal([1, 0, 2], store.Search([0, 1, 0], 10).Select(one => one.Row));
    }

    // Blocks hold 65,536 rows of this width: over the border of one, added in pieces of many sizes.
    [Theory, Formats]
    public void Rows_keep_their_numbers_however_they_are_added(WeightFormat format)
    {
        const int Width = 16, Rows = 70_000;
        var rows = PlainRanking.Clustered(16, Rows, Width);
        var store = new VectorStore(Width, format);
        for (int row = 0, size = 1; row < Rows; row += size, size = Math.Min(size * 3, Rows - row))
            Assert.Equal(row, store.Add(rows.AsSpan(row * Width, Math.Min(size, Rows - row) * Width)));
        Assert.Equal(Rows, store.Count);
        foreach (var row in (int[])[0, 1, 4095, 65_535, 65_536, Rows - 1])
        {
            var copy = new float[Width];
            store.CopyRow(row, copy);
            Assert.Equal(rows.AsSpan(row * Width, Width).ToArray(), copy);
            Assert.Equal(row, store.Search(copy, 1)[0].Row);
        }
    }

    [Theory]
    [InlineData(WeightFormat.Float32, 4, 0)]
    [InlineData(WeightFormat.BFloat16, 2, 0.004)]
    [InlineData(WeightFormat.Int8, 1, 0.02)]
    public void Without_float32_rows_a_store_is_smaller_and_scores_are_those_of_the_rounded_rows(
        WeightFormat format, int bytes, double error)
    {
        const int Width = 64, Rows = 4096;
        var rows = PlainRanking.Clustered(17, Rows, Width);
        var store = Filled(rows, Width, format, keepRows: false);
        Assert.InRange(store.Bytes, Rows * Width * bytes, Rows * ((Width * bytes) + 5));
        var rounded = new float[Rows * Width];
        for (var row = 0; row < Rows; row++) store.CopyRow(row, rounded.AsSpan(row * Width, Width));
        Assert.InRange(rows.Zip(rounded, (a, b) => Math.Abs(a - b)).Max(), error == 0 ? 0 : 1e-6, error);
        var query = PlainRanking.Clustered(18, 1, Width);
        PlainRanking.AssertRanks(store.Search(query, 10), PlainRanking.Products(rounded, query), 10);
        Assert.Equal(format == WeightFormat.Float32, store.IsExact);
    }

    internal static VectorStore Filled(float[] rows, int width, WeightFormat format, bool keepRows = true)
    {
        var store = new VectorStore(width, format, keepRows);
        store.Add(rows);
        return store;
    }
}
