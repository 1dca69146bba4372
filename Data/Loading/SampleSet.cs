using System.Globalization;
using Gexia.Data.Granularities;

namespace Gexia.Data.Loading;

/// <summary>The pairs of one granularity, and how the model sees them.</summary>
/// <param name="Granularity">Shared by all pairs.</param>
/// <param name="Pairs">At least one.</param>
/// <param name="Frames">Frames sampled from each video.</param>
/// <param name="TextLength">Ids of each text, start, end and padding included.</param>
/// <param name="BatchSize">Pairs in a batch.</param>
/// <param name="Weight">Multiplies its share when granularities are drawn in proportion.</param>
public sealed record SampleSet(Granularity Granularity, IReadOnlyList<Pair> Pairs, int Frames, int TextLength, int BatchSize, double Weight = 1)
{
    /// <summary>As the plan sees it. Two videos are the same when their segments are, two texts when their letters are, apart from white space around them.</summary>
    public PlannedSet Planned() => new(Granularity.Name, BatchSize, [.. Pairs.Select(VideoKey)], [.. Pairs.Select(pair => pair.Text.Trim())], Weight);

    private static string VideoKey(Pair pair) =>
        string.Join('|', pair.Clip.Select(segment => string.Create(CultureInfo.InvariantCulture, $"{segment.Start:R}-{segment.End:R}:{segment.Video}")));
}
