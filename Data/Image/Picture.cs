using System.Runtime.InteropServices;
using Gexia.Data.Image.Formats;
using Gexia.Io;

namespace Gexia.Data.Image;

/// <summary>
/// Reads a picture of any format: PNG by this project's own reader, the others with ImageSharp's decoders; no other program is needed.
/// </summary>
/// <remarks>
/// The content decides the format, never the name. The result is what Pillow's <c>ImageOps.exif_transpose</c> and <c>convert("RGB")</c>
/// give: turned as EXIF says, alpha dropped and not blended, 8 bits a colour (docs/pixels.md says how near each format comes). Of an
/// animation or of several pages it is the first. A file that ends early or is damaged is refused, never filled up.
/// </remarks>
/// <example><code>
/// var picture = Picture.Read("cat.jpg");
/// Png.Write("small.png", Resize.Bicubic(picture, 64, 64));
/// </code></example>
public static class Picture
{
    /// <summary>Reads a picture from a file.</summary>
    /// <param name="path">The file, whatever its name.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>8-bit RGB.</returns>
    /// <exception cref="ImageException">There is no such file, it is of no format that is read, is damaged, or is
    /// above a limit.</exception>
    public static RgbImage Read(string path, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        using var stream = Open(path, limits ?? PictureLimits.Default);
        return Read(stream, path, limits, cancellation);
    }

    /// <summary>Reads a picture from a stream.</summary>
    /// <param name="stream">At its first byte; can be sought in.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>8-bit RGB.</returns>
    /// <exception cref="ImageException">It is of no format that is read, is damaged, or is above a limit.</exception>
    public static RgbImage Read(Stream stream, string name, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= PictureLimits.Default;
        using var clock = new PictureClock(limits.WallClock, cancellation);
        if (FormatOf(stream, name, limits) is not { } format) throw Unknown(name);
        if (format == PictureFormat.Png) return Png.Decode(stream, name, limits, clock);
        return PictureDecoding.Decode(format, new PictureSource(Bytes(stream, name, limits), name, limits, clock));
    }

    /// <summary>Reads a picture from memory.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>8-bit RGB.</returns>
    /// <exception cref="ImageException">It is of no format that is read, is damaged, or is above a limit.</exception>
    public static RgbImage Read(
        ReadOnlyMemory<byte> bytes, string name, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        using var stream = MemoryMarshal.TryGetArray(bytes, out var part)
            ? new MemoryStream(part.Array!, part.Offset, part.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(bytes.ToArray(), 0, bytes.Length, writable: false, publiclyVisible: true);
        return Read(stream, name, limits, cancellation);
    }

    /// <summary>Whether the bytes of a whole file are of a format that is read here.</summary>
    internal static bool IsKnown(ReadOnlySpan<byte> bytes) =>
        PictureFormats.BySignature(bytes[..Math.Min(bytes.Length, PictureFormats.HeadBytes)]) is not null
        || TgaFile.Is(new MemoryStream(bytes.ToArray(), writable: false));

    /// <summary>The format that a file's content has; null where it is none that is read here.</summary>
    /// <param name="path">The file, whatever its name.</param>
    /// <exception cref="ImageException">There is no such file, or it cannot be opened.</exception>
    public static PictureFormat? FormatOf(string path)
    {
        using var stream = Open(path, PictureLimits.Default with { MaxFileBytes = long.MaxValue });
        return FormatOf(stream, path, PictureLimits.Default);
    }

    /// <summary>The frames of an animation one by one, or the one frame of a still picture.</summary>
    /// <param name="stream">At its first byte.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What they may cost.</param>
    /// <param name="clock">Ends it.</param>
    /// <param name="wanted">Which frames are to be shown; the others are null.</param>
    /// <returns>Each frame, whose memory the next one uses again, and the seconds that it shows; 0 for a still picture.</returns>
    internal static IEnumerable<(RgbImage? Frame, double Seconds)> Frames(
        Stream stream, string name, PictureLimits limits, PictureClock clock, Func<int, bool> wanted)
    {
        if (FormatOf(stream, name, limits) is not { } format) throw Unknown(name);
        return (format == PictureFormat.Png
            ? AnimatedPng.Frames(stream, name, limits, clock, wanted)
            : PictureDecoding.Frames(format, new PictureSource(Bytes(stream, name, limits), name, limits, clock), wanted))
            .Select(frame => (frame.Frame, FrameDelay.Shown(frame.Seconds)));
    }

    /// <summary>Opens a regular file within the limit of size.</summary>
    /// <exception cref="ImageException">There is none, it is too large, or it cannot be opened.</exception>
    internal static FileStream Open(string path, PictureLimits limits)
    {
        if (InputFile.Problem(path) is { } problem) throw new ImageException(path, -1, problem);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
            if (stream.Length <= limits.MaxFileBytes) return stream;
            stream.Dispose();
            throw ImageException.Above(path, -1, $"the file is larger than {limits.MaxFileBytes} bytes");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, -1, error.Message, error);
        }
    }

    private static PictureFormat? FormatOf(Stream stream, string name, PictureLimits limits)
    {
        var head = new byte[PictureFormats.HeadBytes];
        var start = stream.Position;
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0) throw new ImageException(name, -1, "the file is empty");
        stream.Position = start;
        return PictureFormats.BySignature(head.AsSpan(0, read)) ?? (TgaFile.Is(stream) ? PictureFormat.Tga : null);
    }

    private static byte[] Bytes(Stream stream, string name, PictureLimits limits)
    {
        // Without a copy where the bytes lie in an array of their own.
        if (stream is MemoryStream { Position: 0 } memory
            && memory.TryGetBuffer(out var part) && part.Offset == 0 && part.Count == part.Array!.Length)
            return part.Array;
        var length = stream.Length - stream.Position;
        if (length > Math.Min(limits.MaxFileBytes, Array.MaxLength))
            throw ImageException.Above(name, -1, $"the file is larger than {limits.MaxFileBytes} bytes");
        var bytes = new byte[length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static ImageException Unknown(string name) =>
        new(name, -1, $"its content is no picture that is read here ({PictureFormats.Names} are)");
}
