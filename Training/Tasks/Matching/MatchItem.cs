using Gexia.Data.Granularities;

namespace Gexia.Training.Tasks.Matching;

/// <summary>A clip and the texts that it is compared with.</summary>
/// <param name="Clip">One segment of a video; its text is not read.</param>
/// <param name="Texts">What may be said of it; one list may serve many items.</param>
/// <param name="Right">The places of those that are right, from 0; perhaps none.</param>
internal sealed record MatchItem(Pair Clip, IReadOnlyList<string> Texts, IReadOnlyList<int> Right)
{
    /// <summary>The segment.</summary>
    public ClipSegment Segment => Clip.Clip[0];

    /// <summary>An item of a part of a video.</summary>
    /// <param name="file">The video's file.</param>
    /// <param name="start">Seconds; null for its start.</param>
    /// <param name="end">Seconds; null for its end.</param>
    /// <param name="texts">What may be said of it.</param>
    /// <param name="right">The places of those that are right.</param>
    public static MatchItem Of(string file, double? start, double? end, IReadOnlyList<string> texts, IReadOnlyList<int> right)
    {
        var segment = new ClipSegment(file, start ?? 0, end ?? ClipSegment.ToTheEnd);
        return new(Pair.Of(0, segment, "", file, Granularity.Svst), texts, right);
    }
}

/// <summary>A sample of the training: an item, with one of its right texts where texts are told apart.</summary>
/// <param name="Item">What is shown and may be said of it.</param>
/// <param name="Text">The place of the text; null where the item is compared with all of its own.</param>
internal readonly record struct MatchSample(MatchItem Item, int? Text);
