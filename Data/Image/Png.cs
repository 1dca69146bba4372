using Gexia.Io;
using System.IO.Compression;

namespace Gexia.Data.Image;

/// <summary>Reads and writes PNG pictures without any native library.</summary>
/// <example><code>
/// var picture = Png.Read("cat.png");
/// Png.Write("small.png", Resize.Bicubic(picture, 64, 64));
/// </code></example>
public static class Png
{
    /// <summary>Reads any PNG (every colour type, 1 to 16 bits, interlaced or not) as 8-bit RGB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may cost; <see cref="PngLimits.Default"/> when null.</param>
    /// <returns>The picture. Alpha is dropped, not blended (as Pillow's <c>convert("RGB")</c> does); of 16-bit samples the high byte
    /// is kept, but 16-bit grey without alpha is clipped at 255, as there; of an animation it is the default picture.</returns>
    /// <exception cref="ImageException">The file is not a PNG, is damaged or is above a limit.</exception>
    public static RgbImage Read(string path, PngLimits? limits = null)
    {
        using var stream = Open(path, limits);
        return Decode(stream, path, limits);
    }

    /// <summary>Reads a PNG from a stream.</summary>
    /// <param name="stream">At its first byte.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; <see cref="PngLimits.Default"/> when null.</param>
    /// <returns>The picture as 8-bit RGB, see <see cref="Read"/>.</returns>
    /// <exception cref="ImageException">The data is no PNG, is damaged or is above a limit.</exception>
    public static RgbImage Decode(Stream stream, string name, PngLimits? limits = null)
    {
        var reader = new PngReader(name, limits ?? PngLimits.Default);
        var image = reader.Frames(stream).First(frame => frame.IsDefault);
        return new RgbImage(reader.Header.Width, reader.Header.Height, DropAlpha(image.Rgba));
    }

    /// <summary>Writes an 8-bit RGB picture. The file appears whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="image">The picture.</param>
    public static void Write(string path, RgbImage image) => AtomicFile.Write(path, stream => Encode(stream, image));

    /// <summary>Writes an 8-bit RGB picture to a stream.</summary>
    /// <param name="stream">Receives the PNG; stays open.</param>
    /// <param name="image">The picture.</param>
    public static void Encode(Stream stream, RgbImage image)
    {
        stream.Write(PngChunk.Signature);
        PngChunk.Write(stream, PngChunkType.Header, HeaderOf(image).ToBytes());
        PngChunk.Write(stream, PngChunkType.Data, Compress(image, CompressionLevel.Optimal).Span);
        PngChunk.Write(stream, PngChunkType.End, []);
    }

    /// <summary>Whether the file begins with PNG's signature; false when it cannot be opened.</summary>
    internal static bool HasSignature(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var head = new byte[8];
            return stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) == 8 && head.AsSpan().SequenceEqual(PngChunk.Signature);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    internal static FileStream Open(string path, PngLimits? limits)
    {
        if (InputFile.Problem(path) is { } problem) throw new ImageException(path, -1, problem);
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            var most = (limits ?? PngLimits.Default).MaxFileBytes;
            if (stream.Length <= most) return stream;
            stream.Dispose();
            throw new ImageException(path, -1, $"the file is larger than {most} bytes");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(path, -1, e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message);
        }
    }

    internal static PngHeader HeaderOf(RgbImage image) => new(image.Width, image.Height, 8, PngColor.Rgb, Interlaced: false);

    /// <summary>The zlib stream of a picture, each row with the filter of least cost.</summary>
    internal static ReadOnlyMemory<byte> Compress(RgbImage image, CompressionLevel level)
    {
        var rowBytes = image.Width * 3;
        var candidates = new byte[PngFilter.Count][];
        for (var filter = 0; filter < PngFilter.Count; filter++) candidates[filter] = new byte[1 + rowBytes];

        var compressed = new MemoryStream();
        using (var deflater = new ZLibStream(compressed, level, leaveOpen: true))
        {
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (var y = 0; y < image.Height; y++)
            {
                var row = image.Pixels.AsSpan(y * rowBytes, rowBytes);
                var (best, least) = (0, long.MaxValue);
                for (var filter = 0; filter < PngFilter.Count; filter++)
                {
                    candidates[filter][0] = (byte)filter;
                    var filtered = candidates[filter].AsSpan(1);
                    PngFilter.Apply(filter, row, above, 3, filtered);
                    var cost = PngFilter.Cost(filtered);
                    if (cost < least) (best, least) = (filter, cost);
                }
                deflater.Write(candidates[best]);
                above = row;
            }
        }
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    internal static byte[] DropAlpha(ReadOnlySpan<byte> rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
        {
            rgb[to] = rgba[from];
            rgb[to + 1] = rgba[from + 1];
            rgb[to + 2] = rgba[from + 2];
        }
        return rgb;
    }
}
