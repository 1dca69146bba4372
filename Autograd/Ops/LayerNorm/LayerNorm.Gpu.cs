using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>A group a row: the mean, the variance about it, then the results; thread 0 keeps μ and r for the backward pass.</summary>
internal readonly struct LayerNormForwardBody(int width, float epsilon) : IGpuBody
{
    public static int Threads => 128;

    public static int SharedFloats => GroupReduce.Floats(Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], gamma = operands[1], beta = operands[2], y = operands[3], statistics = operands[4];
        var start = gpu.GridIdx * width;
        var sum = 0f;
        for (var i = gpu.GroupIdx; i < width; i += gpu.GroupDim) sum += x[start + i];
        var mean = GroupReduce.Sum(gpu, shared, sum) / (float)width;

        var squares = 0f;
        for (var i = gpu.GroupIdx; i < width; i += gpu.GroupDim)
        {
            var d = x[start + i] - mean;
            squares = gpu.Fma(d, d, squares);
        }
        var variance = GroupReduce.Sum(gpu, shared, squares) / (float)width;
        var r = 1f / F32x1.Sqrt(new(variance + epsilon)).V;

        for (var i = gpu.GroupIdx; i < width; i += gpu.GroupDim) y[start + i] = gpu.Fma((x[start + i] - mean) * r, gamma[i], beta[i]);
        if (gpu.GroupIdx == 0)
        {
            statistics[2 * gpu.GridIdx] = mean;
            statistics[(2 * gpu.GridIdx) + 1] = r;
        }
    }
}
