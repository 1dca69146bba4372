using System.Numerics;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// One-hot at the largest element of the last axis, with the straight-through gradient: yᵢ = 1 where i is the first place of max x, else 0.
/// </summary>
/// <remarks>
/// The step function has derivative 0 almost everywhere, so nothing would be learned through it. The straight-through estimator
/// (Bengio et al., arXiv 1308.3432; Jang et al., arXiv 1611.01144) takes the derivative of y = onehot(x) + x − stop(x) instead:
/// dL/dx = dL/dy. This is no derivative of the forward pass, and finite differences do not find it.
/// </remarks>
public static class OneHotMaxOp
{
    /// <summary>One-hot of the largest element along the last axis; of equal ones the first; NaN is never the largest, and a row of
    /// nothing else takes its first place.</summary>
    /// <param name="x">[…, width], a floating dtype.</param>
    /// <returns>x's shape and dtype, each row with a single 1.</returns>
    public static Tensor OneHotMax(this Tensor x)
    {
        var width = Rows.Width(x, "OneHotMax");
        var source = x.Contiguous();
        var y = x.NewEmpty(x.Shape);
        y.Device.Run(new Forward(source, y, width));
        return Graph.Record("OneHotMax", y, [x], saved: [], (dY, sink) => sink.Add(x, dY));
    }

    private readonly struct Forward(Tensor x, Tensor y, int width) : IStoredKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, x.DType);

        public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
        {
            var rows = checked((int)Rows.Count(x));
            if (rows > 0) gpu.Run(new OneHotMaxBody<TStored>(rows, width), MapGrid.Groups(rows));
        }

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                T* px = x.Pointer<T>() + (row * width), py = y.Pointer<T>() + (row * width);
                var (best, most) = (0, T.NegativeInfinity);
                for (var i = 0; i < width; i++) if (px[i] > most) (best, most) = (i, px[i]);
                new Span<T>(py, width).Clear();
                py[best] = T.One;
            }
        }
    }
}
