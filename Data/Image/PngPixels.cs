using System.IO.Compression;

namespace Gexia.Data.Image;

/// <summary>Inflates the data of one picture and turns its samples into 8-bit red, green, blue, alpha.</summary>
/// <remarks>
/// As Pillow's <c>convert("RGB")</c>: grey of 1, 2 or 4 bits is multiplied by 255, 85 or 17; of 16-bit colours, and of 16-bit grey
/// with alpha, the high byte is kept; but 16-bit grey alone is clipped at 255, because Pillow takes it for a picture of integers.
/// </remarks>
internal sealed class PngPixels(PngHeader header, string file)
{
    private readonly byte[] palette = new byte[256 * 4];
    private int paletteCount;
    private byte[]? transparentSample;

    /// <summary>Whether PLTE was read.</summary>
    public bool HasPalette => paletteCount > 0;

    public void ReadPalette(PngChunk chunk)
    {
        var count = chunk.Data.Length / 3;
        if (chunk.Data.Length % 3 != 0 || count is 0 or > 256) throw new ImageException(file, chunk.Offset, $"PLTE has {chunk.Data.Length} bytes");
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

    /// <summary>The picture in <paramref name="compressed"/>, [height, width, 4].</summary>
    /// <param name="compressed">The zlib stream, at its start.</param>
    /// <param name="width">Columns, which a frame of an animation may have fewer of than the header says.</param>
    /// <param name="height">Rows.</param>
    /// <param name="offset">Where the data began in the file, for messages.</param>
    public byte[] Decode(Stream compressed, int width, int height, long offset)
    {
        var samples = new byte[checked((int)header.InflatedBytes(width, height))];
        Inflate(compressed, samples, offset);

        var pixels = new byte[checked(width * height * 4)];
        var position = 0;
        foreach (var pass in header.Interlaced ? Adam7.Passes : Adam7.Whole)
        {
            var (columns, rows) = (pass.Columns(width), pass.Rows(height));
            if (columns == 0) continue;
            var rowBytes = (int)header.RowBytes(columns);
            ReadOnlySpan<byte> above = new byte[rowBytes];
            for (var j = 0; j < rows; j++)
            {
                var row = samples.AsSpan(position + 1, rowBytes);
                if (!PngFilter.Undo(samples[position], row, above, header.FilterStride))
                    throw new ImageException(file, offset, $"row {j} has the unknown filter {samples[position]}");
                var first = ((pass.Y + j * pass.StepY) * width + pass.X) * 4;
                for (var i = 0; i < columns; i++) Convert(row, i, pixels.AsSpan(first + i * pass.StepX * 4, 4), offset);
                above = row;
                position += 1 + rowBytes;
            }
        }
        return pixels;
    }

    private void Inflate(Stream compressed, byte[] samples, long offset)
    {
        try
        {
            // The buffer has the exact size the header promises, so a small file cannot inflate without end.
            using var inflater = new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true);
            var read = inflater.ReadAtLeast(samples, samples.Length, throwOnEndOfStream: false);
            if (read < samples.Length) throw new ImageException(file, offset, $"the picture's data ends after {read} of {samples.Length} bytes");
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // IOException: zlib's other complaints, such as a stream that wants a preset dictionary. The data itself is in memory.
            throw new ImageException(file, offset, "the compressed data is damaged");
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
