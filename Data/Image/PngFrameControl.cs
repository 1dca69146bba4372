using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>The fcTL chunk: where a frame lies on the canvas, how long it shows and how it is drawn.</summary>
/// <param name="Sequence">Number of the chunk among all fcTL and fdAT chunks.</param>
/// <param name="Width">Columns of the frame.</param>
/// <param name="Height">Rows of the frame.</param>
/// <param name="X">First column on the canvas.</param>
/// <param name="Y">First row on the canvas.</param>
/// <param name="DelayNumerator">The frame shows for numerator / denominator seconds.</param>
/// <param name="DelayDenominator">0 stands for 100.</param>
/// <param name="Disposal">What becomes of the area afterwards.</param>
/// <param name="Blend">True to draw over what is there by alpha, false to replace it.</param>
internal readonly record struct PngFrameControl(
    uint Sequence, int Width, int Height, int X, int Y, ushort DelayNumerator, ushort DelayDenominator, FrameDisposal Disposal, bool Blend)
{
    public const int Length = 26;

    /// <summary>Seconds the frame shows; a denominator of 0 stands for hundredths.</summary>
    public double Seconds => (double)DelayNumerator / (DelayDenominator == 0 ? 100 : DelayDenominator);

    /// <summary>How the frame goes on the canvas.</summary>
    public AnimationFrame OnCanvas => new(new PixelBox(X, Y, Width, Height), Disposal, Blend, Seconds);

    public static PngFrameControl Parse(PngChunk chunk, PngHeader header, string file)
    {
        if (chunk.Data.Length != Length) throw new ImageException(file, chunk.Offset, $"fcTL has {chunk.Data.Length} bytes, not {Length}");
        var data = chunk.Data;
        uint Word(int at) => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(at));
        var (width, height, x, y) = (Word(4), Word(8), Word(12), Word(16));
        if (width == 0 || height == 0 || (ulong)x + width > (uint)header.Width || (ulong)y + height > (uint)header.Height)
            throw new ImageException(
                file, chunk.Offset, $"frame {width}x{height} at ({x}, {y}) does not fit the canvas {header.Width}x{header.Height}");
        if (data[24] > 2 || data[25] > 1)
            throw new ImageException(file, chunk.Offset, $"unknown dispose {data[24]} or blend {data[25]} operation");
        return new PngFrameControl(Word(0), (int)width, (int)height, (int)x, (int)y,
            BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(20)), BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan(22)),
            (FrameDisposal)data[24], data[25] == 1);
    }

    public byte[] ToBytes()
    {
        var data = new byte[Length];
        BinaryPrimitives.WriteUInt32BigEndian(data, Sequence);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(4), Width);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), Height);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(12), X);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(16), Y);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(20), DelayNumerator);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(22), DelayDenominator);
        data[24] = (byte)Disposal;
        data[25] = Blend ? (byte)1 : (byte)0;
        return data;
    }
}
