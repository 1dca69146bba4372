using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>The products of rows that lie one behind the other with every query: rows are read once, in order. An item is a row.</summary>
/// <typeparam name="TCode">How a row's numbers are stored.</typeparam>
/// <param name="rows">[capacity, stride] of a block.</param>
/// <param name="scales">[capacity] the factor of each row's numbers; null where they have none.</param>
/// <param name="queries">[queries, stride] float32.</param>
/// <param name="mask">A bit for each row of the store, 64 in an int64; null where all take part.</param>
/// <param name="before">Rows of the store before the block, a multiple of 64.</param>
/// <param name="start">The first row that is read, a multiple of 4.</param>
/// <param name="products">[queries, at least count] float32: receives the products; NaN for rows that take no part.</param>
/// <param name="count">How many rows are read.</param>
internal readonly unsafe struct Scan<TCode>(
    Tensor rows, Tensor? scales, Tensor queries, Tensor? mask, int before, int start, Tensor products, int count)
    : IKernel, ICpuKernel where TCode : struct, IRowCode
{
    private const int TileBytes = 1 << 16;          // rows that stay in a core's cache while one query after the other reads them
    private const int PieceBytes = 1 << 18;         // the smallest piece of memory worth a thread

    public Operands Operands => new([rows, scales, queries, mask], [products]);

    private int Stride => queries.Shape[1];

    public void OnCpu() =>
        CpuLauncher.Run(this, DType.Float32, count, Fours(PieceBytes / (Stride * TCode.Size * (long)queries.Shape[0])));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var many = queries.Shape[0];
        var tile = many == 1 ? count : (int)Fours(TileBytes / (Stride * TCode.Size));
        for (var first = (int)from; first < to; first += tile)
            for (var query = 0; query < many; query++) Read<TLane, T>(query, first, (int)Math.Min(to, first + (long)tile));
    }

    // Rows first..end; first is a multiple of 4. The first query meets them in memory, which is fastest read from front to back, a row at a
    // time; the others meet them in a cache, where four at a time spare readings of the query.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Read<TLane, T>(int query, int first, int end)
        where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var stride = Stride;
        var vector = (T*)(queries.Pointer<float>() + ((nint)query * stride));
        var memory = rows.Pointer<byte>() + ((nint)start * stride * TCode.Size);
        var results = products.Pointer<float>() + ((nint)query * products.Shape[1]);
        var factors = scales is null ? null : scales.Pointer<float>() + start;
        var words = mask is null ? null : mask.Pointer<ulong>();
        var four = stackalloc T[4];
        for (var row = first; row < end; row += 4)
        {
            var data = memory + ((nint)row * stride * TCode.Size);
            var (number, present) = (before + start + row, Math.Min(4, end - row));
            var wanted = words == null ? 0xF : (int)(words[number / 64] >> (number % 64)) & 0xF;
            if (query > 0 && present == 4 && wanted == 0xF) Product<TCode>.Four<TLane, T>(vector, data, stride, four);
            else
            {
                for (var i = 0; i < present; i++)
                    if ((wanted >> i & 1) != 0)
                        four[i] = Product<TCode>.One<TLane, T>(vector, data + ((nint)i * stride * TCode.Size), stride);
            }
            for (var i = 0; i < present; i++)
            {
                var product = ((float*)four)[i];
                results[row + i] = (wanted >> i & 1) == 0 ? float.NaN : factors == null ? product : product * factors[row + i];
            }
        }
    }

    private static long Fours(long rows) => Math.Max(4, rows / 4 * 4);
}
