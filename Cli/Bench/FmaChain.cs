using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Cli.Bench;

/// <summary>
/// Fused multiply-adds in registers alone, at the vector width in use: what no product can exceed. Ten chains that do not wait for each
/// other fill units with a latency of four or five cycles that start two operations a cycle.
/// </summary>
internal readonly unsafe struct FmaChain(Tensor sink) : IKernel, ICpuKernel
{
    private const int Chains = 10;
    private const long Rounds = 1_000_000;      // one to ten milliseconds

    /// <summary>Runs once on every thread that the caller may use.</summary>
    /// <returns>Floating-point operations done, in 10⁹: a multiply-add is two.</returns>
    public static double Run()
    {
        var threads = CpuThreads.Count;
        var sink = Tensor.Empty([threads]);
        sink.Device.Run(new FmaChain(sink));
        var lanes = Simd.Level switch { SimdLevel.V512 => 16, SimdLevel.V256 => 8, SimdLevel.V128 => 4, _ => 1 };
        return 2e-9 * Chains * lanes * Rounds * threads;
    }

    public Operands Operands => new([], [sink]);

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, sink.Length, grain: 1);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var item = from; item < to; item++)
        {
            TLane x = TLane.Of(0.999), y = TLane.Of(1e-3);
            TLane a = x, b = y, c = x, d = y, e = x, f = y, g = x, h = y, i = x, j = y;
            for (var round = Rounds; round > 0; round--)
            {
                a = TLane.MultiplyAdd(a, x, y); b = TLane.MultiplyAdd(b, x, y); c = TLane.MultiplyAdd(c, x, y);
                d = TLane.MultiplyAdd(d, x, y); e = TLane.MultiplyAdd(e, x, y); f = TLane.MultiplyAdd(f, x, y);
                g = TLane.MultiplyAdd(g, x, y); h = TLane.MultiplyAdd(h, x, y); i = TLane.MultiplyAdd(i, x, y);
                j = TLane.MultiplyAdd(j, x, y);
            }
            // Stored, so that nothing above can be left out.
            sink.Pointer<T>()[item] = TLane.SumAcross(a + b + c + d + e + f + g + h + i + j);
        }
    }
}
