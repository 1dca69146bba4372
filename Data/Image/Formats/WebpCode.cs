namespace Gexia.Data.Image.Formats;

/// <summary>The bits of a lossless WebP picture, low bits first; zeros behind the end.</summary>
internal ref struct WebpBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private ulong bits;
    private int held, at;

    /// <summary>Whether more bits were asked for than there are.</summary>
    public bool Ended { get; private set; }

    /// <summary>The next bits as a number, 0 to 24 of them.</summary>
    public int Take(int count)
    {
        while (held < count)
        {
            Ended |= at >= data.Length;
            bits |= (ulong)(at < data.Length ? data[at] : 0) << held;
            (held, at) = (held + 8, at + 1);
        }
        var value = (int)(bits & ((1UL << count) - 1));
        (bits, held) = (bits >> count, held - count);
        return value;
    }
}

/// <summary>A prefix code of a lossless WebP picture: codes of 1 to 15 bits, or one symbol that takes none.</summary>
internal sealed class WebpCode
{
    private const int MostBits = 15;

    private readonly int[] counts = new int[MostBits + 1];
    private readonly ushort[] symbols;

    private WebpCode(ReadOnlySpan<byte> lengths)
    {
        var starts = new int[MostBits + 2];
        foreach (var length in lengths) counts[length]++;
        counts[0] = 0;
        for (var length = 1; length <= MostBits; length++) starts[length + 1] = starts[length] + counts[length];
        symbols = new ushort[starts[^1]];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
            if (lengths[symbol] > 0) symbols[starts[lengths[symbol]]++] = (ushort)symbol;
    }

    /// <summary>A code from the length of each symbol; null where they make none: no symbol, too many codes or too few.</summary>
    public static WebpCode? Of(ReadOnlySpan<byte> lengths)
    {
        var code = new WebpCode(lengths);
        var open = 1;
        for (var length = 1; length <= MostBits; length++) open = (2 * open) - code.counts[length];
        var left = 1;
        for (var length = 1; length <= MostBits && left >= 0; length++) left = (2 * left) - code.counts[length];
        return code.symbols.Length == 1 || (open == 0 && left == 0) ? code : null;
    }

    /// <summary>The next symbol.</summary>
    public int Next(ref WebpBits bits)
    {
        if (symbols.Length == 1) return symbols[0];
        var (code, first, place) = (0, 0, 0);
        for (var length = 1; length <= MostBits; length++)
        {
            code |= bits.Take(1);
            if (code - first < counts[length]) return symbols[place + code - first];
            place += counts[length];
            first = (first + counts[length]) << 1;
            code <<= 1;
        }
        return symbols[^1];     // not reached: the code is complete
    }
}
