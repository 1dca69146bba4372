using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>Decodes the pictures of a WebP file. Each is handed to the decoder as a file of its own that holds nothing else.</summary>
/// <remarks>
/// ImageSharp 2.1.13 reads still WebP only, and cannot be interrupted while it does; so a picture is refused beforehand where its pixels
/// might need longer than there is time.
/// </remarks>
internal sealed class WebpFrames
{
    /// <summary>Pixels that the slowest machine thought of decodes in a second.</summary>
    private const double SlowestPixelsASecond = 4e6;

    private const int AlphaFlag = 16;

    private readonly PictureSource source;
    private readonly WebpFile file;

    private WebpFrames(PictureSource source) => (this.source, this.file) = (source, new WebpFile(source));

    /// <summary>The picture, or the first frame of an animation.</summary>
    public static RgbImage First(PictureSource source)
    {
        foreach (var (frame, _) in new WebpFrames(source).Drawn(n => n == 0, most: 1)) return frame!;
        throw source.Damaged(-1, "the file holds no picture");
    }

    /// <summary>The frames one by one, see <see cref="Picture.Frames"/>.</summary>
    public static IEnumerable<(RgbImage? Frame, double Seconds)> All(PictureSource source, Func<int, bool> wanted) =>
        new WebpFrames(source).Drawn(wanted, int.MaxValue);

    private IEnumerable<(RgbImage? Frame, double Seconds)> Drawn(Func<int, bool> wanted, int most) =>
        this.file.IsAnimated ? Animation(wanted, most) : [(this.file.Orientation.Apply(Still()), AnimationFrame.Still)];

    private RgbImage Still()
    {
        var pixels = Decode(this.file.Still!.Value with { Alpha = default }, PixelLayout.Rgb);
        return new RgbImage(pixels.Width, pixels.Height, pixels.Bytes);
    }

    private IEnumerable<(RgbImage? Frame, double Seconds)> Animation(Func<int, bool> wanted, int most)
    {
        var steps = new AnimationSteps(this.source.Name, this.file.Width, this.file.Height, this.source.Limits, this.source.Clock);
        foreach (var (frame, picture) in this.file.Frames.Take(most))
        {
            yield return steps.Next(frame, draw =>
            {
                var pixels = Decode(picture, PixelLayout.Rgba);
                if (pixels.Width != frame.Area.Width || pixels.Height != frame.Area.Height)
                {
                    var sizes = $"a frame of {frame.Area.Width}x{frame.Area.Height} holds a picture of {pixels.Width}x{pixels.Height}";
                    throw this.source.Damaged(picture.Data.Start.Value, sizes);
                }
                for (var y = 0; y < pixels.Height; y++) draw(pixels.Bytes.AsSpan(4 * pixels.Width * y, 4 * pixels.Width), y, 0, 1);
            }, wanted, this.file.Orientation);
        }
    }

    private DecodedPixels Decode(WebpPicture picture, PixelLayout layout)
    {
        var data = this.source.Bytes.AsSpan(picture.Data);
        var (columns, rows, isOpaque) = Header(picture, data);
        this.source.Require(columns, rows);
        if (columns * (double)rows > SlowestPixelsASecond * this.source.Clock.Left.TotalSeconds)
            throw ImageException.Above(
                this.source.Name, -1,
                $"decoding {columns}x{rows} pixels of WebP cannot be interrupted and might take longer than there is time");
        RequireCodes(picture, columns, rows);
        var pixels = ImageSharpDecoder.Decode(PictureFormat.Webp, Alone(picture, columns, rows), this.source, layout);
        if (layout == PixelLayout.Rgba && isOpaque)
            for (var i = 3; i < pixels.Bytes.Length; i += 4) pixels.Bytes[i] = 255;
        return pixels;
    }

    private void RequireCodes(WebpPicture picture, int columns, int rows)
    {
        const int LosslessHeader = 5, AlphaHeader = 1, LosslessAlpha = 1;
        if (picture.IsLossless)
            WebpLossless.RequireCodes(this.source, (picture.Data.Start.Value + LosslessHeader)..picture.Data.End, columns, rows);
        else if (!picture.Alpha.Equals(default)
            && this.source.Bytes.AsSpan(picture.Alpha) is [var header, ..] && (header & 3) == LosslessAlpha)
            WebpLossless.RequireCodes(this.source, (picture.Alpha.Start.Value + AlphaHeader)..picture.Alpha.End, columns, rows);
    }

    private (int Width, int Height, bool IsOpaque) Header(WebpPicture picture, ReadOnlySpan<byte> data)
    {
        if (data.Length < 10) throw this.source.Damaged(picture.Data.Start.Value, "the picture's data is too short");
        if (!picture.IsLossless)
        {
            var (columns, rows) = (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), BinaryPrimitives.ReadUInt16LittleEndian(data[8..]));
            return (columns & 0x3FFF, rows & 0x3FFF, picture.Alpha.Equals(default));
        }
        var word = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return ((int)(word & 0x3FFF) + 1, (int)((word >> 14) & 0x3FFF) + 1, (word >> 28 & 1) == 0);
    }

    /// <summary>A WebP file of this picture alone.</summary>
    private byte[] Alone(WebpPicture picture, int columns, int rows)
    {
        var alone = new MemoryStream();
        alone.Write("RIFF\0\0\0\0WEBP"u8);
        if (!picture.Alpha.Equals(default))
        {
            var header = new byte[10];
            header[0] = AlphaFlag;
            (header[4], header[5], header[7], header[8]) =
                ((byte)(columns - 1), (byte)((columns - 1) >> 8), (byte)(rows - 1), (byte)((rows - 1) >> 8));
            Write(alone, "VP8X"u8, header);
            Write(alone, "ALPH"u8, this.source.Bytes.AsSpan(picture.Alpha));
        }
        Write(alone, picture.IsLossless ? "VP8L"u8 : "VP8 "u8, this.source.Bytes.AsSpan(picture.Data));
        var bytes = alone.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }

    private static void Write(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
        file.Write(type);
        file.Write(length);
        file.Write(data);
        if (data.Length % 2 != 0) file.WriteByte(0);
    }
}
