using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>Logarithm of the soft-max over the last axis: yᵢ = xᵢ − ln Σⱼ exp(xⱼ), in log-sum-exp form.</summary>
/// <remarks>∂yᵢ/∂xⱼ = δᵢⱼ − softmax(x)ⱼ, so dL/dxⱼ = dyⱼ − exp(yⱼ)·Σᵢ dyᵢ.</remarks>
public static class LogSoftmaxOp
{
    /// <summary>Logarithm of the soft-max over the last axis.</summary>
    /// <param name="x">[…, width], a floating dtype.</param>
    /// <returns>x's shape; float32 of shorter floats.</returns>
    public static Tensor LogSoftmax(this Tensor x)
    {
        var width = Rows.Width(x, "LogSoftmax");
        var y = x.NewEmpty(x.Shape, x.DType.Accumulated());
        var source = x.Contiguous();
        y.Device.Run(new Forward(source, y, width));
        return Graph.Record("LogSoftmax", y, [x], saved: [y], (dY, sink) =>
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
            gpu.Run(new LogSoftmaxForwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width), TTeam.Groups(Rows.Count(x)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* px = x.Pointer<T>() + (row * width), py = y.Pointer<T>() + (row * width);
                var shift = RowMath<TLane, T>.LogSumExp(px, py, width);
                RowMath<TLane, T>.Add(px, py, width, -shift);
            }
        }
    }

    private readonly struct Backward(Tensor y, Tensor dY, Tensor dX, int width) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([y, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, dX.DType, Rows.Count(y), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            RowTeams.Run(this, gpu, dX.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new LogSoftmaxBackwardBody<TStored, TTeam, TFours>((int)Rows.Count(y), width), TTeam.Groups(Rows.Count(y)));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* py = y.Pointer<T>() + (row * width), pd = dY.Pointer<T>() + (row * width), px = dX.Pointer<T>() + (row * width);
                var total = TLane.Broadcast(RowMath<TLane, T>.Sum(pd, width));
                var i = 0;
                for (; i + TLane.Count <= width; i += TLane.Count)
                    TLane.Store(TLane.Load(pd + i) - (TLane.ExpFlushed(TLane.Load(py + i)) * total), px + i);
                var rest = width - i;
                if (rest > 0)
                {
                    TLane.StorePart(
                        TLane.LoadPart(pd + i, rest, total) - (TLane.ExpFlushed(TLane.LoadPart(py + i, rest, total)) * total), px + i,
                        rest);
                }
            }
        }
    }
}
