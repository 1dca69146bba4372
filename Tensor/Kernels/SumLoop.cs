using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>Sums over axes. The order of additions depends on the shape only, never on the number of threads.</summary>
internal static class SumLoop
{
    /// <summary>Sums x over the axes marked true into a fresh tensor where those axes have extent 1.</summary>
    /// <param name="x">Of a dtype that its device computes with.</param>
    /// <param name="reduce">One mark an axis.</param>
    /// <param name="type">Of the sums: x's, which null stands for, or float32 of shorter floats.</param>
    public static Tensor Run(Tensor x, ReadOnlySpan<bool> reduce, DType? type = null)
    {
        var result = type ?? x.DType;
        int first = -1, last = -1;
        var target = new int[x.Shape.Rank];
        for (var axis = 0; axis < target.Length; axis++)
        {
            target[axis] = reduce[axis] ? 1 : x.Shape[axis];
            if (!reduce[axis] || x.Shape[axis] == 1) continue;
            if (first < 0) first = axis;
            last = axis;
        }
        if (first < 0 && x.Length > 0) return Reshaped(result == x.DType ? x.Copy() : x.To(result), target);
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
            return Reshaped(Run(x.View(x.Layout.Permute(order.ToArray())), marks, result), target);
        }

        var y = x.NewEmpty(target, result);
        if (y.Length == 0) return y;
        long outer = 1, inner = 1, middle = 1;
        for (var axis = 0; axis < target.Length; axis++)
        {
            if (axis < first) outer *= x.Shape[axis];
            else if (axis > last) inner *= x.Shape[axis];
            else middle *= x.Shape[axis];
        }
        x = x.Contiguous();
        if (inner == 1) SumRows(x, y, outer, middle);
        else SumColumns(x, y, outer, middle, inner);
        return y;
    }

    // Where there are many threads, long sums that are too few for them are made in two stages or more: parts, then their sums.
    private const long PartOfRow = 4096, PartOfColumn = 128, EnoughGroups = 512;

    private static void SumRows(Tensor x, Tensor y, long outer, long middle)
    {
        if (y.Device.HasManyThreads && middle > 2 * PartOfRow && outer < EnoughGroups)
        {
            var parts = Parts(x, outer, (middle + PartOfRow - 1) / PartOfRow, 1);
            parts.Device.Run(new Rows(x, parts, outer, middle, PartOfRow));
            SumRows(parts, y, outer, parts.Shape[1]);
        }
        else y.Device.Run(new Rows(x, y, outer, middle, Math.Max(1, middle)));
    }

    private static void SumColumns(Tensor x, Tensor y, long outer, long middle, long inner)
    {
        if (y.Device.HasManyThreads && middle > 2 * PartOfColumn && outer * ColumnPanels.Count(inner) < EnoughGroups)
        {
            var parts = Parts(x, outer, (middle + PartOfColumn - 1) / PartOfColumn, inner);
            parts.Device.Run(new Columns(x, parts, outer, middle, inner, PartOfColumn));
            SumColumns(parts, y, outer, parts.Shape[1], inner);
        }
        else y.Device.Run(new Columns(x, y, outer, middle, inner, Math.Max(1, middle)));
    }

    private static Tensor Parts(Tensor x, long outer, long parts, long inner) =>
        x.NewEmpty([checked((int)outer), checked((int)parts), checked((int)inner)], x.DType.Accumulated());

    // What the processor would have to compute with; where the two differ it does not.
    private static DType Shorter(DType a, DType b) => a.Size() < b.Size() ? a : b;

    private static Tensor Reshaped(Tensor x, int[] shape) => x.View(x.Layout.TryReshape(shape)!);

    // Sums are made of short stretches, then those are summed: the rounding error grows with the stretches, not with the whole.
    private const int Stretch = 64;

    // y[o, p] = Σ_m x[o, m] over part p: m from p·length on, length of them or as many as there are.
    private readonly struct Rows(Tensor x, Tensor y, long outer, long middle, long length) : IRowKernel, ICpuKernel
    {
        private long Parts => Math.Max(1, (middle + length - 1) / length);

        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, Shorter(x.DType, y.DType), outer * Parts, Math.Max(1, 16384 / Math.Max(1, length)));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, (int)Math.Min(length, middle));

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher
        {
            if (Parts > 1 && (middle & 3) != 0) Start<TStored, TTeam, SpacedFours, TLauncher>(gpu);
            else Start<TStored, TTeam, TFours, TLauncher>(gpu);
        }

        private void Start<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher
        {
            var (sums, m, n) = (checked((int)(outer * Parts)), checked((int)middle), checked((int)length));
            var parts = new GridAxis((int)Parts, n);
            var groups = TTeam.Groups(sums);
            switch (y.DType)
            {
                case DType.BFloat16: gpu.Run(new RowSumBody<TStored, StoredBFloat16, TTeam, TFours>(sums, m, n, parts), groups); break;
                case DType.Float16: gpu.Run(new RowSumBody<TStored, StoredFloat16, TTeam, TFours>(sums, m, n, parts), groups); break;
                default: gpu.Run(new RowSumBody<TStored, StoredFloat32, TTeam, TFours>(sums, m, n, parts), groups); break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var py = y.Pointer<T>();
            var parts = Parts;
            for (var item = from; item < to; item++)
            {
                var (o, part) = (item / parts, item % parts);
                var row = x.Pointer<T>() + (o * middle) + (part * length);
                var count = Math.Min(length, middle - (part * length));
                TLane total = TLane.Of(0);
                for (long start = 0; start < count; start += Stretch * TLane.Count)
                {
                    var end = Math.Min(count, start + (Stretch * TLane.Count));
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
                py[item] = TLane.SumAcross(total);
            }
        }
    }

    // y[o, p, i] = Σ_m x[o, m, i] over part p, for panels of columns
    private readonly struct Columns(Tensor x, Tensor y, long outer, long middle, long inner, long length) : IStoredKernel, ICpuKernel
    {
        private const int Width = 64;

        private long Panels => (inner + Width - 1) / Width;

        private long Parts => Math.Max(1, (middle + length - 1) / length);

        public Operands Operands => new([x], [y]);

        public void OnCpu() =>
            CpuLauncher.Run(this, Shorter(x.DType, y.DType), outer * Parts * Panels, Math.Max(1, 16384 / Math.Max(1, length * Width)));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, x.DType);

        public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
        {
            switch (y.DType)
            {
                case DType.BFloat16: Start<TStored, StoredBFloat16, TLauncher>(gpu); break;
                case DType.Float16: Start<TStored, StoredFloat16, TLauncher>(gpu); break;
                default: Start<TStored, StoredFloat32, TLauncher>(gpu); break;
            }
        }

        private void Start<TStored, TResult, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TResult : struct, IStored where TLauncher : struct, IGpuLauncher
        {
            var groups = outer * Parts * ColumnPanels.Count(inner);
            var (m, i, n) = (checked((int)middle), checked((int)inner), checked((int)length));
            GridAxis panels = ColumnPanels.Axis(inner), parts = new((int)Parts, n);
            if (RowTeams.AreAligned(Operands, i))
                gpu.Run(new ColumnSumBody<TStored, TResult, AdjacentFours>(m, i, n, panels, parts), groups);
            else gpu.Run(new ColumnSumBody<TStored, TResult, SpacedFours>(m, i, n, panels, parts), groups);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (panels, parts) = (Panels, Parts);
            for (var item = from; item < to; item++)
            {
                var (sum, panel) = (item / panels, item % panels);
                var (o, skipped) = (sum / parts, sum % parts * length);
                var count = Math.Min(length, middle - skipped);
                var px = x.Pointer<T>() + (((o * middle) + skipped) * inner);
                var py = y.Pointer<T>() + (sum * inner);
                var end = Math.Min(inner, (panel + 1) * Width);
                var i = panel * Width;
                for (; i + (4 * TLane.Count) <= end; i += 4 * TLane.Count)
                {
                    TLane t0 = TLane.Of(0), t1 = t0, t2 = t0, t3 = t0;
                    var p = px + i;
                    for (long first = 0; first < count; first += Stretch)
                    {
                        TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0;
                        for (var m = Math.Min(Stretch, count - first); m > 0; m--, p += inner)
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
                    var lanes = (int)Math.Min(TLane.Count, end - i);
                    var total = TLane.Of(0);
                    var p = px + i;
                    for (long first = 0; first < count; first += Stretch)
                    {
                        var part = TLane.Of(0);
                        for (var m = Math.Min(Stretch, count - first); m > 0; m--, p += inner)
                            part += TLane.LoadPart(p, lanes, TLane.Of(0));
                        total += part;
                    }
                    TLane.StorePart(total, py + i, lanes);
                }
            }
        }
    }
}
