using System.Runtime.InteropServices;

namespace Gexia.Data.Text;

/// <summary>The words of a corpus while BPE training merges them, with up-to-date pair counts.</summary>
/// <remarks>A join touches only the words that hold the pair. The heap may hold outdated counts; an entry whose count is no
/// longer true is dropped when it surfaces, because each change of a count enters a new one.</remarks>
internal sealed class MergedWords
{
    private readonly List<(int[] Ids, long Count)> words;
    private readonly Dictionary<(int Left, int Right), long> counts = [];
    private readonly Dictionary<(int Left, int Right), HashSet<int>> holders = [];
    private readonly PriorityQueue<(int Left, int Right), (long NegativeCount, int Left, int Right)> queue = new();
    private readonly HashSet<(int Left, int Right)> forbidden = [];

    public MergedWords(IEnumerable<(int[] Ids, long Count)> words)
    {
        this.words = [.. words];
        var seen = new HashSet<(int Left, int Right)>();
        for (var word = 0; word < this.words.Count; word++) Add(word, seen);
        foreach (var pair in seen) Enter(pair);
    }

    /// <summary>The pair with the highest count, then the lowest ids; null when none occurs twice.</summary>
    public (int Left, int Right)? MostFrequentPair()
    {
        while (queue.TryPeek(out var pair, out var key))
        {
            if (-key.NegativeCount == counts.GetValueOrDefault(pair) && !forbidden.Contains(pair))
                return -key.NegativeCount >= 2 ? pair : null;
            queue.Dequeue();
        }
        return null;
    }

    /// <summary>Never offers <paramref name="pair"/> again.</summary>
    public void Forbid((int Left, int Right) pair) => forbidden.Add(pair);

    /// <summary>Replaces each occurrence of <paramref name="pair"/>, from left to right, by <paramref name="merged"/>.</summary>
    public void Join((int Left, int Right) pair, int merged)
    {
        var changed = new HashSet<(int Left, int Right)>();
        foreach (var word in holders[pair].ToArray())
        {
            var (ids, count) = this.words[word];
            for (var i = 0; i + 1 < ids.Length; i++)
            {
                var old = (ids[i], ids[i + 1]);
                counts[old] -= count;
                holders[old].Remove(word);
                changed.Add(old);
            }

            var joined = new List<int>(ids.Length);
            for (var i = 0; i < ids.Length; i++)
            {
                var here = i + 1 < ids.Length && (ids[i], ids[i + 1]) == pair;
                joined.Add(here ? merged : ids[i]);
                if (here) i++;
            }
            this.words[word] = ([.. joined], count);
            Add(word, changed);
        }
        foreach (var entry in changed) Enter(entry);
    }

    private void Add(int word, HashSet<(int Left, int Right)> changed)
    {
        var (ids, count) = this.words[word];
        for (var i = 0; i + 1 < ids.Length; i++)
        {
            var pair = (ids[i], ids[i + 1]);
            CollectionsMarshal.GetValueRefOrAddDefault(counts, pair, out _) += count;
            (CollectionsMarshal.GetValueRefOrAddDefault(holders, pair, out _) ??= []).Add(word);
            changed.Add(pair);
        }
    }

    private void Enter((int Left, int Right) pair)
    {
        if (counts[pair] >= 2) queue.Enqueue(pair, (-counts[pair], pair.Left, pair.Right));
    }
}
