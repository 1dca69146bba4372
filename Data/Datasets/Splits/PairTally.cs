using Gexia.Data.Granularities;

namespace Gexia.Data.Datasets.Splits;

/// <summary>Counts the pairs of a split; see <see cref="SplitSummary"/>.</summary>
/// <param name="folder">Where videos are looked for, so that pairs of missing ones do not count; null to count what is listed.</param>
/// <param name="facts">What the pairs themselves do not say.</param>
internal sealed class PairTally(string? folder, SplitFacts facts)
{
    private readonly NameSet found = new(), missing = new(), videos = new(), clips = new();
    private readonly Dictionary<string, int> dropped = new(facts.Dropped, StringComparer.Ordinal);
    private int pairs, captions, timed;
    private long words;
    private double seconds;

    /// <summary>Whether a pair or a bad one was counted.</summary>
    public bool IsEmpty => pairs + dropped.Count == 0;

    /// <summary>Counts a pair that can be used if its videos are there.</summary>
    public void Add(Pair pair)
    {
        var isThere = true;
        foreach (var segment in pair.Clip) isThere &= IsThere(segment.Video);
        if (!isThere) return;
        pairs++;
        captions += facts.Captions.GetValueOrDefault(Name(pair), 1);
        words += SplitSummary.Words(pair.Text);
        if (facts.ClipsAreFiles) videos.Add(pair.Source);
        else
            foreach (var segment in pair.Clip) videos.Add(segment.Video);
        if (!clips.Add(string.Join('|', pair.Clip)) || Duration(pair) is not { } duration) return;
        timed++;
        seconds += duration;
    }

    /// <summary>Counts something that is left out.</summary>
    /// <param name="reason">One of <see cref="DropReason"/>.</param>
    public void Drop(string reason) => dropped[reason] = dropped.GetValueOrDefault(reason) + 1;

    /// <summary>What was counted.</summary>
    public SplitSummary Summary(string dataset, string split) => new(
        dataset, split, videos.Count, pairs, captions, 0, dropped, timed == 0 ? null : seconds / timed,
        pairs == 0 ? null : (double)words / pairs);

    /// <summary>Whether a video is there; the first time that it is not is counted.</summary>
    private bool IsThere(string video)
    {
        if (folder is null || found.Contains(video)) return true;
        if (missing.Contains(video)) return false;
        if (File.Exists(Path.Combine(folder, video))) return found.Add(video);
        missing.Add(video);
        Drop(DropReason.MissingVideos);
        return false;
    }

    /// <summary>By what the facts know the video of a pair.</summary>
    private static string Name(Pair pair) =>
        pair.Source == pair.Clip[0].Video ? Path.ChangeExtension(pair.Source, null) : pair.Source;

    /// <summary>Seconds of the clip: its own, else those of its video, else the time that it takes in its source.</summary>
    private double? Duration(Pair pair) =>
        double.IsFinite(pair.Duration) ? pair.Duration
        : pair.Clip.Count > 1 ? null
        : facts.Durations.TryGetValue(Name(pair), out var whole) ? whole
        : double.IsFinite(pair.End - pair.Start) ? pair.End - pair.Start
        : null;
}
