using System.Text;

namespace Gexia.Io;

/// <summary>
/// Reads the lines of a UTF-8 text one by one, in memory for one line, with a limit on its length: texts may come from strangers.
/// </summary>
/// <remarks>A line ends with a line feed, which may follow a carriage return. A byte order mark before the first is left out.</remarks>
/// <param name="stream">The text; stays open.</param>
/// <param name="name">What messages call it.</param>
/// <param name="longest">Bytes of the longest line.</param>
/// <param name="before">Lines of the text that stand before the stream.</param>
/// <param name="isBeginning">Whether the stream begins where the text does, so that a byte order mark may stand there.</param>
public sealed class LineReader(Stream stream, string name, int longest, int before = 0, bool isBeginning = true)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] buffer = new byte[1 << 16];
    private int start, end;
    private bool ended, mayBeMarked = isBeginning;

    /// <summary>The number of the line that was read last, counted from 1.</summary>
    public int Number { get; private set; } = before;

    /// <summary>Reads a line without its end.</summary>
    /// <param name="line">Its bytes, valid until the next call.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="GexiaException">The line is longer than the limit, or the text is UTF-16 or UTF-32.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        int searched = 0, length;
        while ((length = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n')) < 0 && !ended)
        {
            searched = end - start;
            if (searched > longest) break;
            Fill();
        }
        length = length < 0 ? end - start : searched + length;
        if (length > longest) throw new GexiaException($"{name}, line {Number + 1}: longer than {longest} bytes.");
        line = default;
        if (length == 0 && start == end) return false;

        var mark = mayBeMarked ? ByteOrderMark.Length(buffer.AsSpan(start, Math.Min(4, end - start)), name) : 0;
        if (mark > 0 && mark == end - start && ended)
        {
            start = end;        // nothing but the mark
            return false;
        }
        var last = length > mark && buffer[start + length - 1] == '\r' ? 1 : 0;
        line = buffer.AsMemory(start + mark, length - mark - last);
        start = Math.Min(start + length + 1, end);
        Number++;
        mayBeMarked = false;
        return true;
    }

    /// <summary>Reads a line as text.</summary>
    /// <returns>The line without its end; null after the last.</returns>
    /// <exception cref="GexiaException">As <see cref="TryRead"/>, or the line is not UTF-8.</exception>
    public string? ReadText()
    {
        try
        {
            return TryRead(out var line) ? Strict.GetString(line.Span) : null;
        }
        catch (DecoderFallbackException error)
        {
            throw new GexiaException($"{name}, line {Number}: not UTF-8 at byte {error.Index}. Save it in UTF-8.", error);
        }
    }

    private void Fill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length) Array.Resize(ref buffer, 2 * end);
        var read = stream.Read(buffer, end, buffer.Length - end);
        ended = read == 0;
        end += read;
    }
}
