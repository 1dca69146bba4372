using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>
/// The products of one query with some float32 rows of a block, as a scan of them would give. An item is one of the rows.
/// </summary>
/// <param name="rows">[capacity, stride] float32 of the block.</param>
/// <param name="before">Rows of the store before the block.</param>
/// <param name="queries">[queries, stride] float32.</param>
/// <param name="query">Which of them.</param>
/// <param name="chosen">Numbers of rows of the store, int32.</param>
/// <param name="products">Receives the product of each of them, float32.</param>
/// <param name="first">The first of the chosen rows that lies in this block.</param>
/// <param name="count">How many lie in it, one behind the other.</param>
internal readonly unsafe struct Rescore(
    Tensor rows, int before, Tensor queries, int query, Tensor chosen, Tensor products, int first, int count) : IKernel, ICpuKernel
{
    private const long Grain = 256;

    public Operands Operands => new([rows, queries, chosen], [products]);

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, count, Grain);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = stackalloc T[1];
        var stride = queries.Shape[1];
        var vector = (T*)(queries.Pointer<float>() + ((nint)query * stride));
        int* numbers = chosen.Pointer<int>() + first;
        for (var i = from; i < to; i++)
        {
            var row = rows.Pointer<float>() + ((nint)(numbers[i] - before) * stride);
            *product = Product<Float32Code>.One<TLane, T>(vector, (byte*)row, stride);
            products.Pointer<float>()[first + i] = *(float*)product;
        }
    }
}
