using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>Where a scan puts products: one of these for each run of rows, so that threads share nothing until its end.</summary>
internal unsafe interface IProductSink<TSelf> where TSelf : struct, IProductSink<TSelf>
{
    /// <summary>An empty one for the same search.</summary>
    TSelf Fresh();

    /// <summary>Takes the product of a query and a row.</summary>
    /// <param name="query">Its number.</param>
    /// <param name="row">Its number.</param>
    /// <param name="product">Of both.</param>
    /// <param name="bound">Of the row, see <see cref="ErrorBound"/>; null where rows have none.</param>
    void See(int query, int row, float product, float* bound);

    /// <summary>Takes what a fresh one has seen.</summary>
    void Merge(TSelf part);
}

/// <summary>Reads rows once, in order, and gives the products with every query to a sink. An item is a row.</summary>
/// <param name="rows">All rows.</param>
/// <param name="floats">Whether the float32 rows are read, else what the form's format says.</param>
/// <param name="queries">At least one.</param>
/// <param name="mask">The rows that take part; null for all.</param>
/// <param name="sink">Takes what comes out, in any order.</param>
/// <param name="gate">Held while it does.</param>
internal readonly unsafe struct Scan<TCode, TSink>(Rows rows, bool floats, Queries queries, RowMask? mask, TSink sink, Lock gate) : ICpuKernel
    where TCode : struct, IRowCode
    where TSink : struct, IProductSink<TSink>
{
    private const int TileBytes = 1 << 16;          // rows that stay in a core's cache while one query after the other reads them

    /// <summary>Rows of the smallest piece worth a thread, a multiple of 64.</summary>
    public static long Grain(RowForm form) => Math.Max(64, (1 << 18) / ((long)form.Stride * TCode.Size) / 64 * 64);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var part = sink.Fresh();
        var form = rows.Form;
        var tile = queries.Count == 1 ? form.RowsPerBlock : Math.Max(4, TileBytes / (form.Stride * TCode.Size) / 4 * 4);
        for (var first = from; first < to;)
        {
            var (number, start) = ((int)(first / form.RowsPerBlock), (int)(first % form.RowsPerBlock));
            var end = (int)Math.Min(to - first + start, Math.Min(start + tile, form.RowsPerBlock));
            for (var query = 0; query < queries.Count; query++) Read<TLane, T>(ref part, query, number, start, end);
            first += end - start;
        }
        lock (gate) sink.Merge(part);
    }

    // Rows start..end of a block; start is a multiple of 4. The first query meets them in memory, which is fastest read from front to back,
    // a row at a time; the others meet them in a cache, where four at a time spare readings of the query.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read<TLane, T>(ref TSink part, int query, int number, int start, int end) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (block, stride, before) = (rows.Blocks[number], rows.Form.Stride, number * rows.Form.RowsPerBlock);
        var memory = floats ? (byte*)block.Floats : block.Codes;
        float* scales = floats ? null : block.Scales, bounds = block.Bounds;
        var vector = (T*)queries[query];
        var products = stackalloc T[4];
        for (var row = start; row < end; row += 4)
        {
            var data = memory + ((nint)row * stride * TCode.Size);
            var wanted = mask is null ? 0xF : mask.Four(before + row);
            if (query > 0 && row + 4 <= end && wanted == 0xF) Product<TCode>.Four<TLane, T>(vector, data, stride, products);
            else
            {
                wanted &= (1 << Math.Min(4, end - row)) - 1;
                for (var i = 0; i < 4; i++)
                    if ((wanted >> i & 1) != 0) products[i] = Product<TCode>.One<TLane, T>(vector, data + ((nint)i * stride * TCode.Size), stride);
            }
            for (var i = 0; i < 4; i++)
            {
                if ((wanted >> i & 1) == 0) continue;
                var product = ((float*)products)[i];
                part.See(query, before + row + i, scales == null ? product : product * scales[row + i], bounds == null ? null : bounds + row + i);
            }
        }
    }
}
