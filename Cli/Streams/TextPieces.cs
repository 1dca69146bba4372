using System.Buffers;
using System.Text;

namespace Gexia.Cli.Streams;

/// <summary>Takes UTF-8 and hands it to a text writer in pieces; nothing is handed over of a short text that is not finished.</summary>
/// <param name="output">Where the text goes.</param>
internal sealed class TextPieces(TextWriter output) : IBufferWriter<byte>
{
    private const int Piece = 1 << 16;              // bytes

    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();
    private readonly char[] letters = new char[4096];
    private byte[] pending = new byte[4096];
    private int length;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (length >= Piece) HandOver();
        if (pending.Length - length < Math.Max(sizeHint, 1)) Array.Resize(ref pending, Math.Max(2 * pending.Length, length + sizeHint));
        return pending.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Hands over the rest.</summary>
    public void Finish() => HandOver();

    private void HandOver()
    {
        var bytes = pending.AsSpan(0, length);
        while (!bytes.IsEmpty)
        {
            decoder.Convert(bytes, letters, flush: false, out var used, out var made, out _);
            output.Write(letters, 0, made);
            bytes = bytes[used..];
        }
        length = 0;
    }
}
