using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gexia.Data.Image.Formats;

/// <summary>One picture of a GIF file.</summary>
/// <param name="Area">Where it lies on the screen; may reach beyond it.</param>
/// <param name="Palette">Where its colours lie in the file, three bytes each; empty for shades of grey.</param>
/// <param name="IsInterlaced">Whether its rows come in four passes.</param>
/// <param name="Data">Where its data lies: the code size, then blocks, without the empty one at the end.</param>
/// <param name="Transparent">The index that shows what is behind; −1 for none.</param>
/// <param name="Disposal">What becomes of its area afterwards.</param>
/// <param name="Seconds">How long it shows.</param>
internal readonly record struct GifPicture(
    PixelBox Area, Range Palette, bool IsInterlaced, Range Data, int Transparent, FrameDisposal Disposal, double Seconds);

/// <summary>The blocks of a GIF file and its frames. Each picture is handed to the decoder as a file of its own, one at a time.</summary>
/// <remarks>
/// In that file the palette is a ramp of grey, so that what comes back are the indices; colours and transparency are applied here. Frames are
/// drawn as Pillow draws them: the first one with all of its colours, the transparent one included, on a canvas of that colour; a cleared
/// area becomes the transparent colour, or the background's where there is none.
/// </remarks>
internal sealed class GifFile
{
    private const byte Extension = 0x21, Picture = 0x2C, Trailer = 0x3B, Control = 0xF9;

    private readonly PictureSource source;
    private readonly int background;
    private readonly Range palette;
    private readonly List<GifPicture> pictures = [];
    private readonly int width, height;
    private (int Transparent, FrameDisposal Disposal, double Seconds) control = None;

    private GifFile(PictureSource source)
    {
        this.source = source;
        var header = source.Slice(0, 13, "its header");
        (this.width, this.height) = (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), BinaryPrimitives.ReadUInt16LittleEndian(header[8..]));
        this.palette = PaletteAt(13, header[10]);
        this.background = this.palette.Equals(default) ? 0 : header[11];
        Read(this.palette.Equals(default) ? 13 : this.palette.End.Value);
        if (this.pictures.Count == 0) throw source.Damaged(-1, "the file holds no picture");
        // Where the first picture reaches beyond the screen, the screen grows.
        var first = this.pictures[0].Area;
        (this.width, this.height) = (Math.Max(this.width, first.Left + first.Width), Math.Max(this.height, first.Top + first.Height));
        source.Require(this.width, this.height);
    }

    private static (int Transparent, FrameDisposal Disposal, double Seconds) None => (-1, FrameDisposal.Keep, AnimationFrame.Still);

    /// <summary>The first frame.</summary>
    public static RgbImage First(PictureSource source)
    {
        foreach (var (frame, _) in new GifFile(source).Frames(n => n == 0, most: 1)) return frame!;
        throw source.Damaged(-1, "the file holds no picture");
    }

    /// <summary>The frames one by one, see <see cref="Image.Picture.Frames"/>.</summary>
    public static IEnumerable<(RgbImage? Frame, double Seconds)> Frames(PictureSource source, Func<int, bool> wanted) => new GifFile(source).Frames(wanted, int.MaxValue);

    /// <summary>Walks over all blocks to the trailer, or to the end of the file where it comes in the trailer's place.</summary>
    private void Read(int at)
    {
        for (var count = 0; at < this.source.Length && this.source.Bytes[at] != Trailer; count++)
        {
            if (count % 4096 == 0) this.source.Check();
            switch (this.source.Bytes[at])
            {
                case Extension:
                    if (this.source.At(at + 1, "an extension") == Control && this.source.At(at + 2, "an extension") >= 4)
                    {
                        var body = this.source.Slice(at + 3, 4, "an extension");
                        var disposal = ((body[0] >> 2) & 7) switch { 2 => FrameDisposal.Clear, 3 => FrameDisposal.Restore, _ => FrameDisposal.Keep };
                        this.control = ((body[0] & 1) != 0 ? body[3] : -1, disposal, BinaryPrimitives.ReadUInt16LittleEndian(body[1..]) / 100.0);
                    }
                    at = SkipBlocks(at + 2) + 1;
                    break;
                case Picture:
                    at = ReadPicture(at);
                    break;
                case 0:         // an empty block too many
                    at++;
                    break;
                default:
                    throw this.source.Damaged(at, $"a block begins with {this.source.Bytes[at]}, which does not exist");
            }
        }
        if (at >= this.source.Length && this.control != None) throw this.source.Damaged(this.source.Length, "the file ends before the picture that it announces");
    }

    private int ReadPicture(int at)
    {
        const string What = "a picture's header";
        if (this.pictures.Count >= this.source.Limits.MaxFrames)
            throw ImageException.Above(this.source.Name, at, $"the animation has more than {this.source.Limits.MaxFrames} frames");
        var header = this.source.Slice(at, 10, What);
        int Half(ReadOnlySpan<byte> bytes, int place) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[place..]);
        var area = new PixelBox(Half(header, 1), Half(header, 3), Half(header, 5), Half(header, 7));
        this.source.Limits.Require(this.source.Name, at, area.Width, area.Height);
        var own = PaletteAt(at + 10, header[9]);
        var start = own.Equals(default) ? at + 10 : own.End.Value;
        if (this.source.At(start, What) is var codeSize and (< 2 or > 8)) throw this.source.Damaged(start, $"a code size of {codeSize} is outside 2..8");
        var end = SkipBlocks(start + 1);
        var (transparent, disposal, seconds) = this.control;
        this.pictures.Add(new GifPicture(area, own.Equals(default) ? this.palette : own, (header[9] & 0x40) != 0, start..end, transparent, disposal, seconds));
        this.control = None;
        return end + 1;
    }

    private Range PaletteAt(int at, byte flags)
    {
        if ((flags & 0x80) == 0) return default;
        var bytes = 3 << ((flags & 7) + 1);
        this.source.Slice(at, bytes, "a palette");
        return at..(at + bytes);
    }

    /// <summary>The place of the empty block that ends a row of blocks.</summary>
    private int SkipBlocks(int at)
    {
        while (this.source.At(at, "a block") is > 0 and var length) at += 1 + length;
        return at;
    }

    private IEnumerable<(RgbImage? Frame, double Seconds)> Frames(Func<int, bool> wanted, int most)
    {
        var steps = new AnimationSteps(this.source.Name, this.width, this.height, this.source.Limits, this.source.Clock);
        var isStill = this.pictures.Count == 1;
        for (var n = 0; n < Math.Min(most, this.pictures.Count); n++)
        {
            var picture = this.pictures[n];
            var colors = Colors(picture);
            if (n == 0) steps.Canvas.Fill(colors[Math.Max(picture.Transparent, 0)]);
            var cleared = picture.Transparent >= 0 ? colors[picture.Transparent] : colors[this.background];
            var seconds = isStill ? AnimationFrame.Still : Math.Max(picture.Seconds, 0);
            yield return steps.Next(new AnimationFrame(OnCanvas(picture.Area), picture.Disposal, Blend: n > 0, seconds, cleared), draw => Draw(picture, colors, draw), wanted, Orientation.Upright);
        }
    }

    private PixelBox OnCanvas(PixelBox area)
    {
        var (left, top) = (Math.Min(area.Left, this.width), Math.Min(area.Top, this.height));
        return new PixelBox(left, top, Math.Min(area.Width, this.width - left), Math.Min(area.Height, this.height - top));
    }

    private void Draw(GifPicture picture, uint[] colors, RowSink draw)
    {
        var alone = Alone(picture);
        var (width, height, indices) = ImageSharpDecoder.Decode(PictureFormat.Gif, alone, this.source, PixelLayout.Rgb);
        var area = OnCanvas(picture.Area);
        var row = new uint[area.Width];
        for (var y = 0; y < Math.Min(height, area.Height); y++)
        {
            for (var x = 0; x < row.Length; x++) row[x] = colors[indices[3 * ((y * width) + x)]];
            draw(MemoryMarshal.AsBytes(row.AsSpan()), y, 0, 1);
        }
    }

    /// <summary>Red, green, blue and alpha of each index, lowest byte first.</summary>
    private uint[] Colors(GifPicture picture)
    {
        var bytes = this.source.Bytes.AsSpan(picture.Palette);
        var colors = new uint[256];
        for (var i = 0; i < colors.Length; i++)
        {
            var color = picture.Palette.Equals(default) ? 0x010101u * (uint)i
                : (3 * i) + 3 <= bytes.Length ? bytes[3 * i] | (uint)bytes[(3 * i) + 1] << 8 | (uint)bytes[(3 * i) + 2] << 16 : 0;
            colors[i] = color | (i == picture.Transparent ? 0 : 0xFF000000);
        }
        return colors;
    }

    /// <summary>A GIF file of this picture alone, whose palette is grey, once its codes are known to be complete.</summary>
    private byte[] Alone(GifPicture picture)
    {
        var data = this.source.Bytes.AsSpan(picture.Data);
        var codes = new byte[data.Length];
        var length = 0;
        for (var at = 1; at < data.Length; at += 1 + data[at])
        {
            data.Slice(at + 1, data[at]).CopyTo(codes.AsSpan(length));
            length += data[at];
        }
        var pixels = (long)picture.Area.Width * picture.Area.Height;
        var held = LzwLength.OfGif(codes.AsSpan(0, length), data[0], pixels, this.source);
        if (held < pixels) throw this.source.Damaged(picture.Data.Start.Value, $"a picture's data ends after {held} of {pixels} pixels");

        var file = new byte[13 + 768 + 10 + data.Length + 2];
        "GIF89a"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), (ushort)picture.Area.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)picture.Area.Height);
        file[10] = 0xF7;        // 256 colours
        for (var i = 0; i < 768; i++) file[13 + i] = (byte)(i / 3);
        var header = file.AsSpan(13 + 768);
        header[0] = Picture;
        file.AsSpan(6, 4).CopyTo(header[5..]);
        header[9] = picture.IsInterlaced ? (byte)0x40 : (byte)0;
        data.CopyTo(header[10..]);
        file[^1] = Trailer;
        return file;
    }
}
