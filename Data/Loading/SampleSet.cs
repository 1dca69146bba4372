using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>The pairs of one granularity, and how the model sees them.</summary>
/// <param name="Granularity">Shared by all pairs.</param>
/// <param name="Pairs">At least one.</param>
/// <param name="Frames">Frames sampled from each video.</param>
/// <param name="TextLength">Ids of each text, start, end and padding included.</param>
/// <param name="BatchSize">Pairs in a batch.</param>
/// <param name="Weight">Multiplies its share when granularities are drawn in proportion.</param>
public sealed record SampleSet(
    Granularity Granularity, IReadOnlyList<Pair> Pairs, int Frames, int TextLength, int BatchSize, double Weight = 1)
{
    /// <summary>
    /// As the plan sees it. Two videos are the same when their <see cref="ClipKey"/> is, two texts when their letters are, apart from
    /// white space around them.
    /// </summary>
    /// <param name="source">Knows which names are one video; null takes names as they are written.</param>
    /// <param name="cancellation">Ends the work.</param>
    public PlannedSet Planned(IFrameSource? source = null, CancellationToken cancellation = default) =>
        new(
            Granularity.Name, BatchSize, ClipKey.Of(Pairs.Until(cancellation), source is null ? null : source.NameOf),
            [.. Pairs.Select(pair => pair.Text.Trim())], Weight);
}
