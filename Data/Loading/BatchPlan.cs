using System.Globalization;

namespace Gexia.Data.Loading;

/// <summary>Which granularity comes next. GEXIA §4.1 trains on the union of all pairs; batches of one granularity are our choice.</summary>
public enum GranularityOrder
{
    /// <summary>One after the other, in the order given.</summary>
    Turns,
    /// <summary>Drawn for each batch with probability proportional to pairs × weight.</summary>
    Proportional,
}

/// <summary>How a batch's pairs are drawn from their granularity.</summary>
public enum SampleOrder
{
    /// <summary>Without replacement: every pair once in a random order, then all again in another; what is left over at the end of a
    /// round, because it fills no batch or only with a clip that the batch holds already, waits for the next round.</summary>
    Epochs,
    /// <summary>Every batch is drawn from all pairs, whatever the batches before it held.</summary>
    Uniform,
}

/// <summary>The pairs of one granularity as the plan sees them.</summary>
/// <param name="Granularity">Its name.</param>
/// <param name="BatchSize">Pairs in a batch; fewer when there are fewer clips.</param>
/// <param name="VideoKeys">[pairs] equal where two pairs show the same clip.</param>
/// <param name="TextKeys">[pairs] equal where two pairs say the same.</param>
/// <param name="Weight">Multiplies its share when the order is proportional.</param>
public sealed record PlannedSet(
    string Granularity, int BatchSize, IReadOnlyList<string> VideoKeys, IReadOnlyList<string> TextKeys, double Weight = 1)
{
    /// <summary>Number of different clips.</summary>
    public int Clips { get; } = VideoKeys.Distinct(StringComparer.Ordinal).Count();

    /// <summary>Pairs that a batch really holds, each with a clip of its own.</summary>
    public int Filled => Math.Min(BatchSize, Clips);
}

/// <summary>What goes into one batch.</summary>
/// <param name="Number">0, 1, … in the order of training.</param>
/// <param name="Set">Which granularity, as an index into the plan's sets.</param>
/// <param name="Samples">Which pairs of it.</param>
public sealed record PlannedBatch(long Number, int Set, IReadOnlyList<int> Samples);

/// <summary>
/// Decides the content of every batch as a pure function of (seed, batch number), so that a resumed training sees what an
/// uninterrupted one would have seen.
/// </summary>
/// <remarks>
/// All pairs of a batch have one granularity. Two pairs of a batch with the same clip or the same text would each be a false
/// negative of the other, so candidates are taken in random order and one that would meet its equal waits for a later batch.
/// Two captions of one clip never meet: batches are no larger than the number of clips, and an epoch has as many batches as can be
/// filled without. Equal texts of different clips are taken together only when nothing else is left for the batch (of the epoch, or
/// at all). Calls are thread-safe.
/// </remarks>
public sealed class BatchPlan
{
    private readonly Lock gate = new();
    private readonly Rng rng;
    private readonly GranularityOrder order;
    private readonly SampleOrder samples;
    private readonly PlannedSet[] sets;
    private readonly double[] shares;
    private readonly List<int> drawn = [];                       // proportional: the granularity of batches 0, 1, …
    private readonly List<long> visits = [];                     // proportional: how often that granularity came before
    private readonly long[] seen;                                // proportional: how often each granularity was drawn so far
    private readonly (long Epoch, int[][] Batches)[] epochs;     // the epoch that each set is in
    private readonly int[] perEpoch;                             // batches of each set's epochs

    /// <summary>A plan over sets that hold at least one pair each.</summary>
    /// <exception cref="ArgumentException">There is no set, one is empty, or a number is out of range.</exception>
    public BatchPlan(
        Rng rng, IReadOnlyList<PlannedSet> sets, GranularityOrder order = GranularityOrder.Turns, SampleOrder samples = SampleOrder.Epochs)
    {
        if (sets.Count == 0) throw new ArgumentException("BatchPlan: there is nothing to train on.", nameof(sets));
        foreach (var set in sets)
        {
            if (set.VideoKeys.Count == 0)
            {
                throw new ArgumentException(
                    $"BatchPlan: there is no pair of granularity {set.Granularity}. Leave it out of the data section, "
                    + $"or look at why its pairs were dropped.",
                    nameof(sets));
            }
            if (set.TextKeys.Count != set.VideoKeys.Count)
            {
                throw new ArgumentException(
                    $"BatchPlan: {set.Granularity} has {set.VideoKeys.Count} videos but {set.TextKeys.Count} texts.", nameof(sets));
            }
            if (set.BatchSize < 1 || !(set.Weight >= 0) || double.IsInfinity(set.Weight))
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"BatchPlan: {set.Granularity} needs a batch size of 1 or more and a weight of 0 or more; "
                        + $"they are {set.BatchSize} and {set.Weight}."),
                    nameof(sets));
        }
        (this.rng, this.order, this.samples, this.sets) = (rng, order, samples, [.. sets]);
        seen = new long[sets.Count];
        epochs = new (long, int[][])[sets.Count];
        Array.Fill(epochs, (-1, []));
        perEpoch = [.. sets.Select(set => RepeatedClips.Batches(set, set.Filled))];
        double[] sizes = [.. sets.Select(set => set.VideoKeys.Count * set.Weight)];
        var total = sizes.Sum();
        if (!(total > 0)) throw new ArgumentException("BatchPlan: every weight is 0.", nameof(sets));
        shares = [.. sizes.Select(size => size / total)];
    }

    /// <summary>The sets it draws from.</summary>
    public IReadOnlyList<PlannedSet> Sets => sets;

    /// <summary>The batch of that number.</summary>
    public PlannedBatch At(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        lock (gate)
        {
            var (set, visit) = SetAt(number);
            return new PlannedBatch(number, set, samples == SampleOrder.Uniform ? UniformBatch(number, set) : EpochBatch(visit, set));
        }
    }

    /// <summary>The granularity of a batch, and how many batches of it came before.</summary>
    private (int Set, long Visit) SetAt(long number)
    {
        if (order == GranularityOrder.Turns) return ((int)(number % sets.Length), number / sets.Length);
        while (drawn.Count <= number)
        {
            var set = Draw(rng.At(drawn.Count, "granularity").NextDouble());
            visits.Add(seen[set]++);
            drawn.Add(set);
        }
        return (drawn[checked((int)number)], visits[(int)number]);
    }

    private int Draw(double uniform)
    {
        var set = 0;
        while (set < shares.Length - 1 && uniform >= shares[set]) uniform -= shares[set++];
        // Rounding may lead past the end: go back to one that can be drawn.
        while (shares[set] == 0) set--;
        return set;
    }

    private int[] UniformBatch(long number, int set) =>
        new BatchFill(sets[set], rng.At(number, "batch").Permutation(sets[set].VideoKeys.Count)).Next(sets[set].Filled);

    private int[] EpochBatch(long visit, int set)
    {
        var epoch = visit / perEpoch[set];
        if (epochs[set].Epoch != epoch)
            epochs[set] = (epoch, Epoch(sets[set], perEpoch[set], rng.At(epoch, $"epoch {sets[set].Granularity}")));
        return epochs[set].Batches[visit % perEpoch[set]];
    }

    private static int[][] Epoch(PlannedSet set, int batches, Rng rng)
    {
        int[] order = [.. rng.Permutation(set.VideoKeys.Count)];
        var fill = new BatchFill(set, order, set.Clips < order.Length ? new RepeatedClips(set, order) : null);
        return [.. Enumerable.Range(0, batches).Select(done => fill.Next(set.Filled, batches - done))];
    }
}
