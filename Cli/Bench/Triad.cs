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
        z.Device.Run(new Kernel(x, y, z));
        return 3e-9 * sizeof(float) * Length;
    }

    private readonly struct Kernel(Tensor x, Tensor y, Tensor z) : IKernel, ICpuKernel
    {
        public Operands Operands => new([x, y], [z]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, Length, grain: 1 << 16);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var s = TLane.Of(0.5);
            T* px = x.Pointer<T>(), py = y.Pointer<T>(), pz = z.Pointer<T>();
            // Blocks are multiples of every lane.
            for (var i = from; i < to; i += TLane.Count)
                TLane.Store(TLane.MultiplyAdd(s, TLane.Load(py + i), TLane.Load(px + i)), pz + i);
        }
    }
}
