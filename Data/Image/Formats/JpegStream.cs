namespace Gexia.Data.Image.Formats;

/// <summary>Tells a stream of JPEG pictures, which is a video, from one picture.</summary>
internal static class JpegStream
{
    private const int MostBytes = 1 << 24;      // an end mark within a thumbnail comes early; that of the first picture within this

    /// <summary>
    /// Whether a second picture follows the first at once and nothing says that the file is one picture in several versions (MPF).
    /// </summary>
    public static bool Is(string path)
    {
        using var stream = Picture.Open(path, PictureLimits.Default with { MaxFileBytes = long.MaxValue });
        var bytes = new byte[Math.Min(stream.Length, MostBytes)];
        var head = bytes.AsSpan(0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        for (var at = 2; (at = JpegBits.NextMarker(head, at)) < head.Length - 4;)
        {
            var marker = head[at + 1];
            if (marker == 0xD9) return head[(at + 2)..].StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
            var length = head[at + 2] << 8 | head[at + 3];
            if (marker == 0xE2 && head[(at + 4)..].StartsWith("MPF\0"u8)) return false;
            at += marker is 1 or (>= 0xD0 and <= 0xD8) ? 2 : 2 + length;
        }
        return false;
    }
}
