namespace Gexia.Data.Image.Formats;

/// <summary>The Huffman tables that a JPEG file has defined so far.</summary>
internal sealed class JpegTables
{
    private const int Places = 4, Counts = 16, Symbols = 256;

    /// <summary>Tables of first coefficients, by their number.</summary>
    public JpegHuffman?[] Dc { get; } = new JpegHuffman?[Places];

    /// <summary>Tables of the other coefficients, by their number.</summary>
    public JpegHuffman?[] Ac { get; } = new JpegHuffman?[Places];

    /// <summary>Takes the tables of one segment.</summary>
    /// <returns>Whether they make sense.</returns>
    public bool Take(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            if (body.Length < 1 + Counts) return false;
            var (kind, place, total) = (body[0] >> 4, body[0] & 15, 0);
            foreach (var count in body.Slice(1, Counts)) total += count;
            if (kind > 1 || place >= Places || total > Symbols || body.Length < 1 + Counts + total) return false;
            try
            {
                (kind == 0 ? Dc : Ac)[place] = new JpegHuffman(body.Slice(1, Counts), body.Slice(1 + Counts, total));
            }
            catch (ArgumentException)
            {
                return false;
            }
            body = body[(1 + Counts + total)..];
        }
        return true;
    }
}
