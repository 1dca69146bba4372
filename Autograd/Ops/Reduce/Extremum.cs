using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// The largest or smallest element along an axis: y = xₘ with m the first place where it stands; NaN when any element is NaN.
/// </summary>
/// <remarks>
/// ∂y/∂xᵢ = 1 for i = m and 0 elsewhere. Where several elements are the largest y has a kink; the first of them gets all of the gradient,
/// so that what is passed back stays what came. min x = −max(−x), so one loop with a sign does both.
/// </remarks>
public static class Extremum
{
    extension(Tensor x)
    {
        /// <summary>The largest of all elements: a scalar. The first of equals gets the gradient.</summary>
        /// <exception cref="ShapeException">There are no elements.</exception>
        public Tensor Max() => Over("Max", x.Reshape(checked((int)x.Length)), 0, keep: false, sign: 1);

        /// <summary>The largest along one axis. The first of equals gets the gradient.</summary>
        /// <param name="axis">−1 is the last.</param>
        /// <param name="keep">Leave the axis with extent 1.</param>
        /// <exception cref="ShapeException">The axis has no elements.</exception>
        public Tensor Max(int axis, bool keep = false) => Over("Max", x, axis, keep, sign: 1);

        /// <summary>The smallest of all elements: a scalar. The first of equals gets the gradient.</summary>
        /// <exception cref="ShapeException">There are no elements.</exception>
        public Tensor Min() => Over("Min", x.Reshape(checked((int)x.Length)), 0, keep: false, sign: -1);

        /// <summary>The smallest along one axis. The first of equals gets the gradient.</summary>
        /// <param name="axis">−1 is the last.</param>
        /// <param name="keep">Leave the axis with extent 1.</param>
        /// <exception cref="ShapeException">The axis has no elements.</exception>
        public Tensor Min(int axis, bool keep = false) => Over("Min", x, axis, keep, sign: -1);
    }

    private static Tensor Over(string op, Tensor x, int axis, bool keep, int sign)
    {
        Floating.Require(op, x);
        axis = x.Shape.Axis(axis, op);
        var width = x.Shape[axis];
        if (width == 0)
        {
            throw new ShapeException(
                op, $"axis {axis} of {x.Shape} has no elements, so none is the {(sign > 0 ? "largest" : "smallest")}.", x.Shape);
        }

        // Rows of memory: the axis goes to the end.
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank).Where(other => other != axis), axis];
        var rows = x.View(x.Layout.Permute(order)).Contiguous();
        int[] rest = [.. rows.Shape[..^1]];
        var most = x.NewEmpty(rest);
        most.Device.Run(new Forward(rows, most, width, sign));
        var y = keep ? most.View(Layout.Contiguous(x.Shape.With(axis, 1))) : most;
        return Graph.Record(op, y, [x], saved: ReferenceEquals(rows.Storage, x.Storage) ? [x, y] : [y], (dY, sink) =>
        {
            var d = dY.Contiguous();
            var dRows = x.NewZeros(rows.Shape);
            dRows.Device.Run(new Backward(rows, most, d, dRows, width));
            var back = new int[order.Length];
            for (var i = 0; i < order.Length; i++) back[order[i]] = i;
            sink.Add(x, dRows.View(dRows.Layout.Permute(back)));
        });
    }

    private readonly struct Forward(Tensor x, Tensor y, int width, int sign) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new ExtremumForwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width, sign), TTeam.Groups(Rows.Count(x)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (s, least) = (TLane.Of(sign), TLane.Of(double.NegativeInfinity));
            for (var row = from; row < to; row++)
            {
                var px = x.Pointer<T>() + (row * width);
                var most = least;
                var i = 0;
                for (; i + TLane.Count <= width; i += TLane.Count) most = TLane.Max(most, s * TLane.Load(px + i));
                // Lanes beyond the row hold −∞ once the sign is applied.
                if (i < width) most = TLane.Max(most, s * TLane.LoadPart(px + i, width - i, s * least));
                y.Pointer<T>()[row] = T.CreateTruncating(sign) * TLane.MaxAcross(most);
            }
        }
    }

    private readonly struct Backward(Tensor x, Tensor y, Tensor dY, Tensor dX, int width) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x, y, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, dX.DType, Rows.Count(x), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, dX.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new ExtremumBackwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width), TTeam.Groups(Rows.Count(x)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                var px = x.Pointer<T>() + (row * width);
                var most = y.Pointer<T>()[row];
                var first = 0;
                while (first < width - 1 && px[first] != most && !T.IsNaN(px[first])) first++;
                dX.Pointer<T>()[(row * width) + first] = dY.Pointer<T>()[row];
            }
        }
    }
}
