using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cli.Bench;
using Gexia.Cpu;

namespace Gexia.Benchmarks;

/// <summary>What memory gives, in 10⁹ bytes a second.</summary>
internal sealed class Bandwidth
{
    private const int Length = (48 << 20) + 1040, Grain = 1 << 16;           // floats: 192 MiB, more than any cache holds

    private readonly Triad triad = new();
    private readonly Tensor array = Tensor.Ones([Length]), sums = Tensor.Zeros([(Length / Grain) + 1]);

    /// <summary>As <c>gexia bench</c> measures it: two reads and a write.</summary>
    public double Triad()
    {
        var start = Stopwatch.GetTimestamp();
        return triad.Run() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Reading alone, from front to back.</summary>
    public double Read()
    {
        var start = Stopwatch.GetTimestamp();
        sums.Device.Run(new Sum(array, sums));
        return 1e-9 * sizeof(float) * Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private readonly struct Sum(Tensor x, Tensor sums) : IKernel, ICpuKernel
    {
        public Operands Operands => new([x], [sums]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, Length, Grain);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var px = x.Pointer<T>();
            TLane a = TLane.Of(0), b = a, c = a, d = a;
            for (var i = from; i + (4 * TLane.Count) <= to; i += 4 * TLane.Count)
            {
                a += TLane.Load(px + i);
                b += TLane.Load(px + i + TLane.Count);
                c += TLane.Load(px + i + (2 * TLane.Count));
                d += TLane.Load(px + i + (3 * TLane.Count));
            }
            sums.Pointer<T>()[from / Grain] = TLane.SumAcross(a + b + (c + d));
        }
    }
}
