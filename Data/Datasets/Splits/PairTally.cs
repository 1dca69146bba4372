using Gexia.Data.Granularities;

namespace Gexia.Data.Datasets.Splits;

/// <summary>Counts the pairs of a split; see <see cref="SplitSummary"/>.</summary>
/// <param name="folder">Where videos are looked for, so that pairs of missing ones do not count; null to count what is listed.</param>
/// <param name="durations">Seconds of videos that pairs do not state; see <see cref="IPairSplitSource.Durations"/>.</param>
internal sealed class PairTally(string? folder, IReadOnlyDictionary<string, double> durations)
{
    private readonly Dictionary<string, bool> videos = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> clips = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> dropped = new(StringComparer.Ordinal);
    private int pairs;
    private long words;

    /// <summary>Whether a pair or a bad one was counted.</summary>
    public bool IsEmpty => pairs + dropped.Count == 0;

    /// <summary>Counts a pair that can be used if its videos are there.</summary>
    public void Add(Pair pair)
    {
        var isThere = true;
        foreach (var segment in pair.Clip) isThere &= IsThere(segment.Video);
        if (!isThere) return;
        pairs++;
        words += SplitSummary.Words(pair.Text);
        if (Duration(pair) is { } seconds) clips.TryAdd(string.Join('|', pair.Clip), seconds);
    }

    /// <summary>Counts something that is left out.</summary>
    /// <param name="reason">One of <see cref="DropReason"/>.</param>
    public void Drop(string reason) => dropped[reason] = dropped.GetValueOrDefault(reason) + 1;

    /// <summary>What was counted.</summary>
    public SplitSummary Summary(string dataset, string split) => new(
        dataset, split, videos.Values.Count(isThere => isThere), pairs, pairs, 0, dropped, clips.Count == 0 ? null : clips.Values.Average(),
        pairs == 0 ? null : (double)words / pairs);

    /// <summary>Whether a video is there; the first time that it is not is counted.</summary>
    private bool IsThere(string video)
    {
        if (videos.TryGetValue(video, out var known)) return known;
        var isThere = videos[video] = folder is null || File.Exists(Path.Combine(folder, video));
        if (!isThere) Drop(DropReason.MissingVideos);
        return isThere;
    }

    private double? Duration(Pair pair) =>
        double.IsFinite(pair.Duration) ? pair.Duration
        : pair.Clip is [var whole] && durations.TryGetValue(Path.ChangeExtension(whole.Video, null), out var seconds) ? seconds
        : null;
}
