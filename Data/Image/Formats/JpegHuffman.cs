namespace Gexia.Data.Image.Formats;

/// <summary>A Huffman table of a JPEG file (ITU-T T.81, annex C): codes of 1 to 16 bits for symbols of a byte.</summary>
internal sealed class JpegHuffman
{
    private const int FastBits = 9;

    private readonly byte[] symbols;
    private readonly ushort[] fast = new ushort[1 << FastBits];     // length << 8 | symbol; 0 where the code is longer
    private readonly int[] limits = new int[18];                    // codes of a length lie below this, as 16 bits
    private readonly int[] firsts = new int[17];                    // place of the first symbol minus the first code of a length

    /// <summary>Builds a table.</summary>
    /// <param name="counts">[16] number of codes of each length.</param>
    /// <param name="symbols">Their symbols, shortest codes first.</param>
    /// <exception cref="ArgumentException">There are more codes than fit.</exception>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        var (code, place) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            this.firsts[length] = place - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, place++)
            {
                if (code >= 1 << length) throw new ArgumentException("too many codes of one length");
                if (length > FastBits) continue;
                Array.Fill(this.fast, (ushort)(length << 8 | this.symbols[place]), code << (FastBits - length), 1 << (FastBits - length));
            }
            this.limits[length] = code << (16 - length);
            code <<= 1;
        }
        this.limits[17] = int.MaxValue;
    }

    /// <summary>The next symbol; −1 where the bits are no code.</summary>
    public int Next(ref JpegBits bits)
    {
        var window = bits.Peek16();
        if (this.fast[window >> (16 - FastBits)] is > 0 and var hit)
        {
            bits.Skip(hit >> 8);
            return hit & 0xFF;
        }
        var length = FastBits + 1;
        while (window >= this.limits[length]) length++;
        if (length > 16) return -1;
        bits.Skip(length);
        return this.symbols[this.firsts[length] + (window >> (16 - length))];
    }
}
