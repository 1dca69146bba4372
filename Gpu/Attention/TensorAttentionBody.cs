using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// 64 queries of a head against 64 keys after another. A warp has sixteen queries: their scores with all 64 keys stay in its registers, as
/// weights they are at once the left operand of O += P·V. Maxima and sums run along as in the body without tensor cores.
/// </summary>
/// <remarks>
/// While values come into shared memory, scores are computed; while those are used, the next keys come. Rows stand 144 bytes apart, so that
/// the eight that a matrix load reads lie in different banks.
/// </remarks>
internal readonly struct TensorAttentionBody(TensorAttentionNumbers numbers, TensorRows q, TensorRows k, TensorRows v, TensorRows y)
    : IGpuBody
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int Block = TensorAttentionNumbers.Width;

    // In chunks of 16 bytes: from row to row, where the keys and the values begin; in floats: where the mask begins.
    private const int Pitch = TensorCopy.Pitch, AtKeys = Block * Pitch, AtValues = 2 * Block * Pitch, AtMask = 3 * Block * Pitch * 4;

    public static int Threads => 128;

    public static int GroupsAtOnce => 4;

    public static int SharedFloats => AtMask + Block;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var place = numbers.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, lane = thread & 31, warp = thread >> 5, left = place.Row + (warp << 4);
        var visible = numbers.Keys;
        if (numbers.Causal != 0 && visible > place.Row + Block) visible = place.Row + Block;
        var isBusy = left < numbers.Queries;

        TensorCopy.Rows(shared, 0, operands[GpuAttention.Queries], q, q.At(place, place.Row), numbers.Queries - place.Row, thread);
        TensorCopy.Rows(shared, AtKeys, operands[GpuAttention.Keys], k, k.At(place, 0), numbers.Keys, thread);
        Instructions.CommitCopies();
        TensorCopy.Rows(shared, AtValues, operands[GpuAttention.Values], v, v.At(place, 0), numbers.Keys, thread);
        Instructions.CommitCopies();

        // Rows g and g + 8 of the warp's sixteen, columns 2t and 2t + 1 of every eight.
        int g = lane >> 2, t = lane & 3;
        TensorRowState upper = TensorRowState.None, lower = TensorRowState.None;
        TensorStrip sums = default;
        for (var key = 0; key < visible; key += Block)
        {
            if (thread < Block) shared[AtMask + thread] = numbers.MaskOf(operands[GpuAttention.Mask], place, key + thread);
            Instructions.WaitForCopies(1);
            gpu.Barrier();
            TensorStrip weights = default;
            if (isBusy)
            {
                weights = TensorSteps.Dots(shared, 0, AtKeys, warp, lane);
                weights = Masked(shared, weights, t << 1, left + g - key - (t << 1));
                upper = upper.Next(Most(gpu, weights.Upper()));
                lower = lower.Next(Most(gpu, weights.Lower()));
                weights = weights.Exp(upper.Shift, lower.Shift);
                upper = upper.Add(weights.Upper().Sum());
                lower = lower.Add(weights.Lower().Sum());
                sums = sums.Scaled(upper.Factor, lower.Factor);
            }
            Instructions.WaitForCopies(0);
            gpu.Barrier();
            var next = key + Block;
            if (next < visible)
                TensorCopy.Rows(shared, AtKeys, operands[GpuAttention.Keys], k, k.At(place, next), numbers.Keys - next, thread);
            Instructions.CommitCopies();
            if (isBusy) sums = TensorSteps.Add(shared, AtValues, weights, lane, sums);
            gpu.Barrier();
            if (next < visible)
                TensorCopy.Rows(shared, AtValues, operands[GpuAttention.Values], v, v.At(place, next), numbers.Keys - next, thread);
            Instructions.CommitCopies();
        }
        Write(gpu, operands, shared, place, lane, left, upper, lower, sums);
    }

    [MethodImpl(Inline)]
    private TensorStrip Masked<TView>(TView shared, TensorStrip s, int column, int ahead) where TView : struct, IView<float>
    {
        if (numbers.Causal == 0) ahead = Block;
        var at = (AtMask + column) >> 1;
        return new()
        {
            C0 = Masked(s.C0, shared.At<F2>(at), ahead),
            C1 = Masked(s.C1, shared.At<F2>(at + 4), ahead - 8),
            C2 = Masked(s.C2, shared.At<F2>(at + 8), ahead - 16),
            C3 = Masked(s.C3, shared.At<F2>(at + 12), ahead - 24),
            C4 = Masked(s.C4, shared.At<F2>(at + 16), ahead - 32),
            C5 = Masked(s.C5, shared.At<F2>(at + 20), ahead - 40),
            C6 = Masked(s.C6, shared.At<F2>(at + 24), ahead - 48),
            C7 = Masked(s.C7, shared.At<F2>(at + 28), ahead - 56),
        };
    }

    // The query is so far ahead of the left key; the lower row's query eight more.
    [MethodImpl(Inline)]
    private F4 Masked(F4 s, F2 mask, int ahead)
    {
        const float hidden = float.NegativeInfinity;
        return new()
        {
            X = ahead < 0 ? hidden : (s.X * numbers.Scale) + mask.X,
            Y = ahead < 1 ? hidden : (s.Y * numbers.Scale) + mask.Y,
            Z = ahead < -8 ? hidden : (s.Z * numbers.Scale) + mask.X,
            W = ahead < -7 ? hidden : (s.W * numbers.Scale) + mask.Y,
        };
    }

    // Of a row that four lanes share. A NaN need not be seen here: its weight is NaN.
    [MethodImpl(Inline)]
    private static float Most<TGpu>(TGpu gpu, TensorHalf row) where TGpu : struct, IGpu
    {
        var most = row.Most();
        most = F32x1.MaxOfNumbers(new(most), new(gpu.ShuffleXor(most, 1))).V;
        return F32x1.MaxOfNumbers(new(most), new(gpu.ShuffleXor(most, 2))).V;
    }

    // O = Σ/l by way of shared memory, in whole lines; ℓ = m + ln l.
    [MethodImpl(Inline)]
    private void Write<TGpu, TView>(
        TGpu gpu, Views<TView> operands, TView shared, TensorAttentionPlace place, int lane, int left, TensorRowState upper,
        TensorRowState lower, TensorStrip sums)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        int g = lane >> 2, first = left - place.Row;
        float upperSum = SumOfFour(gpu, upper.Sum), lowerSum = SumOfFour(gpu, lower.Sum);
        sums = sums.Scaled(upperSum == 0f ? 0f : 1f / upperSum, lowerSum == 0f ? 0f : 1f / lowerSum);
        sums.PutPairs(shared, ((first + g) * (4 * Pitch)) + (lane & 3), 4 * Pitch);
        if ((lane & 3) == 0)
        {
            var sumsOfRows = operands[GpuAttention.LogSumExp];
            var at = (place.Item * numbers.Queries) + left + g;
            if (left + g < numbers.Queries) sumsOfRows[at] = upper.Most + F32x1.Log(new(upperSum)).V;
            if (left + g + 8 < numbers.Queries) sumsOfRows[at + 8] = lower.Most + F32x1.Log(new(lowerSum)).V;
        }
        gpu.Barrier();
        int row = lane >> 3, chunk = lane & 7, from = ((first + row) * Pitch) + chunk;
        var to = y.At(place, left + row) + chunk;
        var result = operands[GpuAttention.Result];
        for (var i = 0; i < 16; i += 4)
        {
            if (left + row + i < numbers.Queries) result.At<U4>(to + (i * y.Row)) = shared.At<U4>(from + (i * Pitch));
        }
    }

    [MethodImpl(Inline)]
    private static float SumOfFour<TGpu>(TGpu gpu, float value) where TGpu : struct, IGpu
    {
        value += gpu.ShuffleXor(value, 1);
        return value + gpu.ShuffleXor(value, 2);
    }
}

/// <summary>What runs along with the sum of one row's weights: their largest exponent, this lane's sum, the last correction.</summary>
internal readonly struct TensorRowState(float most, float sum, float factor)
{
    public readonly float Most = most, Sum = sum, Factor = factor;

    /// <summary>Before the first key.</summary>
    public static TensorRowState None => new(float.NegativeInfinity, 0f, 0f);

    /// <summary>What exponents are taken against: the largest, or 0 where all are −∞.</summary>
    public float Shift => Most == float.NegativeInfinity ? 0f : Most;

    /// <summary>The sum against an exponent that may be larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TensorRowState Next(float other)
    {
        var larger = F32x1.MaxOfNumbers(new(Most), new(other)).V;
        var shift = larger == float.NegativeInfinity ? 0f : larger;
        var factor = F32x1.ExpFlushed(new(Most - shift)).V;
        return new(larger, Sum * factor, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public TensorRowState Add(float weights) => new(Most, Sum + weights, Factor);
}
