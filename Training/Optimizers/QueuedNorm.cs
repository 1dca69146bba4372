using System.Numerics;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Training.Optimizers;

/// <summary>
/// The norm of all gradients out of the sums of their blocks, and what follows from it for the update: the factor on every gradient, or
/// that the step is to be left out, because the norm or a loss is not finite. All of it stays on the device, in a
/// <see cref="QueuedReport"/>.
/// </summary>
/// <remarks>
/// With the loss scale S, gradients are S times too large: norm = √Σ/S, factor = min(1, most/(norm + 1e-6))/S. After a step that is left
/// out S is halved; after <see cref="LossScaling.GoodSteps"/> good ones in a row it is doubled.
/// </remarks>
internal readonly struct QueuedNorm(Tensor sums, Tensor report, int losses, int width, double most, LossScaling scaling)
    : IKernel, ICpuKernel
{
    public Operands Operands => new([sums], [report]);

    public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
    {
        gpu.Run(new QueuedNormBody(checked((int)sums.Length), losses, width, (float)most, scaling), 1);
        return true;
    }

    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        float* x = sums.Pointer<float>(), y = report.Pointer<float>();
        var total = 0.0;
        for (var i = 0L; i < sums.Length; i++) total += x[i];
        var broken = float.IsFinite((float)total) ? 0 : 1;
        for (var i = 0; i < losses; i++)
            if (!float.IsFinite(y[QueuedReport.Losses + (i * width)])) broken = 1;
        var decision = new StepDecision(
            MathF.Sqrt((float)total), broken, y[QueuedReport.LossScale], y[QueuedReport.Good], (float)most, scaling);
        y[QueuedReport.Norm] = decision.Norm;
        y[QueuedReport.Factor] = decision.Factor;
        y[QueuedReport.LossScale] = decision.LossScale;
        y[QueuedReport.Good] = decision.Good;
    }
}

/// <summary>What is decided once the norm is known; the same for both bodies.</summary>
internal readonly struct StepDecision
{
    public readonly float Norm, Factor, LossScale, Good;

    /// <param name="scaledNorm">√Σ.</param>
    /// <param name="broken">1 where a sum or a loss is not finite, else 0.</param>
    /// <param name="scale">The loss scale.</param>
    /// <param name="good">Good steps in a row.</param>
    /// <param name="most">The largest norm; 0 for any.</param>
    /// <param name="scaling">Whether the loss scale may change.</param>
    public StepDecision(float scaledNorm, int broken, float scale, float good, float most, LossScaling scaling)
    {
        Norm = scaledNorm / scale;
        LossScale = scale;
        if (broken == 0)
        {
            var clip = 1f;
            if (most > 0f && Norm + 1e-6f > most) clip = most / (Norm + 1e-6f);
            Factor = clip / scale;
            Good = good + 1f;
            if (scaling.IsOn != 0 && Good >= LossScaling.GoodSteps)
            {
                Good = 0f;
                if (scale < LossScaling.Most) LossScale = scale * 2f;
            }
        }
        else if (scaling.IsOn != 0 && scale > LossScaling.Least) LossScale = scale * 0.5f;
    }
}

/// <summary>One group: each thread adds up sums of its own, then the group its threads; thread 0 decides.</summary>
internal readonly struct QueuedNormBody(int length, int losses, int width, float most, LossScaling scaling) : IGpuBody
{
    private const int Exponent = 0x7F800000;            // all ones: infinity or NaN

    public static int Threads => 256;

    public static int SharedFloats => GroupReduce.Floats(Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView sums = operands[0], report = operands[1];
        var sum = 0f;
        var fours = length >> 2;
        for (var i = gpu.GroupIdx; i < fours; i += gpu.GroupDim)
        {
            var four = StoredFloat32.Load4(sums, i);
            sum += (four.X + four.Y) + (four.Z + four.W);
        }
        for (var i = (fours << 2) + gpu.GroupIdx; i < length; i += gpu.GroupDim) sum += sums[i];
        var total = GroupReduce.Sum(gpu, shared, sum);
        if (gpu.GroupIdx != 0) return;

        var broken = 0;
        if ((BitConverter.SingleToInt32Bits(total) & Exponent) == Exponent) broken = 1;
        for (var i = 0; i < losses; i++)
        {
            var loss = report[QueuedReport.Losses + (i * width)];
            if ((BitConverter.SingleToInt32Bits(loss) & Exponent) == Exponent) broken = 1;
        }
        var decision = new StepDecision(
            F32x1.Sqrt(new(total)).V, broken, report[QueuedReport.LossScale], report[QueuedReport.Good], most, scaling);
        report[QueuedReport.Norm] = decision.Norm;
        report[QueuedReport.Factor] = decision.Factor;
        report[QueuedReport.LossScale] = decision.LossScale;
        report[QueuedReport.Good] = decision.Good;
    }
}
