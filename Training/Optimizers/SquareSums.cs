using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gexia.Cpu;

namespace Gexia.Training.Optimizers;

/// <summary>
/// Σx² of each block of a contiguous tensor, in double and in a fixed order, so the bits depend on neither threads nor vector width.
/// </summary>
internal readonly struct SquareSums(Tensor x, Tensor sums) : IKernel, ICpuKernel
{
    /// <summary>Elements of a block, the last excepted.</summary>
    public const int Block = 4096;

    public Operands Operands => new([x], [sums]);

    public void OnCpu() => CpuLauncher.Run(this, x.DType, sums.Length, grain: 16);

    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = sums.Pointer<double>();
        for (var block = from; block < to; block++)
        {
            var start = block * Block;
            var count = (int)Math.Min(Block, x.Length - start);
            y[block] = x.DType == DType.Float32 ? Sum(x.Pointer<float>() + start, count) : Sum(x.Pointer<double>() + start, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static unsafe double Sum(float* p, int count)
    {
        Vector256<double> low = Vector256<double>.Zero, high = low;
        var i = 0;
        for (; i + 8 <= count; i += 8)
        {
            var (a, b) = Vector256.Widen(Vector256.Load(p + i));
            low += a * a;
            high += b * b;
        }
        var sum = Vector256.Sum(low + high);
        for (; i < count; i++) sum += (double)p[i] * p[i];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Sum(double* p, int count)
    {
        double sum = 0;
        for (var i = 0; i < count; i++) sum += p[i] * p[i];
        return sum;
    }
}
