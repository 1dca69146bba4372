using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gexia.Search.Vectors;

/// <summary>
/// The first rows of a ranking, out of rows that come in any order: a heap whose root is the last of them. The order of
/// <see cref="ScoredRow.IsBefore"/> is total, so what is kept depends on the rows alone, not on the order in which they come.
/// </summary>
/// <param name="most">How many are kept, at least 1.</param>
internal sealed class BestRows(int most)
{
    private static readonly int Lanes = Vector512<float>.Count;

    private ScoredRow[] heap = new ScoredRow[Math.Min(most, 16)];
    private int count;

    /// <summary>The score of the last that is kept; −∞ as long as there is room.</summary>
    public float Floor { get; private set; } = float.NegativeInfinity;

    /// <summary>Takes a row in, if it belongs to the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Offer(int row, float score)
    {
        if (score >= Floor) Take(new(row, score));
    }

    /// <summary>Takes in those of some rows that belong to the first; a score that is NaN never does.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="scores">Of this row and those behind it.</param>
    public void Offer(int row, ReadOnlySpan<float> scores)
    {
        for (var i = 0; i < scores.Length; i += Lanes)
        {
            var some = scores.Slice(i, Math.Min(Lanes, scores.Length - i));
            if (some.Length == Lanes && !Vector512.GreaterThanOrEqualAny(Vector512.Create(some), Vector512.Create(Floor))) continue;
            for (var j = 0; j < some.Length; j++) Offer(row + i + j, some[j]);
        }
    }

    /// <summary>What is kept, best first.</summary>
    public ScoredRow[] Ranked()
    {
        var ranked = heap.AsSpan(0, count).ToArray();
        Array.Sort(ranked, static (a, b) => a.IsBefore(b) ? -1 : b.IsBefore(a) ? 1 : 0);
        return ranked;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Take(ScoredRow one)
    {
        if (count < most)
        {
            if (count == heap.Length) Array.Resize(ref heap, (int)Math.Min(most, 2L * count));
            Rise(one);
        }
        else if (one.IsBefore(heap[0])) Sink(one);
        if (count == most) Floor = heap[0].Score;
    }

    // Into the place behind the last, then up while the parent stands before it.
    private void Rise(ScoredRow one)
    {
        var place = count++;
        for (; place > 0 && heap[(place - 1) / 2].IsBefore(one); place = (place - 1) / 2) heap[place] = heap[(place - 1) / 2];
        heap[place] = one;
    }

    // In place of the root, then down while a child stands behind it.
    private void Sink(ScoredRow one)
    {
        var place = 0;
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= count) break;
            if (child + 1 < count && heap[child].IsBefore(heap[child + 1])) child++;
            if (!one.IsBefore(heap[child])) break;
            heap[place] = heap[child];
            place = child;
        }
        heap[place] = one;
    }
}
