using System.Text;

namespace Gexia.Data.Text;

/// <summary>Merges the bytes of one word by rank: O(n log n) for n bytes, so that a word of 100,000 letters is no trap.</summary>
/// <remarks>The rule: take the pair of neighbours with the lowest rank, merge all its occurrences from left to right, repeat.
/// The symbols form a linked list; a heap holds candidate pairs by (rank, position), and entries that a merge has made
/// obsolete are dropped when they surface. New pairs enter only after all occurrences of the current one are merged.</remarks>
internal static class BpeMerging
{
    /// <summary>The ids of <paramref name="word"/>, a well-formed text without white space.</summary>
    public static int[] Merge(BpeVocabulary vocabulary, ReadOnlySpan<char> word)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(word)];
        Encoding.UTF8.GetBytes(word, bytes);

        var count = bytes.Length;
        int[] ids = new int[count], next = new int[count], previous = new int[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = vocabulary.ByteId(bytes[i], endsWord: i == count - 1);
            next[i] = i + 1;
            previous[i] = i - 1;
        }

        var candidates = new PriorityQueue<int, (int Rank, int Position)>();
        for (var i = 0; i + 1 < count; i++) Propose(i);

        var changed = new List<int>();
        while (candidates.TryPeek(out _, out var best))
        {
            changed.Clear();
            while (candidates.TryPeek(out var at, out var candidate) && candidate.Rank == best.Rank)
            {
                candidates.Dequeue();
                // Gone into its left neighbour, or paired with another symbol since it was proposed.
                if (ids[at] < 0 || next[at] == count) continue;
                if (!vocabulary.TryMerge(ids[at], ids[next[at]], out var rank, out var merged) || rank != best.Rank) continue;

                var right = next[at];
                ids[at] = merged;
                ids[right] = -1;
                next[at] = next[right];
                if (next[at] < count) previous[next[at]] = at;
                changed.Add(at);
            }
            foreach (var at in changed)
            {
                if (ids[at] < 0) continue;
                if (previous[at] >= 0) Propose(previous[at]);
                if (next[at] < count) Propose(at);
            }
        }
        return [.. ids.Where(id => id >= 0)];

        void Propose(int at)
        {
            if (vocabulary.TryMerge(ids[at], ids[next[at]], out var rank, out _)) candidates.Enqueue(at, (rank, at));
        }
    }
}
