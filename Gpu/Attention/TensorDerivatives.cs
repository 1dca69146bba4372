using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// What both directions of the backward pass share: 64 queries and 64 keys in shared memory, P made again from ℓ, dS = P·(dP − δ)/√c.
/// </summary>
internal readonly struct TensorDerivatives(
    TensorAttentionNumbers numbers, TensorRows q, TensorRows k, TensorRows v, TensorRows y, TensorRows dY)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int Pitch = TensorCopy.Pitch, Block = TensorAttentionNumbers.Width;

    /// <summary>Chunks where the blocks begin in shared memory.</summary>
    public const int AtQueries = 0, AtGradients = Block * Pitch, AtKeys = 2 * Block * Pitch, AtValues = 3 * Block * Pitch;

    // Floats where ℓ and δ of the queries and the mask of the keys begin.
    private const int AtSums = 4 * Block * Pitch * 4, AtDots = AtSums + Block, AtMask = AtDots + Block;

    public const int SharedFloats = AtMask + Block;

    /// <summary>
    /// Begins to bring K and V, and puts their mask there.
    /// </summary>
    [MethodImpl(Inline)]
    public void CopyKeys<TView>(Views<TView> operands, TView shared, TensorAttentionPlace place, int key, int thread)
        where TView : struct, IView<float>
    {
        var count = numbers.Keys - key;
        TensorCopy.Rows(shared, AtKeys, operands[GpuAttention.Keys], k, k.At(place, key), count, thread);
        TensorCopy.Rows(shared, AtValues, operands[GpuAttention.Values], v, v.At(place, key), count, thread);
        Instructions.CommitCopies();
        if (thread < Block) shared[AtMask + thread] = numbers.MaskOf(operands[GpuAttention.Mask], place, key + thread);
    }

    /// <summary>
    /// Begins to bring Q and dO, and puts ℓ and δ = ⟨dO, O⟩ there; ℓ is +∞ for queries that are not there or saw nothing.
    /// </summary>
    [MethodImpl(Inline)]
    public void CopyQueries<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared, TensorAttentionPlace place, int query, int thread)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var count = numbers.Queries - query;
        TensorCopy.Rows(shared, AtQueries, operands[GpuAttention.Queries], q, q.At(place, query), count, thread);
        TensorCopy.Rows(shared, AtGradients, operands[GpuAttention.ResultGradient], dY, dY.At(place, query), count, thread);
        Instructions.CommitCopies();
        if (thread < Block)
        {
            var sum = float.PositiveInfinity;
            if (thread < count) sum = operands[GpuAttention.LogSumExp][(place.Item * numbers.Queries) + query + thread];
            if (sum == float.NegativeInfinity) sum = float.PositiveInfinity;
            shared[AtSums + thread] = sum;
        }
        for (var row = thread >> 3; row < Block; row += 16)
        {
            var from = row;
            if (from >= count) from = count - 1;
            var dot = Dot(
                gpu, operands[GpuAttention.Result].At<U4>(y.At(place, query + from) + (thread & 7)),
                operands[GpuAttention.ResultGradient].At<U4>(dY.At(place, query + from) + (thread & 7)));
            dot += gpu.ShuffleXor(dot, 1);
            dot += gpu.ShuffleXor(dot, 2);
            dot += gpu.ShuffleXor(dot, 4);
            if ((thread & 7) == 0) shared[AtDots + row] = dot;
        }
    }

    /// <summary>dS where queries are the rows of a strip.</summary>
    /// <param name="shared">The group's memory.</param>
    /// <param name="scores">⟨q, k⟩.</param>
    /// <param name="d">dP.</param>
    /// <param name="row">Of the lane's upper row, in the block.</param>
    /// <param name="column">Of its first column.</param>
    /// <param name="ahead">By how much the query's number exceeds the key's there; below 0 it does not see it.</param>
    [MethodImpl(Inline)]
    public TensorStrip OfRows<TView>(TView shared, TensorStrip scores, TensorStrip d, int row, int column, int ahead)
        where TView : struct, IView<float>
    {
        var sums = new F2 { X = shared[AtSums + row], Y = shared[AtSums + row + 8] };
        var dots = new F2 { X = shared[AtDots + row], Y = shared[AtDots + row + 8] };
        var at = (AtMask + column) >> 1;
        return new()
        {
            C0 = OfRows(scores.C0, d.C0, shared.At<F2>(at), sums, dots, ahead),
            C1 = OfRows(scores.C1, d.C1, shared.At<F2>(at + 4), sums, dots, ahead - 8),
            C2 = OfRows(scores.C2, d.C2, shared.At<F2>(at + 8), sums, dots, ahead - 16),
            C3 = OfRows(scores.C3, d.C3, shared.At<F2>(at + 12), sums, dots, ahead - 24),
            C4 = OfRows(scores.C4, d.C4, shared.At<F2>(at + 16), sums, dots, ahead - 32),
            C5 = OfRows(scores.C5, d.C5, shared.At<F2>(at + 20), sums, dots, ahead - 40),
            C6 = OfRows(scores.C6, d.C6, shared.At<F2>(at + 24), sums, dots, ahead - 48),
            C7 = OfRows(scores.C7, d.C7, shared.At<F2>(at + 28), sums, dots, ahead - 56),
        };
    }

    /// <summary>P where queries are the columns of a strip and keys its rows.</summary>
    /// <param name="shared">The group's memory.</param>
    /// <param name="scores">⟨k, q⟩.</param>
    /// <param name="row">Of the lane's upper row, in the block.</param>
    /// <param name="column">Of its first column.</param>
    /// <param name="behind">By how much the key's number exceeds the query's there; above 0 it is not seen.</param>
    [MethodImpl(Inline)]
    public TensorStrip WeightsOfColumns<TView>(TView shared, TensorStrip scores, int row, int column, int behind)
        where TView : struct, IView<float>
    {
        var mask = new F2 { X = shared[AtMask + row], Y = shared[AtMask + row + 8] };
        var at = (AtSums + column) >> 1;
        return new()
        {
            C0 = WeightsOfColumns(scores.C0, mask, shared.At<F2>(at), behind),
            C1 = WeightsOfColumns(scores.C1, mask, shared.At<F2>(at + 4), behind - 8),
            C2 = WeightsOfColumns(scores.C2, mask, shared.At<F2>(at + 8), behind - 16),
            C3 = WeightsOfColumns(scores.C3, mask, shared.At<F2>(at + 12), behind - 24),
            C4 = WeightsOfColumns(scores.C4, mask, shared.At<F2>(at + 16), behind - 32),
            C5 = WeightsOfColumns(scores.C5, mask, shared.At<F2>(at + 20), behind - 40),
            C6 = WeightsOfColumns(scores.C6, mask, shared.At<F2>(at + 24), behind - 48),
            C7 = WeightsOfColumns(scores.C7, mask, shared.At<F2>(at + 28), behind - 56),
        };
    }

    /// <summary>dS from P and dP where queries are the columns.</summary>
    [MethodImpl(Inline)]
    public TensorStrip OfColumns<TView>(TView shared, TensorStrip weights, TensorStrip d, int column) where TView : struct, IView<float>
    {
        var at = (AtDots + column) >> 1;
        return new()
        {
            C0 = OfColumns(weights.C0, d.C0, shared.At<F2>(at)), C1 = OfColumns(weights.C1, d.C1, shared.At<F2>(at + 4)),
            C2 = OfColumns(weights.C2, d.C2, shared.At<F2>(at + 8)), C3 = OfColumns(weights.C3, d.C3, shared.At<F2>(at + 12)),
            C4 = OfColumns(weights.C4, d.C4, shared.At<F2>(at + 16)), C5 = OfColumns(weights.C5, d.C5, shared.At<F2>(at + 20)),
            C6 = OfColumns(weights.C6, d.C6, shared.At<F2>(at + 24)), C7 = OfColumns(weights.C7, d.C7, shared.At<F2>(at + 28)),
        };
    }

    /// <summary>Writes a warp's sixteen rows, as many as there are.</summary>
    [MethodImpl(Inline)]
    public static void Write<TView>(TView x, TensorRows rows, TensorAttentionPlace place, int row, int count, int lane, TensorStrip strip)
        where TView : struct, IView<float>
    {
        row += lane >> 2;
        var at = (rows.At(place, row) << 2) + (lane & 3);
        if (row < count)
        {
            Write(x, at, strip.C0.X, strip.C0.Y, strip.C1.X, strip.C1.Y, strip.C2.X, strip.C2.Y, strip.C3.X, strip.C3.Y);
            Write(x, at + 16, strip.C4.X, strip.C4.Y, strip.C5.X, strip.C5.Y, strip.C6.X, strip.C6.Y, strip.C7.X, strip.C7.Y);
        }
        at += rows.Row << 5;
        if (row + 8 < count)
        {
            Write(x, at, strip.C0.Z, strip.C0.W, strip.C1.Z, strip.C1.W, strip.C2.Z, strip.C2.W, strip.C3.Z, strip.C3.W);
            Write(x, at + 16, strip.C4.Z, strip.C4.W, strip.C5.Z, strip.C5.W, strip.C6.Z, strip.C6.W, strip.C7.Z, strip.C7.W);
        }
    }

    [MethodImpl(Inline)]
    private static void Write<TView>(TView x, int at, float a, float b, float c, float d, float e, float f, float g, float h)
        where TView : struct, IView<float>
    {
        x.At<uint>(at) = BFloat16.Pair(a, b);
        x.At<uint>(at + 4) = BFloat16.Pair(c, d);
        x.At<uint>(at + 8) = BFloat16.Pair(e, f);
        x.At<uint>(at + 12) = BFloat16.Pair(g, h);
    }

    [MethodImpl(Inline)]
    private F4 OfRows(F4 scores, F4 d, F2 mask, F2 sums, F2 dots, int ahead) => new()
    {
        X = Derivative(Weight(scores.X, mask.X, sums.X, ahead), d.X, dots.X),
        Y = Derivative(Weight(scores.Y, mask.Y, sums.X, ahead - 1), d.Y, dots.X),
        Z = Derivative(Weight(scores.Z, mask.X, sums.Y, ahead + 8), d.Z, dots.Y),
        W = Derivative(Weight(scores.W, mask.Y, sums.Y, ahead + 7), d.W, dots.Y),
    };

    [MethodImpl(Inline)]
    private F4 WeightsOfColumns(F4 scores, F2 mask, F2 sums, int behind) => new()
    {
        X = Weight(scores.X, mask.X, sums.X, -behind),
        Y = Weight(scores.Y, mask.X, sums.Y, 1 - behind),
        Z = Weight(scores.Z, mask.Y, sums.X, -8 - behind),
        W = Weight(scores.W, mask.Y, sums.Y, -7 - behind),
    };

    [MethodImpl(Inline)]
    private F4 OfColumns(F4 weights, F4 d, F2 dots) => new()
    {
        X = Derivative(weights.X, d.X, dots.X), Y = Derivative(weights.Y, d.Y, dots.Y),
        Z = Derivative(weights.Z, d.Z, dots.X), W = Derivative(weights.W, d.W, dots.Y),
    };

    [MethodImpl(Inline)]
    private float Weight(float score, float mask, float sum, int ahead)
    {
        var weight = F32x1.ExpFlushed(new((score * numbers.Scale) + mask - sum)).V;
        return ahead < 0 ? 0f : weight;
    }

    [MethodImpl(Inline)]
    private float Derivative(float weight, float d, float dot) => weight * (d - dot) * numbers.Scale;

    // ⟨a, b⟩ of eight bfloat16.
    [MethodImpl(Inline)]
    private static float Dot<TGpu>(TGpu gpu, U4 a, U4 b) where TGpu : struct, IGpu =>
        DotOfPair(gpu, a.X, b.X, DotOfPair(gpu, a.Y, b.Y, DotOfPair(gpu, a.Z, b.Z, DotOfPair(gpu, a.W, b.W, 0f))));

    [MethodImpl(Inline)]
    private static float DotOfPair<TGpu>(TGpu gpu, uint a, uint b, float c) where TGpu : struct, IGpu =>
        gpu.Fma(Number(a << 16), Number(b << 16), gpu.Fma(Number(a & 0xFFFF_0000u), Number(b & 0xFFFF_0000u), c));

    private static float Number(uint bits) => BitConverter.UInt32BitsToSingle(bits);
}
