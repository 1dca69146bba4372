namespace Gexia.Data.Loading;

/// <summary>Fills batches from a stream of candidates so that no two pairs of a batch show or say the same, as long as that can be avoided.</summary>
internal sealed class BatchFill(PlannedSet set, IEnumerable<int> candidates)
{
    private readonly IEnumerator<int> fresh = candidates.GetEnumerator();
    private LinkedList<int> waiting = []; // they met their equal in an earlier batch

    /// <summary>The next batch. Those that waited come first, in the order in which they began to wait.</summary>
    public int[] Next(int size)
    {
        var batch = new List<int>(size);
        HashSet<string> videos = new(StringComparer.Ordinal), texts = new(StringComparer.Ordinal);
        var before = waiting;
        waiting = [];
        while (batch.Count < size && before.First is { } first)
        {
            before.RemoveFirst();
            Take(first.Value);
        }
        while (batch.Count < size && fresh.MoveNext()) Take(fresh.Current);
        // The candidates are used up: better a false negative than a smaller batch.
        while (batch.Count < size && waiting.First is { } last)
        {
            waiting.RemoveFirst();
            batch.Add(last.Value);
        }
        while (before.Last is { } kept)
        {
            before.RemoveLast();
            waiting.AddFirst(kept);
        }
        return [.. batch];

        void Take(int sample)
        {
            if (videos.Contains(set.VideoKeys[sample]) || texts.Contains(set.TextKeys[sample])) waiting.AddLast(sample);
            else
            {
                videos.Add(set.VideoKeys[sample]);
                texts.Add(set.TextKeys[sample]);
                batch.Add(sample);
            }
        }
    }
}

/// <summary>A random order of 0..count−1 that costs only as much as is read of it.</summary>
internal static class LazyShuffle
{
    public static IEnumerable<int> Of(int count, Rng rng)
    {
        // Fisher–Yates over a virtual 0..count−1: only the moved places are stored.
        var moved = new Dictionary<int, int>();
        for (var i = 0; i < count; i++)
        {
            var j = i + rng.NextInt32(count - i);
            yield return moved.GetValueOrDefault(j, j);
            moved[j] = moved.GetValueOrDefault(i, i);
            moved.Remove(i);
        }
    }
}
