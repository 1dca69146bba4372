using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>Rows of unit length: y = x/max(‖x‖₂, ε) over the last axis.</summary>
/// <remarks>
/// For ‖x‖ &gt; ε: ∂yᵢ/∂xⱼ = (δᵢⱼ − yᵢ·yⱼ)/‖x‖, so dx = (dy − y·⟨y, dy⟩)/‖x‖: only the part of dy across y counts.
/// For shorter rows y = x/ε is linear: dx = dy/ε.
/// </remarks>
public static class L2NormalizeOp
{
    /// <summary>Scales every row to unit length.</summary>
    /// <param name="x">[…, width], a floating dtype.</param>
    /// <param name="epsilon">Rows shorter than this are divided by it instead, so a zero row stays zero.</param>
    /// <returns>x's shape.</returns>
    public static Tensor L2Normalize(this Tensor x, double epsilon = 1e-12)
    {
        var width = Rows.Width(x, "L2Normalize");
        var y = x.NewEmpty(x.Shape);
        var norms = x.NewEmpty([checked((int)Rows.Count(x))], x.DType.Accumulated());
        var source = x.Contiguous();
        y.Device.Run(new Forward(source, y, norms, width, epsilon));
        return Graph.Record("L2Normalize", y, [x], saved: [y], (dY, sink) =>
        {
            var dX = x.NewEmpty(x.Shape);
            var d = dY.Contiguous();
            dX.Device.Run(new Backward(y, norms, d, dX, width, epsilon));
            sink.Add(x, dX);
        });
    }

    private readonly struct Forward(Tensor x, Tensor y, Tensor norms, int width, double epsilon) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y, norms]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(
                new L2NormalizeForwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width, (float)epsilon), TTeam.Groups(Rows.Count(x)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                var px = x.Pointer<T>() + (row * width);
                var norm = T.Sqrt(RowMath<TLane, T>.Dot(px, px, width));
                norms.Pointer<T>()[row] = norm;
                RowMath<TLane, T>.Scale(px, y.Pointer<T>() + (row * width), width, T.One / T.Max(norm, T.CreateTruncating(epsilon)));
            }
        }
    }

    private readonly struct Backward(Tensor y, Tensor norms, Tensor dY, Tensor dX, int width, double epsilon) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([y, norms, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, y.DType, Rows.Count(y), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, y.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(
                new L2NormalizeBackwardBody<TStored, TTeam, TFours>((int)Rows.Count(y), width, (float)epsilon),
                TTeam.Groups(Rows.Count(y)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* py = y.Pointer<T>() + (row * width), pd = dY.Pointer<T>() + (row * width), px = dX.Pointer<T>() + (row * width);
                var norm = norms.Pointer<T>()[row];
                var floor = T.CreateTruncating(epsilon);
                var across = TLane.Broadcast(norm > floor ? RowMath<TLane, T>.Dot(py, pd, width) : T.Zero);
                var scale = TLane.Broadcast(T.One / T.Max(norm, floor));
                var i = 0;
                for (; i + TLane.Count <= width; i += TLane.Count)
                    TLane.Store((TLane.Load(pd + i) - (TLane.Load(py + i) * across)) * scale, px + i);
                var rest = width - i;
                if (rest > 0)
                {
                    TLane.StorePart(
                        (TLane.LoadPart(pd + i, rest, scale) - (TLane.LoadPart(py + i, rest, scale) * across)) * scale, px + i, rest);
                }
            }
        }
    }
}
