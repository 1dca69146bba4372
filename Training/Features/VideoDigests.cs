using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Gexia.Data.Granularities;
using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Training.Features;

/// <summary>Keys of clips by the content of their files: SHA-256, computed once a file.</summary>
/// <param name="source">Knows the files.</param>
internal sealed class VideoDigests(FileFrameSource source)
{
    private readonly ConcurrentDictionary<string, string?> known = new(StringComparer.Ordinal);

    /// <summary>What is shown of which contents, and how many frames of it; null where a file cannot be read.</summary>
    /// <param name="clip">The segments.</param>
    /// <param name="frames">Frames that are sampled by the test rule.</param>
    public string? KeyOf(IReadOnlyList<ClipSegment> clip, int frames)
    {
        var parts = new List<string>(clip.Count);
        foreach (var segment in clip)
        {
            if (known.GetOrAdd(segment.Video, Digest) is not { } digest) return null;
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{segment.Start + 0.0:R}-{segment.End + 0.0:R}:{digest}"));
        }
        return string.Create(CultureInfo.InvariantCulture, $"{frames} frames {string.Join('|', parts)}");
    }

    // Why it cannot be read is told by whoever decodes it.
    private string? Digest(string video)
    {
        try
        {
            using var stream = InputFile.Open(source.PathOf(video));
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or GexiaException)
        {
            return null;
        }
    }
}
