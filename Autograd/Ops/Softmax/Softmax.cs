using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Soft-max over the last axis: yᵢ = exp(xᵢ − m)/Σⱼ exp(xⱼ − m) with m = max x, so no exponent is positive.
/// </summary>
/// <remarks>
/// ∂yᵢ/∂xⱼ = yᵢ(δᵢⱼ − yⱼ), so dL/dxⱼ = yⱼ·(dyⱼ − Σᵢ dyᵢ·yᵢ): one dot product a row, then one pass.
/// A row of −∞ only (everything masked) gives zeros, with zero gradient.
/// </remarks>
public static class SoftmaxOp
{
    /// <summary>Soft-max over the last axis.</summary>
    /// <param name="x">[…, width], a floating dtype; −∞ entries get exactly 0.</param>
    /// <returns>x's shape; each row sums to 1 (or is all 0 where every entry is −∞).</returns>
    public static Tensor Softmax(this Tensor x)
    {
        var width = Rows.Width(x, "Softmax");
        var source = x.Contiguous();
        var y = x.NewEmpty(x.Shape);
        y.Device.Run(new Forward(source, y, width));
        return Graph.Record("Softmax", y, [x], saved: [y], (dY, sink) =>
        {
            var dX = x.NewEmpty(x.Shape);
            var d = dY.Contiguous();
            dX.Device.Run(new Backward(y, d, dX, width));
            sink.Add(x, dX);
        });
    }

    private readonly struct Forward(Tensor x, Tensor y, int width) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, x.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new SoftmaxForwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width), TTeam.Groups(Rows.Count(x)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            RowMath<TLane, T>.Softmax(x.Pointer<T>() + (from * width), y.Pointer<T>() + (from * width), width, width, to - from);
        }
    }

    private readonly struct Backward(Tensor y, Tensor dY, Tensor dX, int width) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([y, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, y.DType, Rows.Count(y), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, y.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new SoftmaxBackwardBody<TStored, TTeam, TFours>((int)Rows.Count(y), width), TTeam.Groups(Rows.Count(y)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* py = y.Pointer<T>() + (row * width), pd = dY.Pointer<T>() + (row * width), px = dX.Pointer<T>() + (row * width);
                var dot = TLane.Broadcast(RowMath<TLane, T>.Dot(py, pd, width));
                var i = 0;
                for (; i + TLane.Count <= width; i += TLane.Count) TLane.Store(TLane.Load(py + i) * (TLane.Load(pd + i) - dot), px + i);
                var rest = width - i;
                if (rest > 0)
                {
                    TLane.StorePart(
                        TLane.LoadPart(py + i, rest, TLane.Of(0)) * (TLane.LoadPart(pd + i, rest, TLane.Of(0)) - dot), px + i, rest);
                }
            }
        }
    }
}
