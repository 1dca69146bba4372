using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Gexia.Cpu;

namespace Gexia.Training.Optimizers;

/// <summary>The global norm of gradients, and what clipping makes of it.</summary>
public static class GradientNorm
{
    private const int Block = ParameterBlocks.Size;

    /// <summary>√Σx² over all elements of all tensors; NaN or ∞ when an element is.</summary>
    /// <param name="tensors">float32 or float64, any layout.</param>
    /// <remarks>Squares are summed in double, by blocks of fixed size in a fixed order, so the bits depend on neither threads nor vector width.</remarks>
    public static double Of(IEnumerable<Tensor> tensors)
    {
        double total = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Length == 0) continue;
            var plain = tensor.Contiguous();
            var blocks = (plain.Length + Block - 1) / Block;
            var sums = Tensor.Empty([checked((int)blocks)], DType.Float64);
            Device.Cpu.Launch(new Squares(plain, sums), plain.DType, blocks, 4, [plain, sums]);
            foreach (var sum in sums.Elements<double>()) total += sum;
        }
        return Math.Sqrt(total);
    }

    /// <summary>The factor that brings a norm down to <paramref name="most"/>: min(1, most/(norm + 1e-6)), as PyTorch's clip_grad_norm_.</summary>
    /// <param name="norm">What <see cref="Of"/> gave.</param>
    /// <param name="most">The largest norm allowed; 0 or less clips nothing.</param>
    public static double ClipScale(double norm, double most) => most > 0 ? Math.Min(1, most / (norm + 1e-6)) : 1;

    /// <summary>Σx² over some elements of a contiguous tensor, in double, in a fixed order.</summary>
    internal static unsafe double SumOfSquares(Tensor x, long start, int count) =>
        x.DType == DType.Float32 ? Sum(x.Pointer<float>() + start, count) : Sum(x.Pointer<double>() + start, count);

    private readonly struct Squares(Tensor x, Tensor sums) : ICpuKernel
    {
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var y = sums.Pointer<double>();
            for (var block = from; block < to; block++)
            {
                var start = block * Block;
                var count = (int)Math.Min(Block, x.Length - start);
                y[block] = SumOfSquares(x, start, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Sum(float* p, int count)
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
