using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Training.Optimizers;

/// <summary>One AdamW update of all parameters that have a gradient, in place: value, mean and square are read and written once.</summary>
/// <remarks>
/// g ← scale·g;  p ← p·(1 − lr·decay);  m ← m + (1−β₁)(g − m);  v ← β₂·v + (1−β₂)·g²;
/// p ← p − (lr/(1−β₁ᵗ)) · m / (√v/√(1−β₂ᵗ) + ε)
/// (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2, in PyTorch's order of operations).
/// </remarks>
internal readonly struct AdamWUpdate(AdamWSlot[] slots, ParameterBlocks blocks, AdamWConfig config, double scale) : ICpuKernel
{
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var block = from; block < to; block++)
        {
            var (tensor, start, length) = blocks.At(block);
            var slot = slots[tensor];
            // Where parameters have two dtypes there is a launch for each.
            if (slot.Gradient is { } gradient && gradient.DType == DTypeFacts.Of<T>()) Update<TLane, T>(slot, gradient, start, length);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Update<TLane, T>(AdamWSlot slot, Tensor gradient, long start, int length) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* p = slot.Parameter.Value.Pointer<T>() + start, g = gradient.Pointer<T>() + start, m = slot.Mean.Pointer<T>() + start, v = slot.Square.Pointer<T>() + start;
        TLane keepLane = TLane.Of(slot.Keep), scaleLane = TLane.Of(scale), towardMean = TLane.Of(1 - config.Beta1), beta2 = TLane.Of(config.Beta2), towardSquare = TLane.Of(1 - config.Beta2);
        TLane stepLane = TLane.Of(-slot.StepSize), root = TLane.Of(slot.RootCorrection), epsilon = TLane.Of(config.Epsilon), zero = TLane.Of(0);
        for (var i = 0; i < length; i += TLane.Count)
        {
            var whole = i + TLane.Count <= length;
            var count = whole ? TLane.Count : length - i;
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

/// <summary>Sums of the squares of all gradients there are, block by block.</summary>
internal readonly struct BlockNorms(AdamWSlot[] slots, ParameterBlocks blocks, double[] sums) : ICpuKernel
{
    public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var block = from; block < to; block++)
        {
            var (tensor, start, length) = blocks.At(block);
            if (slots[tensor].Gradient is not { } gradient) sums[block] = 0;
            else if (gradient.DType == DTypeFacts.Of<T>()) sums[block] = GradientNorm.SumOfSquares(gradient, start, length);
        }
    }
}
