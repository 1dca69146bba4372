namespace Gexia.Data.Loading;

/// <summary>
/// The clips of an epoch that have several pairs, and how the epoch's batches can hold each of them once at most.
/// </summary>
/// <remarks>
/// With c_k pairs of clip k, R batches of B different clips can be made exactly when Σ_k min(c_k, R) ≥ R·B. A clip with at least as
/// many pairs left as batches is due: taking one of its pairs into the next batch keeps that so for the R − 1 batches after it, in
/// whatever way the rest of the batch is chosen.
/// </remarks>
internal sealed class RepeatedClips
{
    private readonly PlannedSet set;
    private readonly List<LinkedList<int>> clips = [];             // the pairs that are left of each, in the order of the candidates
    private readonly Dictionary<string, LinkedList<int>> byKey = new(StringComparer.Ordinal);

    /// <summary>All pairs of an epoch are left.</summary>
    /// <param name="set">The pairs.</param>
    /// <param name="order">All of them, as the epoch offers them.</param>
    public RepeatedClips(PlannedSet set, IReadOnlyList<int> order)
    {
        this.set = set;
        foreach (var clip in order.GroupBy(sample => set.VideoKeys[sample], StringComparer.Ordinal))
        {
            if (clip.Take(2).Count() < 2) continue;
            clips.Add(byKey[clip.Key] = new(clip));
        }
    }

    /// <summary>How many batches of different clips an epoch has: the largest R with Σ_k min(c_k, R) ≥ R·B.</summary>
    /// <param name="set">The pairs.</param>
    /// <param name="size">B, at most the number of clips.</param>
    public static int Batches(PlannedSet set, int size)
    {
        int[] counts = [.. set.VideoKeys.CountBy(key => key, StringComparer.Ordinal).Select(clip => clip.Value).OrderDescending()];
        long places = 0;
        int batches = 0, clips = counts.Length;
        while (true)
        {
            // places = Σ min(c, batches); one more batch adds each clip that has so many pairs.
            while (clips > 0 && counts[clips - 1] <= batches) clips--;
            places += clips;
            if (places < (batches + 1L) * size) return batches;
            batches++;
        }
    }

    /// <summary>One pair of each clip that the next batch must hold; where it can be, one whose text is not among these yet.</summary>
    /// <param name="left">Batches still to be made, the next included. The last has no choice, so nothing is due before its turn.</param>
    /// <param name="size">Pairs of a batch.</param>
    /// <param name="texts">Texts that the batch holds; what is given is expected to be added.</param>
    public IEnumerable<int> Due(int left, int size, IReadOnlySet<string> texts)
    {
        if (left < 2) yield break;
        List<LinkedList<int>> due = [.. clips.Where(clip => clip.Count >= left).Take(size)];
        foreach (var clip in due)
        {
            var fitting = clip.Where(sample => !texts.Contains(set.TextKeys[sample])).Take(1).ToList();
            yield return fitting is [var sample] ? sample : clip.First!.Value;
        }
    }

    /// <summary>A pair is in a batch.</summary>
    public void Taken(int sample)
    {
        if (byKey.TryGetValue(set.VideoKeys[sample], out var clip)) clip.Remove(sample);
    }
}
