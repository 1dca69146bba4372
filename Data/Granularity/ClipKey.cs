using System.Globalization;

namespace Gexia.Data.Granularities;

/// <summary>
/// What a pair shows, as a key: equal for two pairs exactly when they show the same segments of the same files in one order.
/// </summary>
/// <remarks>
/// Several captions of one clip are several pairs with one key. A file has one name however pairs spell it, and a time is a number,
/// so 3.3 and 3.30 are one time.
/// </remarks>
public static class ClipKey
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>The keys of pairs, in their order.</summary>
    /// <param name="pairs">Any number.</param>
    /// <param name="nameOf">Gives one name to all spellings of a file; null knows that <c>./a.mp4</c> and <c>b/../a.mp4</c> are
    /// <c>a.mp4</c>, but no links.</param>
    public static string[] Of(IEnumerable<Pair> pairs, Func<string, string>? nameOf = null)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. pairs.Select(pair => string.Join('|', pair.Clip.Select(Segment)))];

        string Segment(ClipSegment segment)
        {
            if (!names.TryGetValue(segment.Video, out var name)) names[segment.Video] = name = (nameOf ?? Plain)(segment.Video);
            return string.Create(CultureInfo.InvariantCulture, $"{segment.Start + 0.0:R}-{segment.End + 0.0:R}:{name}"); // −0 + 0 = 0
        }
    }

    /// <summary>A relative path without steps that lead nowhere.</summary>
    private static string Plain(string path)
    {
        if (Path.IsPathRooted(path)) return path;
        var parts = new List<string>();
        foreach (var part in path.Split(Separators))
        {
            if (part is "" or ".") continue;
            if (part == ".." && parts is [.., not ".."]) parts.RemoveAt(parts.Count - 1);
            else parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
