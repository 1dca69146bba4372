using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Logarithm of the soft-max over the last axis: yᵢ = xᵢ − ln Σⱼ exp(xⱼ), in log-sum-exp form.</summary>
/// <remarks>∂yᵢ/∂xⱼ = δᵢⱼ − softmax(x)ⱼ, so dL/dxⱼ = dyⱼ − exp(yⱼ)·Σᵢ dyᵢ.</remarks>
public static class LogSoftmaxOp
{
    /// <summary>Logarithm of the soft-max over the last axis.</summary>
    /// <param name="x">[…, width], float32 or float64.</param>
    /// <returns>x's shape.</returns>
    public static Tensor LogSoftmax(this Tensor x)
    {
        var width = Rows.Width(x, "LogSoftmax");
        var y = x.NewEmpty(x.Shape);
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

    private readonly struct Forward(Tensor x, Tensor y, int width) : IKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

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

    private readonly struct Backward(Tensor y, Tensor dY, Tensor dX, int width) : IKernel, ICpuKernel
    {
        public Operands Operands => new([y, dY], [dX]);

        public void OnCpu() => CpuLauncher.Run(this, y.DType, Rows.Count(y), Rows.Grain(width));

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
