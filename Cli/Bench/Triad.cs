using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Cli.Bench;

/// <summary>
/// z = x + s·y over arrays that no cache holds: the memory bandwidth that large elementwise work can reach. Counted as STREAM does, two
/// reads and one write; that a write first reads its line is not counted.
/// </summary>
internal sealed unsafe class Triad
{
    private const int Length = (16 << 20) + 1040;       // floats: 64 MiB an array, and no power of two between them

    private readonly Tensor x = Tensor.Ones([Length]), y = Tensor.Ones([Length]), z = Tensor.Zeros([Length]);

    /// <summary>Runs once on every thread that the caller may use.</summary>
    /// <returns>Bytes moved, in 10⁹.</returns>
    public double Run()
    {
        fixed (float* a = x.AsSpan<float>(), b = y.AsSpan<float>(), c = z.AsSpan<float>())
            Device.Cpu.Launch(new Kernel(a, b, c), DType.Float32, Length, grain: 1 << 16, [x, y, z]);
        return 3e-9 * sizeof(float) * Length;
    }

    private readonly struct Kernel(float* x, float* y, float* z) : ICpuKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var s = TLane.Of(0.5);
            // Blocks are multiples of every lane.
            for (var i = from; i < to; i += TLane.Count)
                TLane.Store(TLane.MultiplyAdd(s, TLane.Load((T*)y + i), TLane.Load((T*)x + i)), (T*)z + i);
        }
    }
}
