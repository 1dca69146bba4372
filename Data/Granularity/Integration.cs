namespace Gexia.Data.Granularities;

/// <summary>How pairs are integrated.</summary>
/// <param name="Out">The granularity of the results.</param>
/// <param name="MinPairs">Sources with fewer pairs, one that is repeated counting once, are left out; at least 1. The
/// paper asks for 4.</param>
/// <param name="MaxClipsPerLong">More pairs of a source than this are divided into consecutive results of nearly equal
/// size; 0: no limit.</param>
/// <param name="Separator">Between the texts; see <see cref="TextJoining.Join"/>.</param>
public sealed record IntegrationOptions(Granularity Out, int MinPairs = 4, int MaxClipsPerLong = 0, string? Separator = null);

/// <summary>Video and text integration ⊕v, ⊕t: several pairs become one longer pair.</summary>
/// <remarks>GEXIA §4.1. All orders are fixed by the pairs and, where chance decides, by the seed.</remarks>
public static class Integration
{
    /// <summary>
    /// One long pair per source with enough pairs, in time order: by start, then end, then id. A pair that is repeated counts once.
    /// </summary>
    /// <returns>In the order in which the sources first appear; numbered from 0; joined as they are asked for.</returns>
    public static IEnumerable<Pair> BySource(IEnumerable<Pair> pairs, IntegrationOptions options) =>
        KeptGroups(pairs, options).Select((group, number) => Join(number, group, group[0].Source, options));

    /// <summary>
    /// As many long pairs as <see cref="BySource"/> would make and with sizes drawn from the same histogram, but each
    /// of pairs from anywhere.
    /// </summary>
    /// <remarks>GEXIA, appendix A. A result's pairs are distinct and keep the order in which they were drawn; every result is a
    /// function of the seed and its own number.</remarks>
    /// <param name="pairs">To draw from; must fit in memory.</param>
    /// <param name="options">Its rules decide number and sizes.</param>
    /// <param name="random">Where chance comes from; not advanced.</param>
    /// <returns>Numbered from 0; joined as they are asked for.</returns>
    public static IEnumerable<Pair> AtRandom(IReadOnlyList<Pair> pairs, IntegrationOptions options, Rng random)
    {
        var sizes = KeptGroups(pairs, options).Select(group => group.Count).ToArray();
        return Enumerable.Range(0, sizes.Length).Select(number =>
        {
            var draw = random.At(number, "random integration");
            return Draw(pairs, sizes[draw.NextInt32(sizes.Length)], number, draw, options);
        });
    }

    /// <summary>The same with a given number of results of a given size, for pairs whose sources are unknown.</summary>
    /// <param name="pairs">To draw from; must fit in memory.</param>
    /// <param name="count">How many results.</param>
    /// <param name="clips">Pairs per result; fewer where there are not so many.</param>
    /// <param name="options">Granularity and separator count here.</param>
    /// <param name="random">Where chance comes from; not advanced.</param>
    /// <returns>Numbered from 0; joined as they are asked for.</returns>
    public static IEnumerable<Pair> AtRandom(IReadOnlyList<Pair> pairs, int count, int clips, IntegrationOptions options, Rng random) =>
        pairs.Count == 0 ? [] : Enumerable.Range(0, count).Select(number =>
            Draw(pairs, Math.Min(clips, pairs.Count), number, random.At(number, "random integration"), options));

    /// <summary>Each <paramref name="groupSize"/> consecutive pairs become one; what is left over at the end is left out.</summary>
    /// <remarks>
    /// For recursion: long pairs of one channel or playlist, listed in order, become very long ones. Sources are joined by "+".
    /// </remarks>
    /// <param name="pairs">In the wanted order.</param>
    /// <param name="groupSize">At least 1.</param>
    /// <param name="options">Granularity and separator count here.</param>
    /// <param name="shuffle">Puts the pairs into a random order first; null keeps the given one.</param>
    /// <returns>Numbered from 0; joined as they are asked for.</returns>
    public static IEnumerable<Pair> Groups(IEnumerable<Pair> pairs, int groupSize, IntegrationOptions options, Rng? shuffle = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 1);
        var ordered = pairs.ToList();
        shuffle?.At(0, "group integration").Shuffle(ordered);
        return ordered.Chunk(groupSize).Where(chunk => chunk.Length == groupSize)
            .Select((chunk, number) =>
                Join(number, chunk, string.Join('+', chunk.Select(pair => pair.Source).Distinct(StringComparer.Ordinal)), options));
    }

    private static Pair Draw(IReadOnlyList<Pair> pairs, int size, int number, Rng draw, IntegrationOptions options)
    {
        var drawn = draw.Sample(pairs.Count, size).Select(i => pairs[i]).ToList();
        var joined = Join(number, drawn, $"random-{number}", options);
        return joined with { Start = 0, End = joined.Duration };        // there is no source to have a place in
    }

    private static Pair Join(long id, IReadOnlyList<Pair> parts, string source, IntegrationOptions options) => new(
        id, [.. parts.SelectMany(part => part.Clip)], TextJoining.Join(parts.Select(part => part.Text), options.Separator),
        source, parts[0].Start, parts[^1].End, options.Out);

    /// <summary>The pairs without those that show and say what an earlier one does.</summary>
    private static IEnumerable<Pair> Different(Pair[] pairs) =>
        pairs.Zip(ClipKey.Of(pairs)).DistinctBy(item => (item.Second, item.First.Text.Trim())).Select(item => item.First);

    /// <summary>The pairs of each source in time order, by the drop rule and the cap.</summary>
    private static IEnumerable<IReadOnlyList<Pair>> KeptGroups(IEnumerable<Pair> pairs, IntegrationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MinPairs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxClipsPerLong);
        foreach (var group in pairs.GroupBy(pair => pair.Source, StringComparer.Ordinal))
        {
            var all = group.ToArray();
            if (all.Length < options.MinPairs) continue;
            var ordered = Different(all).OrderBy(pair => pair.Start).ThenBy(pair => pair.End).ThenBy(pair => pair.Id).ToList();
            if (ordered.Count < options.MinPairs) continue;

            // k consecutive pieces whose sizes differ by one at most: piece i is [i·n/k, (i+1)·n/k).
            var cap = options.MaxClipsPerLong == 0 ? ordered.Count : options.MaxClipsPerLong;
            long count = ordered.Count, pieces = (count + cap - 1) / cap;
            for (var i = 0L; i < pieces; i++)
                yield return ordered[(int)(i * count / pieces)..(int)((i + 1) * count / pieces)];
        }
    }
}
