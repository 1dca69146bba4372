namespace Gexia;

/// <summary>
/// Counter-based random numbers (Philox4x32-10; Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
/// A number is a pure function of (seed, stream, position), so any sample can be made again from its coordinates:
/// <c>rng.At(step, use)</c> is the same stream on every machine, in every process, on every thread.
/// </summary>
public sealed class Rng
{
    private readonly ulong seed, stream;
    private readonly uint[] block = new uint[4];
    private ulong counter;
    private int left;

    /// <summary>The stream number <paramref name="stream"/> of a seed, from its start.</summary>
    public Rng(ulong seed, ulong stream = 0)
    {
        this.seed = seed;
        this.stream = stream;
    }

    /// <summary>The stream that belongs to one use at one step; independent of what was drawn here.</summary>
    /// <param name="step">Such as the training step, or a sample's number.</param>
    /// <param name="use">Such as "frames" or "batch"; the same word gives the same stream.</param>
    public Rng At(long step, string use)
    {
        // FNV-1a over the word, then a 64-bit finaliser over (stream, step, word).
        var word = 14695981039346656037UL;
        foreach (var letter in use) word = (word ^ letter) * 1099511628211UL;
        return new Rng(seed, Mix(Mix(stream + 0x9E3779B97F4A7C15UL) ^ Mix((ulong)step + word)));
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (left == 0)
        {
            Philox(seed, counter++, stream, block);
            left = 4;
        }
        return block[4 - left--];
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64() => ((ulong)NextUInt32() << 32) | NextUInt32();

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in 0..bound−1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">bound is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        while (true)
        {
            var product = (ulong)NextUInt32() * range;
            if ((uint)product >= unchecked(0u - range) % range) return (int)(product >> 32);
        }
    }

    /// <summary>Standard normal (Box–Muller; the second value of a pair is not kept, so a draw always costs the same).</summary>
    public double NextNormal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Puts a list into a uniformly random order (Fisher–Yates).</summary>
    public void Shuffle<T>(IList<T> list)
    {
        for (var i = list.Count - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (list[i], list[j]) = (list[j], list[i]);
        }
    }

    /// <summary><paramref name="count"/> different numbers of 0..bound−1 in random order.</summary>
    /// <exception cref="ArgumentOutOfRangeException">count is negative or exceeds bound.</exception>
    public int[] Sample(int bound, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, bound);
        return [.. Permutation(bound).Take(count)];
    }

    /// <summary>0..bound−1 in random order, drawn as it is read: the first k numbers cost k draws and the memory of k.</summary>
    /// <exception cref="ArgumentOutOfRangeException">bound is negative.</exception>
    public IEnumerable<int> Permutation(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bound);
        return Drawn();

        // Fisher–Yates over a virtual 0..bound−1: only the moved places are stored.
        IEnumerable<int> Drawn()
        {
            var moved = new Dictionary<int, int>();
            for (var i = 0; i < bound; i++)
            {
                var j = i + NextInt32(bound - i);
                yield return moved.GetValueOrDefault(j, j);
                moved[j] = moved.GetValueOrDefault(i, i);
                moved.Remove(i);
            }
        }
    }

    /// <summary>Ten Philox rounds on the counter (low, high) under a key.</summary>
    internal static void Philox(ulong key, ulong low, ulong high, Span<uint> result)
    {
        uint c0 = (uint)low, c1 = (uint)(low >> 32), c2 = (uint)high, c3 = (uint)(high >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)0xD2511F53 * c0;
            var p1 = (ulong)0xCD9E8D57 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        (result[0], result[1], result[2], result[3]) = (c0, c1, c2, c3);
    }
}
