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
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <returns>The picture. Alpha is dropped, not blended (as Pillow's <c>convert("RGB")</c> does); of 16-bit samples the high byte
    /// is kept, but 16-bit grey without alpha is clipped at 255, as there. It is turned as its EXIF data says; of an animation it is
    /// the default picture.</returns>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">The file is not a PNG, is damaged or is above a limit.</exception>
    public static RgbImage Read(string path, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        using var stream = Picture.Open(path, limits ?? PictureLimits.Default);
        return Decode(stream, path, limits, cancellation);
    }

    /// <summary>Reads a PNG from a stream.</summary>
    /// <param name="stream">At its first byte.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">What it may cost; <see cref="PictureLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The picture as 8-bit RGB, see <see cref="Read"/>.</returns>
    /// <exception cref="ImageException">The data is no PNG, is damaged or is above a limit.</exception>
    public static RgbImage Decode(Stream stream, string name, PictureLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= PictureLimits.Default;
        using var clock = new PictureClock(limits.WallClock, cancellation);
        return Decode(stream, name, limits, clock);
    }

    internal static RgbImage Decode(Stream stream, string name, PictureLimits limits, PictureClock clock)
    {
        var reader = new PngReader(name, limits, clock);
        RgbImage? image = null;
        foreach (var frame in reader.Frames(stream))
        {
            // read on to the end all the same: what follows may be damaged, or say how to turn the picture
            if (!frame.IsDefault) continue;
            var made = image = new RgbImage(reader.Header.Width, reader.Header.Height);
            frame.Decode((pixels, y, x, step) =>
            {
                var row = made.Pixels.AsSpan(3 * made.Width * y, 3 * made.Width);
                if (step == 1) AnimationCanvas.DropAlpha(pixels, row);
                else
                    for (var i = 0; i < pixels.Length / 4; i++) pixels.Slice(4 * i, 3).CopyTo(row[(3 * (x + (i * step)))..]);
            });
        }
        return reader.Orientation.Apply(image!);
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
}
