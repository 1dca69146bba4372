using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>What both directions share: the scores of some queries, scaled and masked.</summary>
internal static unsafe class AttentionScores<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The additive mask of one sample, −∞ beyond its keys, so that padding never gets weight.</summary>
    public static void PackMask(Tensor? mask, long sample, int keys, T* target, int padded)
    {
        for (var j = 0; j < padded; j++)
            target[j] = j >= keys ? T.NegativeInfinity : mask is null ? T.Zero : mask.Pointer<T>()[(sample * keys) + j];
    }

    /// <summary>Keys that the queries up to a number (exclusive) may see, rounded up to whole vectors.</summary>
    public static int Visible(int keys, bool causal, int end) =>
        causal ? AttentionTiles<TLane, T>.Padded(Math.Min(keys, end)) : AttentionTiles<TLane, T>.Padded(keys);

    /// <summary>s[r][j] = scale·⟨qᵣ, kⱼ⟩ + mask for queries first..first+rows and the visible keys.</summary>
    /// <param name="problem">The operands.</param>
    /// <param name="q">The first query, where it lies.</param>
    /// <param name="kT">Keys [width][padded keys].</param>
    /// <param name="mask">[padded keys].</param>
    /// <param name="first">Number of the first query.</param>
    /// <param name="rows">How many.</param>
    /// <param name="visible">Whole vectors of keys to compute.</param>
    /// <param name="s">[rows][padded keys].</param>
    /// <param name="padded">Padded keys.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(in AttentionProblem problem, T* q, T* kT, T* mask, int first, int rows, int visible, T* s, int padded)
    {
        var work = new TileWork<T> { K = problem.HeadWidth, Alpha = T.CreateTruncating(problem.Scale), Bias = mask };
        AttentionTiles<TLane, T>.Multiply(q, problem.Query.Layout.Strides[1], 1, rows, kT, padded, visible, s, padded, work);
        if (!problem.Causal) return;
        for (var r = 0; r < rows; r++)
            for (var j = first + r + 1; j < visible; j++) s[(r * (long)padded) + j] = T.NegativeInfinity;
    }
}
