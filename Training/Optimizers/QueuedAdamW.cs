using System.Numerics;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Training.Optimizers;

/// <summary>
/// An <see cref="AdamWUpdate"/> whose changing numbers lie in memory, so that it can be queued before they are known and be part of a
/// captured step.
/// </summary>
/// <param name="gradient">Contiguous.</param>
/// <param name="rates">[3]: <see cref="AdamWNumbers.Keep"/>, <see cref="AdamWNumbers.StepSize"/>,
/// <see cref="AdamWNumbers.RootCorrection"/>.</param>
/// <param name="report">Its <see cref="QueuedReport.Factor"/> is the factor on the gradient; 0 leaves everything as it is.</param>
/// <param name="value">The parameter.</param>
/// <param name="mean">m.</param>
/// <param name="square">v.</param>
/// <param name="config">The constants.</param>
internal readonly struct QueuedAdamW(
    Tensor gradient, Tensor rates, Tensor report, Tensor value, Tensor mean, Tensor square, AdamWConstants config) : IKernel, ICpuKernel
{
    private const long Grain = 32_768;

    public Operands Operands => new([gradient, rates, report], [value, mean, square]);

    public void OnCpu() => CpuLauncher.Run(this, value.DType, value.Length, Grain);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
    {
        if (value.DType != DType.Float32) return false;
        var length = checked((int)value.Length);
        if (Stored.IsAligned(gradient)) gpu.Run(new QueuedAdamWBody(length, length >> 2, config), GroupsOf((length >> 2) + (length & 3)));
        else gpu.Run(new QueuedAdamWBody(length, 0, config), GroupsOf(length));
        return true;
    }

    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var factor = report.Pointer<float>()[QueuedReport.Factor];
        if (factor == 0) return;
        var numbers = rates.Pointer<float>();
        new AdamWUpdate(
            gradient, value, mean, square,
            new()
            {
                Beta1 = config.Beta1, Beta2 = config.Beta2, Epsilon = config.Epsilon,
                Keep = numbers[0], StepSize = numbers[1], RootCorrection = numbers[2],
            },
            factor).Run<TLane, T>(from, to);
    }

    private static long GroupsOf(int threads) => ((long)threads + QueuedAdamWBody.Threads - 1) / QueuedAdamWBody.Threads;
}

/// <summary>AdamW's constants as kernels hold them.</summary>
internal readonly struct AdamWConstants(AdamWConfig config)
{
    public readonly float Beta1 = (float)config.Beta1, Beta2 = (float)config.Beta2, Epsilon = (float)config.Epsilon;

    /// <summary>1 − β₁ and 1 − β₂, rounded once.</summary>
    public readonly float TowardMean = (float)(1 - config.Beta1), TowardSquare = (float)(1 - config.Beta2);
}

/// <summary>A thread four elements, and one each of what is left.</summary>
/// <param name="length">Elements.</param>
/// <param name="fours">Fours that are read and written as one.</param>
/// <param name="config">The constants.</param>
internal readonly struct QueuedAdamWBody(int length, int fours, AdamWConstants config) : IGpuBody
{
    public static int Threads => 256;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView g = operands[0], rates = operands[1], report = operands[2], p = operands[3], m = operands[4], v = operands[5];
        var factor = report[QueuedReport.Factor];
        if (factor == 0f) return;
        float keep = rates[0], size = rates[1], root = rates[2];
        var thread = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (thread < fours)
        {
            Float4 fourG = StoredFloat32.Load4(g, thread), fourP = StoredFloat32.Load4(p, thread);
            Float4 fourM = StoredFloat32.Load4(m, thread), fourV = StoredFloat32.Load4(v, thread);
            var x = Next(gpu, new(fourP.X, fourM.X, fourV.X), factor * fourG.X, keep, size, root);
            var y = Next(gpu, new(fourP.Y, fourM.Y, fourV.Y), factor * fourG.Y, keep, size, root);
            var z = Next(gpu, new(fourP.Z, fourM.Z, fourV.Z), factor * fourG.Z, keep, size, root);
            var w = Next(gpu, new(fourP.W, fourM.W, fourV.W), factor * fourG.W, keep, size, root);
            StoredFloat32.Store4(p, thread, new(x.Value, y.Value, z.Value, w.Value));
            StoredFloat32.Store4(m, thread, new(x.Mean, y.Mean, z.Mean, w.Mean));
            StoredFloat32.Store4(v, thread, new(x.Square, y.Square, z.Square, w.Square));
        }
        else
        {
            var i = (fours << 2) + thread - fours;
            if (i < length)
            {
                var next = Next(gpu, new(p[i], m[i], v[i]), factor * g[i], keep, size, root);
                p[i] = next.Value;
                m[i] = next.Mean;
                v[i] = next.Square;
            }
        }
    }

    // In the order of operations of AdamWUpdate.
    private Element Next<TGpu>(TGpu gpu, Element element, float g, float keep, float size, float root) where TGpu : struct, IGpu
    {
        var mean = gpu.Fma(config.TowardMean, g - element.Mean, element.Mean);
        var square = gpu.Fma(config.TowardSquare * g, g, config.Beta2 * element.Square);
        var direction = mean / (float)gpu.Fma(F32x1.Sqrt(new(square)).V, root, config.Epsilon);
        return new(gpu.Fma(-size, direction, element.Value * keep), mean, square);
    }

    private readonly struct Element(float value, float mean, float square)
    {
        public readonly float Value = value, Mean = mean, Square = square;
    }
}
