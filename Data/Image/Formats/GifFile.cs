using System.Buffers.Binary;

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

/// <summary>The blocks of a GIF file: walked to their end before anything is decoded.</summary>
internal sealed class GifFile
{
    private const byte Extension = 0x21, Picture = 0x2C, Trailer = 0x3B, Control = 0xF9;

    private readonly PictureSource source;
    private readonly Range palette;
    private readonly List<GifPicture> pictures = [];
    private (int Transparent, FrameDisposal Disposal, double Seconds) control = None;

    /// <summary>Finds the pictures of a file.</summary>
    /// <exception cref="ImageException">It ends early, makes no sense or is above a limit.</exception>
    public GifFile(PictureSource source)
    {
        this.source = source;
        var header = source.Slice(0, 13, "its header");
        (Width, Height) = (BinaryPrimitives.ReadUInt16LittleEndian(header[6..]), BinaryPrimitives.ReadUInt16LittleEndian(header[8..]));
        this.palette = PaletteAt(13, header[10]);
        Background = this.palette.Equals(default) ? 0 : header[11];
        Read(this.palette.Equals(default) ? 13 : this.palette.End.Value);
        if (this.pictures.Count == 0) throw source.Damaged(-1, "the file holds no picture");
        // Where the first picture reaches beyond the screen, the screen grows.
        var first = this.pictures[0].Area;
        (Width, Height) = (Math.Max(Width, first.Left + first.Width), Math.Max(Height, first.Top + first.Height));
        source.Require(Width, Height);
    }

    /// <summary>Columns of the screen.</summary>
    public int Width { get; }

    /// <summary>Rows of the screen.</summary>
    public int Height { get; }

    /// <summary>The index of the background's colour.</summary>
    public int Background { get; }

    /// <summary>The pictures in their order, at least one.</summary>
    public IReadOnlyList<GifPicture> Pictures => this.pictures;

    private static (int Transparent, FrameDisposal Disposal, double Seconds) None => (-1, FrameDisposal.Keep, AnimationFrame.Still);

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
                        var disposal =
                            ((body[0] >> 2) & 7) switch { 2 => FrameDisposal.Clear, 3 => FrameDisposal.Restore, _ => FrameDisposal.Keep };
                        this.control =
                            ((body[0] & 1) != 0 ? body[3] : -1, disposal, BinaryPrimitives.ReadUInt16LittleEndian(body[1..]) / 100.0);
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
        if (at >= this.source.Length && this.control != None)
            throw this.source.Damaged(this.source.Length, "the file ends before the picture that it announces");
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
        if (this.source.At(start, What) is var codeSize and (< 2 or > 8))
            throw this.source.Damaged(start, $"a code size of {codeSize} is outside 2..8");
        var end = SkipBlocks(start + 1);
        var (transparent, disposal, seconds) = this.control;
        var colors = own.Equals(default) ? this.palette : own;
        this.pictures.Add(new GifPicture(area, colors, (header[9] & 0x40) != 0, start..end, transparent, disposal, seconds));
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
}
