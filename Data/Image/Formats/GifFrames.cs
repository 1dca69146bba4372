using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Gexia.Data.Image.Formats;

/// <summary>Draws the frames of a GIF file. Each picture is handed to the decoder as a file of its own, one at a time.</summary>
/// <remarks>
/// In that file the palette is a ramp of grey, so that what comes back are the indices; colours and transparency are applied here. Frames
/// are drawn as Pillow draws them: the first one with all of its colours, the transparent one included, on a canvas of that colour; a
/// cleared area becomes the transparent colour, or the background's where there is none.
/// </remarks>
internal sealed class GifFrames
{
    private const byte PictureMark = 0x2C, Trailer = 0x3B;

    private readonly PictureSource source;
    private readonly GifFile file;

    private GifFrames(PictureSource source) => (this.source, this.file) = (source, new GifFile(source));

    /// <summary>The first frame.</summary>
    public static RgbImage First(PictureSource source)
    {
        foreach (var (frame, _) in new GifFrames(source).Drawn(n => n == 0, most: 1)) return frame!;
        throw source.Damaged(-1, "the file holds no picture");
    }

    /// <summary>The frames one by one, see <see cref="Picture.Frames"/>.</summary>
    public static IEnumerable<(RgbImage? Frame, double Seconds)> All(PictureSource source, Func<int, bool> wanted) =>
        new GifFrames(source).Drawn(wanted, int.MaxValue);

    private IEnumerable<(RgbImage? Frame, double Seconds)> Drawn(Func<int, bool> wanted, int most)
    {
        var steps = new AnimationSteps(this.source.Name, this.file.Width, this.file.Height, this.source.Limits, this.source.Clock);
        var isStill = this.file.Pictures.Count == 1;
        for (var n = 0; n < Math.Min(most, this.file.Pictures.Count); n++)
        {
            var picture = this.file.Pictures[n];
            var colors = Colors(picture);
            if (n == 0) steps.Canvas.Fill(colors[Math.Max(picture.Transparent, 0)]);
            var cleared = picture.Transparent >= 0 ? colors[picture.Transparent] : colors[this.file.Background];
            var seconds = isStill ? AnimationFrame.Still : Math.Max(picture.Seconds, 0);
            var frame = new AnimationFrame(OnCanvas(picture.Area), picture.Disposal, Blend: n > 0, seconds, cleared);
            yield return steps.Next(frame, draw => Draw(picture, colors, draw), wanted, Orientation.Upright);
        }
    }

    private PixelBox OnCanvas(PixelBox area)
    {
        var (left, top) = (Math.Min(area.Left, this.file.Width), Math.Min(area.Top, this.file.Height));
        return new PixelBox(left, top, Math.Min(area.Width, this.file.Width - left), Math.Min(area.Height, this.file.Height - top));
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

        var alone = new byte[13 + 768 + 10 + data.Length + 2];
        "GIF89a"u8.CopyTo(alone);
        BinaryPrimitives.WriteUInt16LittleEndian(alone.AsSpan(6), (ushort)picture.Area.Width);
        BinaryPrimitives.WriteUInt16LittleEndian(alone.AsSpan(8), (ushort)picture.Area.Height);
        alone[10] = 0xF7;        // 256 colours
        for (var i = 0; i < 768; i++) alone[13 + i] = (byte)(i / 3);
        var header = alone.AsSpan(13 + 768);
        header[0] = PictureMark;
        alone.AsSpan(6, 4).CopyTo(header[5..]);
        header[9] = picture.IsInterlaced ? (byte)0x40 : (byte)0;
        data.CopyTo(header[10..]);
        alone[^1] = Trailer;
        return alone;
    }
}
