using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>A group a row: its maximum, then e^(x − max) and their sum, then the division. A row of −∞ gives zeros.</summary>
internal readonly struct SoftmaxForwardBody(int width) : IGpuBody
{
    public static int Threads => 128;

    public static int SharedFloats => GroupReduce.Floats(Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        int start = gpu.GridIdx * width, end = start + width, first = start + gpu.GroupIdx;
        var most = float.NegativeInfinity;
        for (var i = first; i < end; i += gpu.GroupDim) most = F32x1.Max(new(most), new(x[i])).V;
        most = GroupReduce.Max(gpu, shared, most);
        var masked = most == float.NegativeInfinity;

        var sum = 0f;
        for (var i = first; i < end; i += gpu.GroupDim)
        {
            var e = masked ? 0f : F32x1.ExpFlushed(new(x[i] - most)).V;
            y[i] = e;
            sum += e;
        }
        sum = GroupReduce.Sum(gpu, shared, sum);

        var scale = masked ? 0f : 1f / sum;
        for (var i = first; i < end; i += gpu.GroupDim) y[i] *= scale;
    }
}

/// <summary>A group a row: Σ dy·y, then dx = y·(dy − Σ).</summary>
internal readonly struct SoftmaxBackwardBody(int width) : IGpuBody
{
    public static int Threads => 128;

    public static int SharedFloats => GroupReduce.Floats(Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView y = operands[0], dY = operands[1], dX = operands[2];
        int start = gpu.GridIdx * width, end = start + width, first = start + gpu.GroupIdx;
        var dot = 0f;
        for (var i = first; i < end; i += gpu.GroupDim) dot = gpu.Fma(y[i], dY[i], dot);
        dot = GroupReduce.Sum(gpu, shared, dot);
        for (var i = first; i < end; i += gpu.GroupDim) dX[i] = y[i] * (dY[i] - dot);
    }
}
