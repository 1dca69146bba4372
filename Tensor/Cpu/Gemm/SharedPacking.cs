using System.Numerics;

namespace Gexia.Cpu;

/// <summary>
/// Where a product is cut into parts, one operand is read by all of them. What each part would do to it for itself, all threads do once
/// together: bring B into panels when the parts are rows; lay A's lines side by side when they are panels.
/// </summary>
internal static unsafe class SharedPacking
{
    /// <summary>The same product, its shared operand perhaps elsewhere, in memory of the present scope.</summary>
    public static GemmProblem<T> Prepared<T>(in GemmProblem<T> problem, long parts) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = problem;
        if (Gemm.IsCutByPanels(p))
        {
            if (p.N < ManyColumns || !Packing.WantsLines(isWide: Simd.Level == SimdLevel.V512, p.ARow * sizeof(T), p.AColumn)) return p;
            var stride = Packing.Apart(p.K);
            var copy = Tensor.Empty([checked((int)p.M), checked((int)stride)]);
            CpuLauncher.Run(new LayLines<T>(p, copy, stride, parts), isDouble: false, parts, 1);
            p.A = copy.Pointer<T>();
            (p.ARow, p.AColumn) = (stride, 1);
        }
        else if (!p.Packed.IsPresent && (p.BColumn != 1 || p.M >= ManyRows))
        {
            var packed = Tensor.Empty([checked((int)PackedPanels.Padded(p.N)), checked((int)p.K)]);
            var panels = (PackedPanels.Padded(p.N) + PackedPanels.Width - 1) / PackedPanels.Width;
            CpuLauncher.Run(new PackPanels<T>(p, packed), isDouble: false, panels, PackPanels<T>.Together);
            p.Packed = new() { Data = (byte*)packed.Pointer<float>(), Format = WeightFormat.Float32 };
        }
        return p;
    }

    private const long ManyColumns = 64, ManyRows = 64;

    // A's rows one after another, along k.
    private readonly struct LayLines<TScalar>(in GemmProblem<TScalar> problem, Tensor copy, long stride, long parts) : ICpuKernel where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        private readonly GemmProblem<TScalar> problem = problem;

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            long first = problem.M * from / parts, rows = (problem.M * to / parts) - first;
            Packing.Lines<TLane, T>((T*)(problem.A + (first * problem.ARow)), problem.ARow, problem.AColumn, rows, problem.K, copy.Pointer<T>() + (first * stride), stride);
        }
    }

    private readonly struct PackPanels<TScalar>(in GemmProblem<TScalar> problem, Tensor packed) : ICpuKernel where TScalar : unmanaged, IFloatingPointIeee754<TScalar>
    {
        /// <summary>Panels of which some lines are packed before more lines of the first.</summary>
        public const long Together = 4;

        private readonly GemmProblem<TScalar> problem = problem;

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            var lines = problem.BColumn == 1 ? Packing.LinesAtOnce : problem.K;
            for (; from < to; from += Together)
            {
                for (long k = 0; k < problem.K; k += lines)
                {
                    for (var panel = from; panel < Math.Min(to, from + Together); panel++)
                    {
                        var j = panel * PackedPanels.Width;
                        var width = (int)Math.Min(PackedPanels.Width, PackedPanels.Padded(problem.N) - j);
                        Packing.Panel<TLane, T>(
                            (T*)(problem.B + (k * problem.BRow) + (j * problem.BColumn)), problem.BRow, problem.BColumn, Math.Min(lines, problem.K - k),
                            (int)Math.Min(width, problem.N - j), width, packed.Pointer<T>() + (j * problem.K) + (k * width), width);
                    }
                }
            }
        }
    }
}
