using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Gexia.Data.Image;

/// <summary>Takes a part of one row of a picture that is being decoded.</summary>
/// <param name="pixels">[n, 4], red, green, blue and alpha.</param>
/// <param name="y">Row.</param>
/// <param name="x">Column of the first pixel.</param>
/// <param name="step">Columns from one pixel to the next: 1 but for interlaced pictures.</param>
internal delegate void RowSink(ReadOnlySpan<byte> pixels, int y, int x, int step);

/// <summary>Inflates the data of one picture row by row and turns its samples into 8-bit red, green, blue, alpha.</summary>
/// <remarks>
/// It holds two rows, never the picture.
/// As Pillow's <c>convert("RGB")</c>: grey of 1, 2 or 4 bits is multiplied by 255, 85 or 17; of 16-bit colours, and of 16-bit grey
/// with alpha, the high byte is kept; but 16-bit grey alone is clipped at 255, because Pillow takes it for a picture of integers.
/// </remarks>
internal sealed class PngPixels(PngHeader header, string file)
{
    /// <summary>Pixels between two looks at the clock.</summary>
    private const int Stretch = 1 << 18;

    private readonly byte[] palette = new byte[256 * 4];
    private int paletteCount;
    private byte[]? transparentSample;
    private uint[]? colors;

    /// <summary>Whether PLTE was read.</summary>
    public bool HasPalette => paletteCount > 0;

    public void ReadPalette(PngChunk chunk)
    {
        var count = chunk.Data.Length / 3;
        if (chunk.Data.Length % 3 != 0 || count is 0 or > 256)
            throw new ImageException(file, chunk.Offset, $"PLTE has {chunk.Data.Length} bytes");
        for (var i = 0; i < count; i++)
        {
            chunk.Data.AsSpan(3 * i, 3).CopyTo(palette.AsSpan(4 * i));
            palette[4 * i + 3] = 255;
        }
        paletteCount = count;
    }

    public void ReadTransparency(PngChunk chunk)
    {
        if (header.Color == PngColor.Palette)
            for (var i = 0; i < Math.Min(chunk.Data.Length, paletteCount); i++) palette[4 * i + 3] = chunk.Data[i];
        else if (header.Color is PngColor.Grey or PngColor.Rgb && chunk.Data.Length == 2 * header.Channels)
            transparentSample = chunk.Data;
        else
            throw new ImageException(file, chunk.Offset, "tRNS does not fit the colour type");
    }

    /// <summary>Decodes the picture in <paramref name="compressed"/>.</summary>
    /// <param name="compressed">The zlib stream, at its start.</param>
    /// <param name="width">Columns, which a frame of an animation may have fewer of than the header says.</param>
    /// <param name="height">Rows.</param>
    /// <param name="offset">Where the data began in the file, for messages.</param>
    /// <param name="clock">Ends it.</param>
    /// <param name="sink">Receives the rows; of an interlaced picture those of all passes, one pass after the other.</param>
    public void Decode(Stream compressed, int width, int height, long offset, PictureClock clock, RowSink sink)
    {
        using var inflater = new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        var rgba = new byte[4 * width];
        var sinceCheck = 0;
        foreach (var pass in header.Interlaced ? Adam7.Passes : Adam7.Whole)
        {
            var (columns, rows) = (pass.Columns(width), pass.Rows(height));
            if (columns == 0) continue;
            var rowBytes = (int)header.RowBytes(columns);
            var (filtered, above) = (new byte[1 + rowBytes], new byte[1 + rowBytes]);
            for (var j = 0; j < rows; j++)
            {
                Inflate(inflater, filtered, offset, j);
                var row = filtered.AsSpan(1);
                if (!PngFilter.Undo(filtered[0], row, above.AsSpan(1), header.FilterStride))
                    throw new ImageException(file, offset, $"row {j} has the unknown filter {filtered[0]}");
                Convert(row, rgba.AsSpan(0, 4 * columns), offset);
                sink(rgba.AsSpan(0, 4 * columns), pass.Y + (j * pass.StepY), pass.X, pass.StepX);
                (filtered, above) = (above, filtered);
                if ((sinceCheck += columns) < Stretch) continue;
                clock.Check(file);
                sinceCheck = 0;
            }
        }
    }

    private void Inflate(ZLibStream inflater, byte[] row, long offset, int number)
    {
        try
        {
            if (inflater.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw new ImageException(file, offset, $"the picture's data ends inside row {number}");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // IOException: zlib's other complaints, such as a stream that wants a preset dictionary. The data itself is in memory.
            throw new ImageException(file, offset, "the compressed data is damaged");
        }
    }

    private void Convert(ReadOnlySpan<byte> row, Span<byte> pixels, long offset)
    {
        // The common kinds without a look at each pixel's kind.
        if (header.BitDepth == 8 && header.Color == PngColor.Rgba) row.CopyTo(pixels);
        else if (header.BitDepth == 8 && header.Color == PngColor.Rgb && transparentSample is null)
            for (int from = 0, to = 0; to < pixels.Length; from += 3, to += 4)
                (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (row[from], row[from + 1], row[from + 2], 255);
        else if (header.BitDepth <= 8 && header.Color is PngColor.Grey or PngColor.Palette)
            ConvertByTable(row, MemoryMarshal.Cast<byte, uint>(pixels), offset);
        else
            for (var x = 0; x < pixels.Length / 4; x++) Convert(row, x, pixels.Slice(4 * x, 4), offset);
    }

    /// <summary>One sample of at most 8 bits a pixel: a table has the colour of each.</summary>
    private void ConvertByTable(ReadOnlySpan<byte> row, Span<uint> pixels, long offset)
    {
        var (bits, samples) = (header.BitDepth, 1 << header.BitDepth);
        if (colors is null)
        {
            colors = new uint[samples];
            var known = header.Color == PngColor.Palette ? Math.Min(paletteCount, samples) : samples;
            for (var i = 0; i < known; i++) Convert([(byte)(i << (8 - bits))], 0, MemoryMarshal.AsBytes(colors.AsSpan(i, 1)), offset);
        }
        for (var x = 0; x < pixels.Length; x++)
        {
            var sample = bits == 8 ? row[x] : PackedSample(row, x);
            if (sample >= paletteCount && header.Color == PngColor.Palette)
                throw new ImageException(file, offset, $"colour {sample} of a palette of {paletteCount}");
            pixels[x] = colors[sample];
        }
    }

    private void Convert(ReadOnlySpan<byte> row, int x, Span<byte> pixel, long offset)
    {
        switch (header.Color)
        {
            case PngColor.Grey:
                pixel[..3].Fill(Grey(row, x));
                pixel[3] = IsTransparent(row, x) ? (byte)0 : (byte)255;
                break;
            case PngColor.GreyAlpha:
                var grey = x * header.FilterStride;
                pixel[..3].Fill(row[grey]);
                pixel[3] = row[grey + header.BitDepth / 8];
                break;
            case PngColor.Palette:
                var index = header.BitDepth < 8 ? PackedSample(row, x) : row[x];
                if (index >= paletteCount) throw new ImageException(file, offset, $"colour {index} of a palette of {paletteCount}");
                palette.AsSpan(4 * index, 4).CopyTo(pixel);
                break;
            default:
                var (start, step) = (x * header.FilterStride, header.BitDepth / 8);
                for (var c = 0; c < 3; c++) pixel[c] = row[start + c * step];
                pixel[3] = header.Color == PngColor.Rgba ? row[start + 3 * step] : IsTransparent(row, x) ? (byte)0 : (byte)255;
                break;
        }
    }

    private byte Grey(ReadOnlySpan<byte> row, int x) => header.BitDepth switch
    {
        16 => row[2 * x] == 0 ? row[(2 * x) + 1] : (byte)255,
        8 => row[x],
        _ => (byte)(PackedSample(row, x) * (255 / ((1 << header.BitDepth) - 1))),
    };

    /// <summary>A sample of fewer than 8 bits: the leftmost pixel lies in the high bits.</summary>
    private int PackedSample(ReadOnlySpan<byte> row, int x)
    {
        var bit = x * header.BitDepth;
        return (row[bit >> 3] >> (8 - header.BitDepth - (bit & 7))) & ((1 << header.BitDepth) - 1);
    }

    /// <summary>Whether the pixel equals tRNS, which states each sample in 16 bits.</summary>
    private bool IsTransparent(ReadOnlySpan<byte> row, int x)
    {
        if (transparentSample is null) return false;
        for (var c = 0; c < header.Channels; c++)
        {
            var at = x * header.FilterStride + c * header.BitDepth / 8;
            var sample = header.BitDepth switch
            {
                16 => row[at] << 8 | row[at + 1],
                8 => row[at],
                _ => PackedSample(row, x),
            };
            if (sample != (transparentSample[2 * c] << 8 | transparentSample[2 * c + 1])) return false;
        }
        return true;
    }
}
