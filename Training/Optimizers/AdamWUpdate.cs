using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Training.Optimizers;

/// <summary>One AdamW update of one parameter, in place: value, mean and square are read and written once.</summary>
/// <remarks>
/// g ← scale·g;  p ← p·(1 − lr·decay);  m ← m + (1−β₁)(g − m);  v ← β₂·v + (1−β₂)·g²;
/// p ← p − (lr/(1−β₁ᵗ)) · m / (√v/√(1−β₂ᵗ) + ε)
/// (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2, in PyTorch's order of operations).
/// </remarks>
internal readonly struct AdamWUpdate(Tensor value, Tensor gradient, Tensor mean, Tensor square, AdamWConfig config, double learningRate, double weightDecay, double scale, long step) : ICpuKernel
{
    /// <summary>Elements worth a thread.</summary>
    public const long Grain = 8192;

    private readonly double keep = 1 - (learningRate * weightDecay);
    private readonly double stepSize = learningRate / (1 - Math.Pow(config.Beta1, step));
    private readonly double rootCorrection = 1 / Math.Sqrt(1 - Math.Pow(config.Beta2, step));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* p = value.Pointer<T>(), g = gradient.Pointer<T>(), m = mean.Pointer<T>(), v = square.Pointer<T>();
        TLane keepLane = TLane.Of(keep), scaleLane = TLane.Of(scale), towardMean = TLane.Of(1 - config.Beta1), beta2 = TLane.Of(config.Beta2), towardSquare = TLane.Of(1 - config.Beta2);
        TLane stepLane = TLane.Of(-stepSize), root = TLane.Of(rootCorrection), epsilon = TLane.Of(config.Epsilon), zero = TLane.Of(0);
        for (var i = from; i < to; i += TLane.Count)
        {
            var whole = i + TLane.Count <= to;
            var count = whole ? TLane.Count : (int)(to - i);
            var gradientLane = scaleLane * (whole ? TLane.Load(g + i) : TLane.LoadPart(g + i, count, zero));
            var meanLane = whole ? TLane.Load(m + i) : TLane.LoadPart(m + i, count, zero);
            var squareLane = whole ? TLane.Load(v + i) : TLane.LoadPart(v + i, count, zero);
            var valueLane = whole ? TLane.Load(p + i) : TLane.LoadPart(p + i, count, zero);
            meanLane = TLane.MultiplyAdd(towardMean, gradientLane - meanLane, meanLane);
            squareLane = TLane.MultiplyAdd(towardSquare * gradientLane, gradientLane, beta2 * squareLane);
            valueLane = TLane.MultiplyAdd(stepLane, meanLane / TLane.MultiplyAdd(TLane.Sqrt(squareLane), root, epsilon), valueLane * keepLane);
            if (whole)
            {
                TLane.Store(meanLane, m + i);
                TLane.Store(squareLane, v + i);
                TLane.Store(valueLane, p + i);
            }
            else
            {
                TLane.StorePart(meanLane, m + i, count);
                TLane.StorePart(squareLane, v + i, count);
                TLane.StorePart(valueLane, p + i, count);
            }
        }
    }
}
