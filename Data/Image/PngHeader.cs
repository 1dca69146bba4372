using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>How samples form a pixel (PNG specification, 11.2.1).</summary>
internal enum PngColor : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>The IHDR chunk, checked.</summary>
/// <param name="Width">Columns of the whole picture.</param>
/// <param name="Height">Rows of the whole picture.</param>
/// <param name="BitDepth">Bits a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Color">Colour type.</param>
/// <param name="Interlaced">Whether the rows come in Adam7 order.</param>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColor Color, bool Interlaced)
{
    public const int Length = 13;

    /// <summary>Samples a pixel.</summary>
    public int Channels => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.Rgba => 4,
        PngColor.GreyAlpha => 2,
        _ => 1,
    };

    /// <summary>Distance in bytes to the pixel on the left as filters see it, at least 1.</summary>
    public int FilterStride => Math.Max(1, Channels * BitDepth / 8);

    /// <summary>Bytes of one row of <paramref name="width"/> pixels, without the filter byte.</summary>
    public long RowBytes(int width) => ((long)width * Channels * BitDepth + 7) / 8;

    /// <summary>Bytes the inflated data of a picture of this size must hold, filter bytes included.</summary>
    public long InflatedBytes(int width, int height)
    {
        if (!Interlaced) return height * (1 + RowBytes(width));
        long total = 0;
        foreach (var pass in Adam7.Passes)
        {
            var (columns, rows) = (pass.Columns(width), pass.Rows(height));
            if (columns > 0) total += rows * (1 + RowBytes(columns));
        }
        return total;
    }

    public static PngHeader Parse(PngChunk chunk, string file, PictureLimits limits)
    {
        ImageException Fault(string reason) => new(file, chunk.Offset, reason);
        if (chunk.Type != PngChunkType.Header) throw Fault($"the first chunk is {chunk.Type}, not IHDR");
        if (chunk.Data.Length != Length) throw Fault($"IHDR has {chunk.Data.Length} bytes, not {Length}");

        var data = chunk.Data.AsSpan();
        var width = BinaryPrimitives.ReadUInt32BigEndian(data);
        var height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        limits.Require(file, chunk.Offset, width, height);

        var (depth, color) = (data[8], (PngColor)data[9]);
        var allowed = color switch
        {
            PngColor.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GreyAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!allowed) throw Fault($"colour type {(byte)color} with {depth} bits a sample does not exist");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw Fault($"unknown compression {data[10]}, filter {data[11]} or interlace {data[12]} method");
        return new PngHeader((int)width, (int)height, depth, color, data[12] == 1);
    }

    public byte[] ToBytes()
    {
        var data = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(data, Width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), Height);
        data[8] = (byte)BitDepth;
        data[9] = (byte)Color;
        data[12] = Interlaced ? (byte)1 : (byte)0;
        return data;
    }
}
