using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// P and dS of 32 queries and 32 keys of a head, made again from ℓ in the memory that a group shares; both directions of the backward pass
/// rest on them. Half of the threads compute S = Q·Kᵀ, the other half dP = dO·Vᵀ, 4×4 each.
/// </summary>
/// <remarks>
/// Where a head is wider than a chunk, its chunks pass one after the other, the group's own last, so that it lies there afterwards.
/// </remarks>
internal readonly struct AttentionDerivatives<THead>(
    AttentionGrid grid, AttentionRows q, AttentionRows k, AttentionRows v, AttentionRows y, AttentionRows dY)
    where THead : struct, IHeadRows
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int Pitch = AttentionGrid.Pitch, Part = AttentionGrid.Block * Pitch;

    /// <summary>From one query's weights in shared memory to the next's.</summary>
    public const int WeightPitch = AttentionGrid.Block + 4;

    // Where the parts of shared memory begin, each of 32 rows: Q, dO, K and V, P and dS [query, key], ℓ, δ, mask.
    public const int AtQueries = 0, AtGradients = Part, AtKeys = 2 * Part, AtValues = 3 * Part, AtWeights = 4 * Part;
    public const int AtDerivatives = AtWeights + (AttentionGrid.Block * WeightPitch);
    private const int AtSums = AtDerivatives + (AttentionGrid.Block * WeightPitch), AtDots = AtSums + AttentionGrid.Block;
    private const int AtMask = AtDots + AttentionGrid.Block;

    public const int SharedFloats = AtMask + AttentionGrid.Block;

    /// <summary>Leaves P and dP in shared memory. All threads must come, and nobody may still read what lies there.</summary>
    /// <param name="gpu">The thread.</param>
    /// <param name="operands">Those of <see cref="AttentionBackward"/>.</param>
    /// <param name="shared">The group's memory.</param>
    /// <param name="place">What the group has.</param>
    /// <param name="query">The first query.</param>
    /// <param name="key">The first key.</param>
    /// <param name="bringsQueries">Whether the queries are others than those that lie there.</param>
    /// <param name="bringsKeys">Whether the keys are.</param>
    [MethodImpl(Inline)]
    public void Compute<TGpu, TView>(
        TGpu gpu, Views<TView> operands, TView shared, AttentionPlace place, int query, int key, bool bringsQueries, bool bringsKeys)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        int thread = gpu.GroupIdx, half = thread & 63, rowOfEight = half >> 3, keyOfEight = half & 7;
        int left = AtQueries, right = AtKeys;
        if (thread >= 64)
        {
            left = AtGradients;
            right = AtValues;
        }
        left += rowOfEight * Pitch;
        right += keyOfEight * Pitch;
        Float4 dots = default;
        Float4x4 sums = default;
        var chunk = place.Chunk;
        for (var i = 0; i < grid.Chunks; i++)
        {
            chunk++;
            if (chunk == grid.Chunks) chunk = 0;
            var column = chunk * AttentionGrid.Chunk;
            gpu.Barrier();
            if (bringsKeys) StageKeys(operands, shared, thread, place, key, column);
            if (bringsQueries) dots = StageQueries(gpu, operands, shared, thread, place, query, column, dots);
            gpu.Barrier();
            var depth = grid.Width - column;
            if (depth > AttentionGrid.Chunk) depth = AttentionGrid.Chunk;
            int row = left >> 2, other = right >> 2;
            for (var j = 0; j < depth; j += 4, row++, other++)
            {
                var (a, b) = (Float4x4.Load(shared, row, 2 * Pitch), Float4x4.Load(shared, other, 2 * Pitch));
                sums = Float4x4.AddDots(gpu, a, b, sums);
            }
        }
        if (bringsQueries) KeepDots(gpu, shared, thread, dots);
        var to = (rowOfEight * WeightPitch) + keyOfEight;
        if (thread < 64)
        {
            var ahead = query + rowOfEight - key - keyOfEight;
            sums = new(
                Weights(shared, sums.R0, rowOfEight, keyOfEight, ahead), Weights(shared, sums.R1, rowOfEight + 8, keyOfEight, ahead + 8),
                Weights(shared, sums.R2, rowOfEight + 16, keyOfEight, ahead + 16),
                Weights(shared, sums.R3, rowOfEight + 24, keyOfEight, ahead + 24));
            to += AtWeights;
        }
        else to += AtDerivatives;
        Keep(shared, to, sums.R0);
        Keep(shared, to + (8 * WeightPitch), sums.R1);
        Keep(shared, to + (16 * WeightPitch), sums.R2);
        Keep(shared, to + (24 * WeightPitch), sums.R3);
        gpu.Barrier();
    }

    /// <summary>dP to dS = P·(dP − δ), times the scale of the scores: two fours for each thread.</summary>
    [MethodImpl(Inline)]
    public void Derive<TView>(TView shared, int thread) where TView : struct, IView<float>
    {
        Derive(shared, thread >> 3, thread & 7);
        Derive(shared, 16 + (thread >> 3), thread & 7);
    }

    /// <summary>c + aᵀ·b for four columns of weights or their derivatives and four of a chunk, over 32 queries.</summary>
    /// <param name="gpu">The thread.</param>
    /// <param name="shared">The group's memory.</param>
    /// <param name="a">Where the columns of the weights begin in it.</param>
    /// <param name="b">Where those of the chunk begin.</param>
    /// <param name="c">What is added to.</param>
    [MethodImpl(Inline)]
    public static Float4x4 AddTransposed<TGpu, TView>(TGpu gpu, TView shared, int a, int b, Float4x4 c)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        int left = a >> 2, right = b >> 2;
        for (var i = 0; i < AttentionGrid.Block; i += 4, left += WeightPitch, right += Pitch)
        {
            var (weights, rows) = (Float4x4.Load(shared, left, WeightPitch >> 2), Float4x4.Load(shared, right, Pitch >> 2));
            c = Float4x4.AddTransposed(gpu, weights, rows, c);
        }
        return c;
    }

    [MethodImpl(Inline)]
    private void Derive<TView>(TView shared, int row, int four) where TView : struct, IView<float>
    {
        var at = ((row * WeightPitch) >> 2) + four;
        var delta = shared[AtDots + row];
        var weights = shared.At<Float4>((AtWeights >> 2) + at);
        var d = shared.At<Float4>((AtDerivatives >> 2) + at);
        shared.At<Float4>((AtDerivatives >> 2) + at) = new(
            weights.X * (d.X - delta) * grid.Scale, weights.Y * (d.Y - delta) * grid.Scale,
            weights.Z * (d.Z - delta) * grid.Scale, weights.W * (d.W - delta) * grid.Scale);
    }

    [MethodImpl(Inline)]
    private void StageKeys<TView>(Views<TView> operands, TView shared, int thread, AttentionPlace place, int key, int column)
        where TView : struct, IView<float>
    {
        int count = grid.Keys - key, columns = grid.Width - column;
        var keys = AttentionStage.Fetch<THead, TView>(thread, operands[1], k, k.At(place, key, grid.Width) + column, count, columns);
        var values = AttentionStage.Fetch<THead, TView>(thread, operands[2], v, v.At(place, key, grid.Width) + column, count, columns);
        AttentionStage.Put(thread, shared, AtKeys, keys);
        AttentionStage.Put(thread, shared, AtValues, values);
        if (thread < AttentionGrid.Block)
        {
            var mask = float.NegativeInfinity;
            if (thread < count)
            {
                mask = 0f;
                if (grid.HasMask != 0) mask = operands[3][(place.Sample * grid.Keys) + key + thread];
            }
            shared[AtMask + thread] = mask;
        }
    }

    // Q and dO; ℓ, which is +∞ for queries that are not there or saw nothing, so that their weights are 0. Returns the sums of ⟨dO, O⟩.
    [MethodImpl(Inline)]
    private Float4 StageQueries<TGpu, TView>(
        TGpu gpu, Views<TView> operands, TView shared, int thread, AttentionPlace place, int query, int column, Float4 dots)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        int count = grid.Queries - query, columns = grid.Width - column;
        var queries = AttentionStage.Fetch<THead, TView>(thread, operands[0], q, q.At(place, query, grid.Width) + column, count, columns);
        var d = AttentionStage.Fetch<THead, TView>(thread, operands[6], dY, dY.At(place, query, grid.Width) + column, count, columns);
        var o = AttentionStage.Fetch<THead, TView>(thread, operands[4], y, y.At(place, query, grid.Width) + column, count, columns);
        AttentionStage.Put(thread, shared, AtQueries, queries);
        AttentionStage.Put(thread, shared, AtGradients, d);
        if (thread < AttentionGrid.Block)
        {
            var sum = float.PositiveInfinity;
            if (thread < count) sum = operands[5][(place.Item * grid.Queries) + query + thread];
            if (sum == float.NegativeInfinity) sum = float.PositiveInfinity;
            shared[AtSums + thread] = sum;
        }
        return new(
            Float4x4.Dot(gpu, d.R0, o.R0, dots.X), Float4x4.Dot(gpu, d.R1, o.R1, dots.Y), Float4x4.Dot(gpu, d.R2, o.R2, dots.Z),
            Float4x4.Dot(gpu, d.R3, o.R3, dots.W));
    }

    // δ of each query: the sum over the sixteen threads that brought parts of its row.
    [MethodImpl(Inline)]
    private static void KeepDots<TGpu, TView>(TGpu gpu, TView shared, int thread, Float4 dots)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        float first = dots.X, second = dots.Y, third = dots.Z, fourth = dots.W;
        for (var mask = 8; mask > 0; mask >>= 1)
        {
            first += gpu.ShuffleXor(first, mask);
            second += gpu.ShuffleXor(second, mask);
            third += gpu.ShuffleXor(third, mask);
            fourth += gpu.ShuffleXor(fourth, mask);
        }
        if ((thread & 15) == 0)
        {
            var row = thread >> 4;
            shared[AtDots + row] = first;
            shared[AtDots + row + 8] = second;
            shared[AtDots + row + 16] = third;
            shared[AtDots + row + 24] = fourth;
        }
    }

    // P = exp(s − ℓ) of one query and every eighth key.
    [MethodImpl(Inline)]
    private Float4 Weights<TView>(TView shared, Float4 scores, int row, int key, int ahead) where TView : struct, IView<float>
    {
        var sum = shared[AtSums + row];
        if (grid.Causal == 0) ahead = AttentionGrid.Block;
        return new(
            Weight(scores.X, shared[AtMask + key], sum, ahead), Weight(scores.Y, shared[AtMask + key + 8], sum, ahead - 8),
            Weight(scores.Z, shared[AtMask + key + 16], sum, ahead - 16), Weight(scores.W, shared[AtMask + key + 24], sum, ahead - 24));
    }

    [MethodImpl(Inline)]
    private float Weight(float score, float mask, float sum, int ahead)
    {
        var weight = F32x1.ExpFlushed(new((score * grid.Scale) + mask - sum)).V;
        return ahead < 0 ? 0f : weight;
    }

    [MethodImpl(Inline)]
    private static void Keep<TView>(TView shared, int at, Float4 values) where TView : struct, IView<float>
    {
        shared[at] = values.X;
        shared[at + 8] = values.Y;
        shared[at + 16] = values.Z;
        shared[at + 24] = values.W;
    }
}

/// <summary>dQ = dS·K for 32 queries and one chunk: against 32 keys after another.</summary>
internal readonly struct AttentionQueryGradientBody<THead>(AttentionGrid grid, AttentionDerivatives<THead> derivatives, AttentionRows dQ)
    : IGpuBody where THead : struct, IHeadRows
{
    public static int Threads => AttentionGrid.Threads;

    public static int GroupsAtOnce => 4;

    public static int SharedFloats => AttentionDerivatives<THead>.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        const int pitch = AttentionGrid.Pitch, weightPitch = AttentionDerivatives<THead>.WeightPitch;
        var place = grid.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, top = (thread >> 4) << 2, left = (thread & 15) << 2;
        var visible = grid.Keys;
        if (grid.Causal != 0 && visible > place.Row + AttentionGrid.Block) visible = place.Row + AttentionGrid.Block;
        Float4x4 sums = default;
        for (var key = 0; key < visible; key += AttentionGrid.Block)
        {
            derivatives.Compute(gpu, operands, shared, place, place.Row, key, key == 0 || grid.Chunks > 1, true);
            derivatives.Derive(shared, thread);
            gpu.Barrier();
            int row = (AttentionDerivatives<THead>.AtDerivatives >> 2) + (top * (weightPitch >> 2));
            var other = (AttentionDerivatives<THead>.AtKeys >> 2) + (left >> 2);
            for (var i = 0; i < AttentionGrid.Block; i += 4, row++, other += pitch)
            {
                var (a, b) = (Float4x4.Load(shared, row, weightPitch >> 2), Float4x4.Load(shared, other, pitch >> 2));
                sums = Float4x4.AddProduct(gpu, a, b, sums);
            }
        }
        AttentionStage.Store<THead, TView>(operands[7], dQ, place, place.Row + top, grid.Queries, left, grid.Width, sums);
    }
}

/// <summary>dK = dSᵀ·Q and dV = Pᵀ·dO for 32 keys and one chunk: against 32 queries after another.</summary>
internal readonly struct AttentionKeyGradientBody<THead>(
    AttentionGrid grid, AttentionDerivatives<THead> derivatives, AttentionRows dK, AttentionRows dV)
    : IGpuBody where THead : struct, IHeadRows
{
    public static int Threads => AttentionGrid.Threads;

    public static int GroupsAtOnce => 4;

    public static int SharedFloats => AttentionDerivatives<THead>.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var place = grid.At(gpu.GridIdx);
        int thread = gpu.GroupIdx, top = (thread >> 4) << 2, left = (thread & 15) << 2;
        // No query before a key sees it where the attention is causal; blocks of both begin at the same numbers.
        var first = 0;
        if (grid.Causal != 0) first = place.Row;
        Float4x4 keys = default, values = default;
        for (var query = first; query < grid.Queries; query += AttentionGrid.Block)
        {
            derivatives.Compute(gpu, operands, shared, place, query, place.Row, true, query == first || grid.Chunks > 1);
            derivatives.Derive(shared, thread);
            values = AttentionDerivatives<THead>.AddTransposed(
                gpu, shared, AttentionDerivatives<THead>.AtWeights + top, AttentionDerivatives<THead>.AtGradients + left, values);
            gpu.Barrier();
            keys = AttentionDerivatives<THead>.AddTransposed(
                gpu, shared, AttentionDerivatives<THead>.AtDerivatives + top, AttentionDerivatives<THead>.AtQueries + left, keys);
        }
        AttentionStage.Store<THead, TView>(operands[8], dK, place, place.Row + top, grid.Keys, left, grid.Width, keys);
        AttentionStage.Store<THead, TView>(operands[9], dV, place, place.Row + top, grid.Keys, left, grid.Width, values);
    }
}
