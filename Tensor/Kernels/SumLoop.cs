using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>Sums over axes. The order of additions depends on the shape only, never on the number of threads.</summary>
internal static class SumLoop
{
    /// <summary>Sums x over the axes marked true into a fresh tensor where those axes have extent 1.</summary>
    public static Tensor Run(Tensor x, ReadOnlySpan<bool> reduce)
    {
        int first = -1, last = -1;
        var target = new int[x.Shape.Rank];
        for (var axis = 0; axis < target.Length; axis++)
        {
            target[axis] = reduce[axis] ? 1 : x.Shape[axis];
            if (!reduce[axis] || x.Shape[axis] == 1) continue;
            if (first < 0) first = axis;
            last = axis;
        }
        if (first < 0 && x.Length > 0) return Reshaped(x.Copy(), target);
        var adjacent = true;
        for (var axis = Math.Max(first, 0); axis <= last; axis++) adjacent &= reduce[axis] || x.Shape[axis] == 1;
        if (!adjacent)
        {
            // Bring the summed axes together at the end; sum; the kept axes are already in order.
            var order = new List<int>();
            for (var axis = 0; axis < target.Length; axis++) if (!reduce[axis]) order.Add(axis);
            var kept = order.Count;
            for (var axis = 0; axis < target.Length; axis++) if (reduce[axis]) order.Add(axis);
            var marks = new bool[order.Count];
            marks.AsSpan(kept).Fill(true);
            return Reshaped(Run(x.View(x.Layout.Permute(order.ToArray())), marks), target);
        }

        var y = x.NewEmpty(target);
        if (y.Length == 0) return y;
        long outer = 1, inner = 1, middle = 1;
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (axis < first) outer *= x.Shape[axis];
            else if (axis > last) inner *= x.Shape[axis];
            else middle *= x.Shape[axis];
        }
        x = x.Contiguous();
        if (inner == 1) y.Device.Run(new Rows(x, y, outer, middle));
        else y.Device.Run(new Columns(x, y, outer, middle, inner));
        return y;
    }

    private static Tensor Reshaped(Tensor x, int[] shape) => x.View(x.Layout.TryReshape(shape)!);

    // Sums are made of short stretches, then those are summed: the rounding error grows with the stretches, not with the whole.
    private const int Stretch = 64;

    // y[o] = Σ_m x[o, m]
    private readonly struct Rows(Tensor x, Tensor y, long outer, long middle) : IKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, outer, Math.Max(1, 16384 / Math.Max(1, middle)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var py = y.Pointer<T>();
            for (var o = from; o < to; o++)
            {
                var row = x.Pointer<T>() + (o * middle);
                TLane total = TLane.Of(0);
                for (long start = 0; start < middle; start += Stretch * TLane.Count)
                {
                    var end = Math.Min(middle, start + (Stretch * TLane.Count));
                    TLane s0 = TLane.Of(0), s1 = s0;
                    var i = start;
                    for (; i + (2 * TLane.Count) <= end; i += 2 * TLane.Count)
                    {
                        s0 += TLane.Load(row + i);
                        s1 += TLane.Load(row + i + TLane.Count);
                    }
                    for (; i + TLane.Count <= end; i += TLane.Count) s0 += TLane.Load(row + i);
                    if (i < end) s1 += TLane.LoadPart(row + i, (int)(end - i), TLane.Of(0));
                    total += s0 + s1;
                }
                py[o] = TLane.SumAcross(total);
            }
        }
    }

    // y[o, i] = Σ_m x[o, m, i], for panels of columns
    private readonly struct Columns(Tensor x, Tensor y, long outer, long middle, long inner) : IKernel, ICpuKernel
    {
        private const int Width = 64;

        private long Panels => (inner + Width - 1) / Width;

        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, outer * Panels, Math.Max(1, 16384 / Math.Max(1, middle * Width)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var panels = Panels;
            for (var item = from; item < to; item++)
            {
                var (o, panel) = (item / panels, item % panels);
                var px = x.Pointer<T>() + (o * middle * inner);
                var py = y.Pointer<T>() + (o * inner);
                var end = Math.Min(inner, (panel + 1) * Width);
                var i = panel * Width;
                for (; i + (4 * TLane.Count) <= end; i += 4 * TLane.Count)
                {
                    TLane t0 = TLane.Of(0), t1 = t0, t2 = t0, t3 = t0;
                    var p = px + i;
                    for (long first = 0; first < middle; first += Stretch)
                    {
                        TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0;
                        for (var m = Math.Min(Stretch, middle - first); m > 0; m--, p += inner)
                        {
                            s0 += TLane.Load(p);
                            s1 += TLane.Load(p + TLane.Count);
                            s2 += TLane.Load(p + (2 * TLane.Count));
                            s3 += TLane.Load(p + (3 * TLane.Count));
                        }
                        t0 += s0;
                        t1 += s1;
                        t2 += s2;
                        t3 += s3;
                    }
                    TLane.Store(t0, py + i);
                    TLane.Store(t1, py + i + TLane.Count);
                    TLane.Store(t2, py + i + (2 * TLane.Count));
                    TLane.Store(t3, py + i + (3 * TLane.Count));
                }
                for (; i < end; i += TLane.Count)
                {
                    var count = (int)Math.Min(TLane.Count, end - i);
                    var sum = TLane.Of(0);
                    var p = px + i;
                    for (long first = 0; first < middle; first += Stretch)
                    {
                        var part = TLane.Of(0);
                        for (var m = Math.Min(Stretch, middle - first); m > 0; m--, p += inner)
                            part += TLane.LoadPart(p, count, TLane.Of(0));
                        sum += part;
                    }
                    TLane.StorePart(sum, py + i, count);
                }
            }
        }
    }
}
