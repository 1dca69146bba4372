using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>One coded picture of a WebP file.</summary>
/// <param name="IsLossless">VP8L, else VP8.</param>
/// <param name="Data">Where its data lies in the file.</param>
/// <param name="Alpha">Where the alpha channel of a lossy picture lies; empty without one.</param>
internal readonly record struct WebpPicture(bool IsLossless, Range Data, Range Alpha);

/// <summary>The chunks of a WebP file: walked to their end before anything is decoded.</summary>
internal sealed class WebpFile
{
    private const int AnimatedFlag = 2, FrameHeader = 16;

    private readonly PictureSource source;
    private readonly List<(AnimationFrame Frame, WebpPicture Picture)> frames = [];
    private Range alpha;

    /// <summary>Finds the pictures of a file.</summary>
    /// <exception cref="ImageException">It ends early, makes no sense or is above a limit.</exception>
    public WebpFile(PictureSource source)
    {
        this.source = source;
        var end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(4, 4, "its header"));
        if (end > source.Length) throw source.Damaged(source.Length, $"the file ends {end - source.Length} bytes early");
        Chunks(12, (int)end, Take);
        if (IsAnimated && this.frames.Count == 0) throw source.Damaged(-1, "the animation has no frame");
        if (!IsAnimated && Still is null) throw source.Damaged(-1, "the file holds no picture");
    }

    /// <summary>Whether it holds frames, and no still picture.</summary>
    public bool IsAnimated { get; private set; }

    /// <summary>Columns of the canvas of an animation.</summary>
    public int Width { get; private set; }

    /// <summary>Rows of the canvas of an animation.</summary>
    public int Height { get; private set; }

    /// <summary>How pictures are turned.</summary>
    public Orientation Orientation { get; private set; } = Orientation.Upright;

    /// <summary>The still picture; null in an animation.</summary>
    public WebpPicture? Still { get; private set; }

    /// <summary>The frames of an animation in their order.</summary>
    public IReadOnlyList<(AnimationFrame Frame, WebpPicture Picture)> Frames => this.frames;

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
                IsAnimated = (bytes[0] & AnimatedFlag) != 0;
                (Width, Height) = (1 + Three(bytes[4..]), 1 + Three(bytes[7..]));
                this.source.Require(Width, Height);
                break;
            case Type.Exif:
                Orientation = Gexia.Data.Image.Exif.OrientationOf(bytes);
                break;
            case Type.Frame when IsAnimated:
                TakeFrame(bytes, data);
                break;
            case Type.Lossy or Type.Lossless when !IsAnimated:
                Still ??= new WebpPicture(type == Type.Lossless, data, default);
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
        if (area.Left + area.Width > Width || area.Top + area.Height > Height)
            throw this.source.Damaged(
                start, $"frame {area.Width}x{area.Height} at ({area.Left}, {area.Top}) does not fit the canvas {Width}x{Height}");
        var flags = bytes[15];
        WebpPicture? picture = null;
        this.alpha = default;
        Chunks(start + FrameHeader, data.End.Value, (type, part) =>
        {
            if (type == Type.Alpha) this.alpha = part;
            else if (type is Type.Lossy or Type.Lossless) picture ??= new WebpPicture(type == Type.Lossless, part, this.alpha);
        });
        if (picture is not { } found) throw this.source.Damaged(start, "a frame holds no picture");
        var disposal = (flags & 1) != 0 ? FrameDisposal.Clear : FrameDisposal.Keep;
        this.frames.Add((new AnimationFrame(area, disposal, Blend: (flags & 2) == 0, Three(bytes[12..]) / 1000.0), found));
    }

    private static int Three(ReadOnlySpan<byte> bytes) => bytes[0] | bytes[1] << 8 | bytes[2] << 16;

    private static class Type
    {
        public const uint Extended = 0x56503858, Exif = 0x45584946, Frame = 0x414E4D46;
        public const uint Lossy = 0x56503820, Lossless = 0x5650384C, Alpha = 0x414C5048;
    }
}
