using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// 32 queries of a head against 64 keys after another: a thread has 4×4 of the scores S = Q·Kᵀ, then 4×4 of O += P·V. The maximum m and
/// the sum l of each row's weights run along; when m grows to m', what was summed is multiplied by exp(m − m')
/// (Milakov and Gimelshein, arXiv 1805.02867).
/// </summary>
/// <remarks>
/// Sixteen threads share four queries; of the keys each has every sixteenth. Weights go through shared memory from those who made them to
/// those who need them; keys and values take turns in the same memory.
/// </remarks>
internal readonly struct AttentionForwardBody<THead>(AttentionGrid grid, AttentionRows q, AttentionRows k, AttentionRows v, AttentionRows y)
    : IGpuBody where THead : struct, IHeadRows
{
    private const int Pitch = AttentionGrid.Pitch, Keys = 64;

    // Where the parts of shared memory begin: queries, keys or values, weights, mask.
    private const int AtKeys = AttentionGrid.Block * Pitch, AtWeights = AtKeys + (Keys * Pitch);
    private const int AtMask = AtWeights + (AttentionGrid.Block * Pitch);

    public static int Threads => AttentionGrid.Threads;

    public static int GroupsAtOnce => 4;

    public static int SharedFloats => AtMask + Keys;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var place = grid.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, lane = thread & 15, top = (thread >> 4) << 2;
        var visible = grid.Keys;
        if (grid.Causal != 0 && visible > place.Row + AttentionGrid.Block) visible = place.Row + AttentionGrid.Block;
        // Warps whose queries are not there only help to load.
        var isBusy = place.Row + ((thread >> 5) << 3) < grid.Queries;

        AttentionSums rows = AttentionSums.None;
        Float4x4 sums = default;
        for (var key = 0; key < visible; key += Keys)
        {
            Float4x4 scores = default;
            for (var column = 0; column < grid.Width; column += AttentionGrid.Chunk)
            {
                gpu.Barrier();
                Stage(operands, shared, thread, place, key, column);
                gpu.Barrier();
                var depth = grid.Width - column;
                if (depth > AttentionGrid.Chunk) depth = AttentionGrid.Chunk;
                if (!isBusy) depth = 0;
                int left = top * (Pitch >> 2), right = (AtKeys >> 2) + (lane * (Pitch >> 2));
                for (var i = 0; i < depth; i += 4, left++, right++)
                {
                    var (a, b) = (Float4x4.Load(shared, left, Pitch >> 2), Float4x4.Load(shared, right, 4 * Pitch));
                    scores = Float4x4.AddDots(gpu, a, b, scores);
                }
            }

            var weights = Masked(shared, scores, place.Row + top, key + lane, lane);
            var shifted = rows.Shifted(Max(gpu, weights.R0), Max(gpu, weights.R1), Max(gpu, weights.R2), Max(gpu, weights.R3));
            weights = new(
                Exp(weights.R0, shifted.R0.Shift), Exp(weights.R1, shifted.R1.Shift), Exp(weights.R2, shifted.R2.Shift),
                Exp(weights.R3, shifted.R3.Shift));
            rows = shifted.Added(weights);
            sums = new(
                Scaled(sums.R0, rows.R0.Factor), Scaled(sums.R1, rows.R1.Factor), Scaled(sums.R2, rows.R2.Factor),
                Scaled(sums.R3, rows.R3.Factor));
            Keep(shared, AtWeights + (top * Pitch) + lane, weights);

            gpu.Barrier();
            StageKeys(operands[2], v, shared, thread, place, key, place.Chunk * AttentionGrid.Chunk);
            gpu.Barrier();
            var count = visible - key;
            if (count > Keys) count = Keys;
            if (!isBusy) count = 0;
            int row = (AtWeights >> 2) + (top * (Pitch >> 2)), value = (AtKeys >> 2) + lane;
            for (var i = 0; i < count; i += 4, row++, value += Pitch)
            {
                var (a, b) = (Float4x4.Load(shared, row, Pitch >> 2), Float4x4.Load(shared, value, Pitch >> 2));
                sums = Float4x4.AddProduct(gpu, a, b, sums);
            }
        }
        Finish(gpu, operands, place, top, lane, rows.R0, sums.R0);
        Finish(gpu, operands, place, top + 1, lane, rows.R1, sums.R1);
        Finish(gpu, operands, place, top + 2, lane, rows.R2, sums.R2);
        Finish(gpu, operands, place, top + 3, lane, rows.R3, sums.R3);
    }

    // One chunk of the queries, unless it is there, and of 64 keys, and what is added to their scores.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Stage<TView>(Views<TView> operands, TView shared, int thread, AttentionPlace place, int key, int column)
        where TView : struct, IView<float>
    {
        if (key == 0 || grid.Chunks > 1)
        {
            AttentionStage.Load<THead, TView>(
                thread, operands[0], q, q.At(place, place.Row, grid.Width) + column, grid.Queries - place.Row, grid.Width - column,
                shared, 0);
        }
        StageKeys(operands[1], k, shared, thread, place, key, column);
        if (thread < Keys)
        {
            var mask = float.NegativeInfinity;
            if (key + thread < grid.Keys)
            {
                mask = 0f;
                if (grid.HasMask != 0) mask = operands[3][(place.Sample * grid.Keys) + key + thread];
            }
            shared[AtMask + thread] = mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StageKeys<TView>(TView x, AttentionRows rows, TView shared, int thread, AttentionPlace place, int key, int column)
        where TView : struct, IView<float>
    {
        int start = rows.At(place, key, grid.Width) + column, count = grid.Keys - key, columns = grid.Width - column;
        var upper = AttentionStage.Fetch<THead, TView>(thread, x, rows, start, count, columns);
        var lower = AttentionStage.Fetch<THead, TView>(
            thread, x, rows, start + (AttentionGrid.Block * rows.Row), count - AttentionGrid.Block, columns);
        AttentionStage.Put(thread, shared, AtKeys, upper);
        AttentionStage.Put(thread, shared, AtKeys + (AttentionGrid.Block * Pitch), lower);
    }

    // Of keys that are not there, and of later ones where the attention is causal, scores are −∞.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4x4 Masked<TView>(TView shared, Float4x4 scores, int query, int key, int lane) where TView : struct, IView<float>
    {
        var mask = new Float4(
            shared[AtMask + lane], shared[AtMask + 16 + lane], shared[AtMask + 32 + lane], shared[AtMask + 48 + lane]);
        return new(
            Masked(scores.R0, mask, query - key), Masked(scores.R1, mask, query + 1 - key), Masked(scores.R2, mask, query + 2 - key),
            Masked(scores.R3, mask, query + 3 - key));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Float4 Masked(Float4 scores, Float4 mask, int ahead)
    {
        if (grid.Causal == 0) ahead = Keys;
        const float hidden = float.NegativeInfinity;
        return new(
            ahead < 0 ? hidden : (scores.X * grid.Scale) + mask.X, ahead < 16 ? hidden : (scores.Y * grid.Scale) + mask.Y,
            ahead < 32 ? hidden : (scores.Z * grid.Scale) + mask.Z, ahead < 48 ? hidden : (scores.W * grid.Scale) + mask.W);
    }

    // Over the four keys of each of sixteen threads.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max<TGpu>(TGpu gpu, Float4 scores) where TGpu : struct, IGpu
    {
        var most = F32x1.Max(F32x1.Max(new(scores.X), new(scores.Y)), F32x1.Max(new(scores.Z), new(scores.W)));
        for (var mask = 8; mask > 0; mask >>= 1) most = F32x1.Max(most, new(gpu.ShuffleXor(most.V, mask)));
        return most.V;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Exp(Float4 scores, float shift) => new(
        F32x1.ExpFlushed(new(scores.X - shift)).V, F32x1.ExpFlushed(new(scores.Y - shift)).V,
        F32x1.ExpFlushed(new(scores.Z - shift)).V, F32x1.ExpFlushed(new(scores.W - shift)).V);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Float4 Scaled(Float4 a, float factor) => new(a.X * factor, a.Y * factor, a.Z * factor, a.W * factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TView>(TView shared, int at, Float4x4 weights) where TView : struct, IView<float>
    {
        Keep(shared, at, weights.R0);
        Keep(shared, at + Pitch, weights.R1);
        Keep(shared, at + (2 * Pitch), weights.R2);
        Keep(shared, at + (3 * Pitch), weights.R3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Keep<TView>(TView shared, int at, Float4 weights) where TView : struct, IView<float>
    {
        shared[at] = weights.X;
        shared[at + 16] = weights.Y;
        shared[at + 32] = weights.Z;
        shared[at + 48] = weights.W;
    }

    // O = Σ/l and ℓ = m + ln l of one query; zeros and −∞ where l is 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Finish<TGpu, TView>(
        TGpu gpu, Views<TView> operands, AttentionPlace place, int row, int lane, AttentionSum state, Float4 sums)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var sum = state.Sum;
        for (var mask = 8; mask > 0; mask >>= 1) sum += gpu.ShuffleXor(sum, mask);
        var query = place.Row + row;
        if (query < grid.Queries)
        {
            var column = (place.Chunk * AttentionGrid.Chunk) + (lane << 2);
            THead.Store(
                operands[4], y.At(place, query, grid.Width) + column, grid.Width - column, Scaled(sums, sum == 0f ? 0f : 1f / sum));
            if (lane == 0 && place.Chunk == 0)
                operands[5][(place.Item * grid.Queries) + query] = state.Most + F32x1.Log(new(sum)).V;
        }
    }
}

/// <summary>What runs along with the sum of one query's weights: their largest exponent, their sum, the last correction.</summary>
internal readonly struct AttentionSum(float most, float sum, float factor)
{
    public readonly float Most = most, Sum = sum, Factor = factor;

    /// <summary>What exponents are taken against: the largest, or 0 where all are −∞.</summary>
    public float Shift => Most == float.NegativeInfinity ? 0f : Most;

    /// <summary>The sum so far against an exponent that may be larger.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AttentionSum Shifted(float most)
    {
        most = F32x1.Max(new(Most), new(most)).V;
        var shift = most == float.NegativeInfinity ? 0f : most;
        var factor = F32x1.ExpFlushed(new(Most - shift)).V;
        return new(most, Sum * factor, factor);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AttentionSum Added(Float4 weights) => new(Most, Sum + (weights.X + weights.Y + (weights.Z + weights.W)), Factor);
}

/// <summary>The same of a thread's four queries; each thread has the sum over its own keys.</summary>
internal readonly struct AttentionSums(AttentionSum r0, AttentionSum r1, AttentionSum r2, AttentionSum r3)
{
    public readonly AttentionSum R0 = r0, R1 = r1, R2 = r2, R3 = r3;

    /// <summary>Before the first key.</summary>
    public static AttentionSums None
    {
        get
        {
            var none = new AttentionSum(float.NegativeInfinity, 0f, 0f);
            return new(none, none, none, none);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AttentionSums Shifted(float most0, float most1, float most2, float most3) =>
        new(R0.Shifted(most0), R1.Shifted(most1), R2.Shifted(most2), R3.Shifted(most3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public AttentionSums Added(Float4x4 weights) =>
        new(R0.Added(weights.R0), R1.Added(weights.R1), R2.Added(weights.R2), R3.Added(weights.R3));
}
