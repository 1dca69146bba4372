namespace Gexia.Data.Loading;

/// <summary>
/// Fills batches from a row of candidates: never with two pairs of one clip, and with two equal texts only where that cannot be avoided.
/// </summary>
/// <param name="set">The pairs, of at least as many clips as a batch holds.</param>
/// <param name="candidates">All of them in random order.</param>
/// <param name="repeated">The clips of several pairs, where a number of batches is made of the same candidates; else null.</param>
internal sealed class BatchFill(PlannedSet set, IEnumerable<int> candidates, RepeatedClips? repeated = null)
{
    private readonly IEnumerator<int> fresh = candidates.GetEnumerator();
    private readonly HashSet<int> early = [];   // taken before their turn
    private LinkedList<int> waiting = [];       // they met their equal in an earlier batch

    /// <summary>The next batch. Those that waited come first, in the order in which they began to wait.</summary>
    /// <param name="size">Pairs of the batch.</param>
    /// <param name="left">How many batches are still to be made, this one included.</param>
    public int[] Next(int size, int left = 1)
    {
        var batch = new List<int>(size);
        HashSet<string> videos = new(StringComparer.Ordinal), texts = new(StringComparer.Ordinal);
        foreach (var sample in repeated?.Due(left, size, texts) ?? [])
        {
            early.Add(sample);
            Add(sample);
        }
        var before = waiting;
        waiting = [];
        while (batch.Count < size && before.First is { } first)
        {
            before.RemoveFirst();
            Take(first.Value);
        }
        while (batch.Count < size && fresh.MoveNext()) Take(fresh.Current);
        // The candidates are used up: better two equal texts than a smaller batch.
        for (var next = waiting.First; batch.Count < size && next is not null;)
        {
            var (sample, place) = (next.Value, next);
            next = next.Next;
            if (videos.Contains(set.VideoKeys[sample])) continue;
            waiting.Remove(place);
            Add(sample);
        }
        while (before.Last is { } kept)
        {
            before.RemoveLast();
            waiting.AddFirst(kept);
        }
        return [.. batch];

        void Take(int sample)
        {
            if (early.Remove(sample)) return;
            if (videos.Contains(set.VideoKeys[sample]) || texts.Contains(set.TextKeys[sample])) waiting.AddLast(sample);
            else Add(sample);
        }

        void Add(int sample)
        {
            videos.Add(set.VideoKeys[sample]);
            texts.Add(set.TextKeys[sample]);
            batch.Add(sample);
            repeated?.Taken(sample);
        }
    }
}
