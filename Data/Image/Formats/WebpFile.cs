using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>One coded picture of a WebP file.</summary>
/// <param name="IsLossless">VP8L, else VP8.</param>
/// <param name="Data">Where its data lies in the file.</param>
/// <param name="Alpha">Where the alpha channel of a lossy picture lies; empty without one.</param>
internal readonly record struct WebpPicture(bool IsLossless, Range Data, Range Alpha);

/// <summary>The chunks of a WebP file. Each picture is handed to the decoder as a file of its own that holds nothing else.</summary>
/// <remarks>
/// ImageSharp 2.1.13 reads still WebP only, and cannot be interrupted while it does; so a picture is refused beforehand where its pixels
/// might need longer than there is time.
/// </remarks>
internal sealed class WebpFile
{
    /// <summary>Pixels that the slowest machine thought of decodes in a second.</summary>
    private const double SlowestPixelsASecond = 4e6;

    private const int AnimatedFlag = 2, AlphaFlag = 16, FrameHeader = 16;

    private readonly PictureSource source;
    private readonly List<(AnimationFrame Frame, WebpPicture Picture)> frames = [];
    private WebpPicture? still;
    private Range alpha;
    private bool isAnimated;
    private int width, height;

    private WebpFile(PictureSource source) => this.source = source;

    private Orientation Orientation { get; set; } = Orientation.Upright;

    /// <summary>The picture, or the first frame of an animation.</summary>
    public static RgbImage First(PictureSource source)
    {
        var file = Parse(source);
        if (!file.isAnimated) return file.Orientation.Apply(file.Still());
        foreach (var (frame, _) in file.Animation(n => n == 0, most: 1)) return frame!;
        throw source.Damaged(-1, "the animation has no frame");
    }

    /// <summary>The frames one by one, see <see cref="Picture.Frames"/>.</summary>
    public static IEnumerable<(RgbImage? Frame, double Seconds)> Frames(PictureSource source, Func<int, bool> wanted)
    {
        var file = Parse(source);
        return file.isAnimated ? file.Animation(wanted, int.MaxValue) : [(file.Orientation.Apply(file.Still()), AnimationFrame.Still)];
    }

    private static WebpFile Parse(PictureSource source)
    {
        var file = new WebpFile(source);
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(4, 4, "its header"));
        if (end > source.Length) throw source.Damaged(source.Length, $"the file ends {end - source.Length} bytes early");
        file.Chunks(12, (int)end, file.Take);
        if (file.isAnimated && file.frames.Count == 0) throw source.Damaged(-1, "the animation has no frame");
        if (!file.isAnimated && file.still is null) throw source.Damaged(-1, "the file holds no picture");
        return file;
    }

    private void Chunks(int at, int end, Action<uint, Range> take)
    {
        for (var count = 0; at + 8 <= end; count++)
        {
            if (count % 4096 == 0) this.source.Check();
            var length = BinaryPrimitives.ReadUInt32LittleEndian(this.source.Bytes.AsSpan(at + 4));
            if (length > end - at - 8) throw this.source.Damaged(at, $"a chunk of {length} bytes reaches beyond the end");
            take(BinaryPrimitives.ReadUInt32BigEndian(this.source.Bytes.AsSpan(at)), (at + 8)..(at + 8 + (int)length));
            at = (int)Math.Min((long)at + 8 + length + (length & 1), end);
        }
    }

    private void Take(uint type, Range data)
    {
        var bytes = this.source.Bytes.AsSpan(data);
        switch (type)
        {
            case Type.Extended:
                if (bytes.Length < 10) throw this.source.Damaged(data.Start.Value, "VP8X is too short");
                this.isAnimated = (bytes[0] & AnimatedFlag) != 0;
                (this.width, this.height) = (1 + Three(bytes[4..]), 1 + Three(bytes[7..]));
                this.source.Require(this.width, this.height);
                break;
            case Type.Exif:
                Orientation = Gexia.Data.Image.Exif.OrientationOf(bytes);
                break;
            case Type.Frame when this.isAnimated:
                TakeFrame(bytes, data);
                break;
            case Type.Lossy or Type.Lossless when !this.isAnimated:
                this.still ??= new WebpPicture(type == Type.Lossless, data, default);
                break;
        }
    }

    private void TakeFrame(ReadOnlySpan<byte> bytes, Range data)
    {
        var start = data.Start.Value;
        if (bytes.Length < FrameHeader) throw this.source.Damaged(start, "a frame is too short");
        if (this.frames.Count >= this.source.Limits.MaxFrames)
            throw ImageException.Above(this.source.Name, start, $"the animation has more than {this.source.Limits.MaxFrames} frames");
        var area = new PixelBox(2 * Three(bytes), 2 * Three(bytes[3..]), 1 + Three(bytes[6..]), 1 + Three(bytes[9..]));
        if (area.Left + area.Width > this.width || area.Top + area.Height > this.height)
            throw this.source.Damaged(start, $"frame {area.Width}x{area.Height} at ({area.Left}, {area.Top}) does not fit the canvas {this.width}x{this.height}");
        var flags = bytes[15];
        WebpPicture? picture = null;
        this.alpha = default;
        Chunks(start + FrameHeader, data.End.Value, (type, part) =>
        {
            if (type == Type.Alpha) this.alpha = part;
            else if (type is Type.Lossy or Type.Lossless) picture ??= new WebpPicture(type == Type.Lossless, part, this.alpha);
        });
        if (picture is not { } found) throw this.source.Damaged(start, "a frame holds no picture");
        this.frames.Add((new AnimationFrame(area, (flags & 1) != 0 ? FrameDisposal.Clear : FrameDisposal.Keep, Blend: (flags & 2) == 0, Three(bytes[12..]) / 1000.0), found));
    }

    private RgbImage Still()
    {
        var pixels = Decode(this.still!.Value with { Alpha = default }, PixelLayout.Rgb);
        return new RgbImage(pixels.Width, pixels.Height, pixels.Bytes);
    }

    private IEnumerable<(RgbImage? Frame, double Seconds)> Animation(Func<int, bool> wanted, int most)
    {
        var steps = new AnimationSteps(this.source.Name, this.width, this.height, this.source.Limits, this.source.Clock);
        foreach (var (frame, picture) in this.frames.Take(most))
        {
            yield return steps.Next(frame, draw =>
            {
                var pixels = Decode(picture, PixelLayout.Rgba);
                if (pixels.Width != frame.Area.Width || pixels.Height != frame.Area.Height)
                    throw this.source.Damaged(picture.Data.Start.Value, $"a frame of {frame.Area.Width}x{frame.Area.Height} holds a picture of {pixels.Width}x{pixels.Height}");
                for (var y = 0; y < pixels.Height; y++) draw(pixels.Bytes.AsSpan(4 * pixels.Width * y, 4 * pixels.Width), y, 0, 1);
            }, wanted, Orientation);
        }
    }

    private DecodedPixels Decode(WebpPicture picture, PixelLayout layout)
    {
        var data = this.source.Bytes.AsSpan(picture.Data);
        var (columns, rows, isOpaque) = Header(picture, data);
        this.source.Require(columns, rows);
        if (columns * (double)rows > SlowestPixelsASecond * this.source.Clock.Left.TotalSeconds)
            throw ImageException.Above(this.source.Name, picture.Data.Start.Value, $"decoding {columns}x{rows} pixels cannot be interrupted and might take longer than the time that is left");
        RequireCodes(picture, columns, rows);
        var pixels = ImageSharpDecoder.Decode(PictureFormat.Webp, Alone(picture, columns, rows), this.source, layout);
        if (layout == PixelLayout.Rgba && isOpaque)
            for (var i = 3; i < pixels.Bytes.Length; i += 4) pixels.Bytes[i] = 255;
        return pixels;
    }

    private void RequireCodes(WebpPicture picture, int columns, int rows)
    {
        const int LosslessHeader = 5, AlphaHeader = 1, LosslessAlpha = 1;
        if (picture.IsLossless) WebpLossless.RequireCodes(this.source, (picture.Data.Start.Value + LosslessHeader)..picture.Data.End, columns, rows);
        else if (!picture.Alpha.Equals(default) && this.source.Bytes.AsSpan(picture.Alpha) is [var header, ..] && (header & 3) == LosslessAlpha)
            WebpLossless.RequireCodes(this.source, (picture.Alpha.Start.Value + AlphaHeader)..picture.Alpha.End, columns, rows);
    }

    private (int Width, int Height, bool IsOpaque) Header(WebpPicture picture, ReadOnlySpan<byte> data)
    {
        if (data.Length < 10) throw this.source.Damaged(picture.Data.Start.Value, "the picture's data is too short");
        if (!picture.IsLossless)
            return (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF, picture.Alpha.Equals(default));
        var word = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return ((int)(word & 0x3FFF) + 1, (int)((word >> 14) & 0x3FFF) + 1, (word >> 28 & 1) == 0);
    }

    /// <summary>A WebP file of this picture alone.</summary>
    private byte[] Alone(WebpPicture picture, int columns, int rows)
    {
        var file = new MemoryStream();
        file.Write("RIFF\0\0\0\0WEBP"u8);
        if (!picture.Alpha.Equals(default))
        {
            var header = new byte[10];
            header[0] = AlphaFlag;
            (header[4], header[5], header[7], header[8]) = ((byte)(columns - 1), (byte)((columns - 1) >> 8), (byte)(rows - 1), (byte)((rows - 1) >> 8));
            Write(file, "VP8X"u8, header);
            Write(file, "ALPH"u8, this.source.Bytes.AsSpan(picture.Alpha));
        }
        Write(file, picture.IsLossless ? "VP8L"u8 : "VP8 "u8, this.source.Bytes.AsSpan(picture.Data));
        var bytes = file.ToArray();
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

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    private static class Type
    {
        public const uint Extended = 0x56503858, Exif = 0x45584946, Frame = 0x414E4D46, Lossy = 0x56503820, Lossless = 0x5650384C, Alpha = 0x414C5048;
    }
}
