using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>The products of one query with some float32 rows, as a scan of them would give. An item is one of the rows.</summary>
internal readonly unsafe struct Rescore(Rows rows, float* query, int[] chosen, float[] products) : ICpuKernel
{
    public const long Grain = 256;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = stackalloc T[1];
        var (size, stride) = (rows.Form.RowsPerBlock, rows.Form.Stride);
        for (var i = from; i < to; i++)
        {
            var row = rows.Blocks[chosen[i] / size].Floats + ((nint)(chosen[i] % size) * stride);
            *product = Product<Float32Code>.One<TLane, T>((T*)query, (byte*)row, stride);
            products[i] = *(float*)product;
        }
    }
}
