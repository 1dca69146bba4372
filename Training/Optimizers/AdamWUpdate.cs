using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Training.Optimizers;

/// <summary>The numbers of one AdamW update of one parameter.</summary>
internal struct AdamWNumbers
{
    public double Beta1, Beta2, Epsilon;

    /// <summary>1 − lr·decay.</summary>
    public double Keep;

    /// <summary>lr/(1 − β₁ᵗ).</summary>
    public double StepSize;

    /// <summary>1/√(1 − β₂ᵗ).</summary>
    public double RootCorrection;
}

/// <summary>One AdamW update of a parameter, in place: value, mean and square are read and written once.</summary>
/// <remarks>
/// g ← scale·g;  p ← p·(1 − lr·decay);  m ← m + (1−β₁)(g − m);  v ← β₂·v + (1−β₂)·g²;
/// p ← p − (lr/(1−β₁ᵗ)) · m / (√v/√(1−β₂ᵗ) + ε)
/// (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2, in PyTorch's order of operations).
/// </remarks>
internal readonly struct AdamWUpdate(Tensor gradient, Tensor value, Tensor mean, Tensor square, AdamWNumbers numbers, double scale)
    : IKernel, ICpuKernel
{
    // Elements of a block: 28 bytes move for each, and fewer are done sooner than a second thread is woken.
    private const long Grain = 32_768;

    public Operands Operands => new([gradient], [value, mean, square]);

    public void OnCpu() => CpuLauncher.Run(this, value.DType, value.Length, Grain);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* p = value.Pointer<T>(), g = gradient.Pointer<T>(), m = mean.Pointer<T>(), v = square.Pointer<T>();
        TLane keepLane = TLane.Of(numbers.Keep), scaleLane = TLane.Of(scale), towardMean = TLane.Of(1 - numbers.Beta1);
        TLane beta2 = TLane.Of(numbers.Beta2), towardSquare = TLane.Of(1 - numbers.Beta2), zero = TLane.Of(0);
        TLane stepLane = TLane.Of(-numbers.StepSize), root = TLane.Of(numbers.RootCorrection), epsilon = TLane.Of(numbers.Epsilon);
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
            valueLane = TLane.MultiplyAdd(
                stepLane, meanLane / TLane.MultiplyAdd(TLane.Sqrt(squareLane), root, epsilon), valueLane * keepLane);
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
