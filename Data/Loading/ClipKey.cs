using System.Globalization;
using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>What a pair shows, as a key: equal for two pairs exactly when they show the same segments of the same files in one order.</summary>
/// <remarks>
/// Several captions of one clip are several pairs with one key. A file has one name however pairs spell it
/// (<see cref="IFrameSource.NameOf"/>), and a time is a number, so 3.3 and 3.30 are one time.
/// </remarks>
public static class ClipKey
{
    /// <summary>The keys of pairs, in their order.</summary>
    /// <param name="pairs">Any number.</param>
    /// <param name="source">Knows which names are one video; null takes names as they are written.</param>
    public static string[] Of(IReadOnlyList<Pair> pairs, IFrameSource? source = null)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. pairs.Select(pair => string.Join('|', pair.Clip.Select(Segment)))];

        string Segment(ClipSegment segment)
        {
            if (!names.TryGetValue(segment.Video, out var name)) names[segment.Video] = name = source?.NameOf(segment.Video) ?? segment.Video;
            return string.Create(CultureInfo.InvariantCulture, $"{segment.Start + 0.0:R}-{segment.End + 0.0:R}:{name}"); // −0 + 0 = 0
        }
    }
}
