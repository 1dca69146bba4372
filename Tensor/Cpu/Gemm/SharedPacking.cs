using System.Numerics;

namespace Gexia.Cpu;

/// <summary>
/// Where a product is cut into parts, one operand is read by all of them. What each part would do to it for itself, all threads do once
/// together: pack B into panels when the parts are rows; lay A's lines side by side when they are panels.
/// </summary>
internal static unsafe class SharedPacking
{
    /// <summary>The same product, its shared operand perhaps elsewhere, in memory of the present scope.</summary>
    public static GemmProblem Prepared(in GemmProblem problem, long parts)
    {
        var p = problem;
        if (Gemm.IsCutByPanels(p))
        {
            if (p.N < ManyColumns || !Packing.MustPackA(isWide: Simd.Level == SimdLevel.V512, p.ARow * sizeof(float), p.AColumn)) return p;
            var stride = Packing.LeadingDimension(p.K);
            var copy = Tensor.Empty([checked((int)p.M), checked((int)stride)], device: HomeOf(p));
            CpuLauncher.Run(new PackLines(p, copy, stride, parts), DType.Float32, parts, 1);
            (p.A, p.AOffset, p.ARow, p.AColumn) = (copy, 0, stride, 1);
        }
        else if (!p.Packed.IsPresent && (p.BColumn != 1 || p.M >= ManyRows))
        {
            var packed = Tensor.Empty([checked((int)PackedPanels.Padded(p.N)), checked((int)p.K)], device: HomeOf(p));
            CpuLauncher.Run(new PackPanels(p, packed), DType.Float32, PackedPanels.Count(p.N), PackPanels.Together);
            p.Packed = new(packed, null, WeightFormat.Float32);
        }
        return p;
    }

    // Where another device leaves a product to the processor, working memory is the processor's.
    private static Device HomeOf(in GemmProblem p) => p.C.Device is { IsHost: false, HoldsNumbers: true } ? Device.Cpu : p.C.Device;

    private const long ManyColumns = 64, ManyRows = 64;

    // A's rows one after another, along k.
    private readonly struct PackLines(in GemmProblem problem, Tensor copy, long stride, long parts) : ICpuKernel
    {
        private readonly GemmProblem problem = problem;

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            long first = problem.M * from / parts, rows = (problem.M * to / parts) - first;
            var a = problem.Addresses<T>().A + (first * problem.ARow);
            Packing.PackA<TLane, T>(a, problem.ARow, problem.AColumn, rows, problem.K, copy.Pointer<T>() + (first * stride), stride);
        }
    }

    private readonly struct PackPanels(in GemmProblem problem, Tensor packed) : ICpuKernel
    {
        /// <summary>Panels of which some lines are packed before more lines of the first.</summary>
        public const long Together = 4;

        private readonly GemmProblem problem = problem;

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var p = problem.Addresses<T>();
            var lines = p.BColumn == 1 ? Packing.RowsAtOnce : p.K;
            for (; from < to; from += Together)
            {
                for (long k = 0; k < p.K; k += lines)
                {
                    for (var panel = from; panel < Math.Min(to, from + Together); panel++)
                    {
                        var j = panel * PackedPanels.Width;
                        var width = (int)Math.Min(PackedPanels.Width, PackedPanels.Padded(p.N) - j);
                        Packing.PackB<TLane, T>(
                            p.B + (k * p.BRow) + (j * p.BColumn), p.BRow, p.BColumn, Math.Min(lines, p.K - k),
                            (int)Math.Min(width, p.N - j), width, packed.Pointer<T>() + (j * p.K) + (k * width), width);
                    }
                }
            }
        }
    }
}
