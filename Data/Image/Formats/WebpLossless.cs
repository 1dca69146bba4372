namespace Gexia.Data.Image.Formats;

/// <summary>
/// Walks through the head of a lossless WebP picture up to its prefix codes, to know beforehand how much memory they take.
/// </summary>
/// <remarks>
/// A picture names up to 65,536 groups of codes by the largest number in a small picture of its own; ImageSharp 2.1.13 takes memory for all
/// of them at once, gigabytes for a file of a hundred bytes, past its allocator. The order is that of the WebP lossless bitstream
/// specification: transforms, colour cache, the picture of groups.
/// </remarks>
internal ref struct WebpLossless
{
    private const int Literals = 256, Lengths = 24, Distances = 40, Codes = 5;
    private const long BytesASymbol = 16;       // an entry of 8 bytes, twice

    private static ReadOnlySpan<byte> LengthOrder => [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    private readonly PictureSource source;
    private readonly int offset;
    private WebpBits bits;

    private WebpLossless(PictureSource source, Range data)
    {
        (this.source, offset) = (source, data.Start.Value);
        bits = new WebpBits(source.Bytes.AsSpan(data));
    }

    /// <summary>Refuses a picture whose codes would take more memory than there may be.</summary>
    /// <param name="source">The file.</param>
    /// <param name="data">The picture's data from its first transform on.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <exception cref="ImageException">They would, or the head is damaged.</exception>
    public static void RequireCodes(PictureSource source, Range data, int width, int height)
    {
        var (groups, cache) = new WebpLossless(source, data).Groups(width, height);
        if (groups * (Codes * 512L + (1L << cache)) * BytesASymbol > source.Limits.MaxMemoryBytes / 4)
            throw ImageException.Above(
                source.Name, -1,
                $"its {groups} groups of codes need more than a quarter of {source.Limits.MaxMemoryBytes} bytes of memory");
    }

    private (long Groups, int CacheBits) Groups(int width, int height)
    {
        for (var seen = 0; bits.Take(1) == 1;)
        {
            var type = bits.Take(2);
            if ((seen & (1 << type)) != 0) throw Damaged("a transform comes twice");
            seen |= 1 << type;
            if (type == 3)
            {
                var colors = bits.Take(8) + 1;
                Inner(colors, 1);
                width = Parts(width, colors <= 2 ? 3 : colors <= 4 ? 2 : colors <= 16 ? 1 : 0);
            }
            else if (type != 2)
            {
                var size = bits.Take(3) + 2;
                Inner(Parts(width, size), Parts(height, size));
            }
        }
        var cache = CacheBits();
        if (bits.Take(1) == 0) return (1, cache);
        var block = bits.Take(3) + 2;
        return (Inner(Parts(width, block), Parts(height, block)) + 1L, cache);
    }

    private static int Parts(int length, int bits) => (length + (1 << bits) - 1) >> bits;

    private int CacheBits()
    {
        if (bits.Take(1) == 0) return 0;
        var cache = bits.Take(4);
        return cache is >= 1 and <= 11 ? cache : throw Damaged($"a colour cache of {cache} bits does not exist");
    }

    /// <summary>Passes a picture within the picture.</summary>
    /// <returns>The largest number that red and green of a pixel make: copies bring no new ones.</returns>
    private int Inner(int width, int height)
    {
        var cache = CacheBits();
        var green = Code(Literals + Lengths + (cache > 0 ? 1 << cache : 0));
        var (red, blue, alpha, distance) = (Code(Literals), Code(Literals), Code(Literals), Code(Distances));
        var most = 0;
        for (var (left, steps) = ((long)width * height, 0); left > 0; steps++)
        {
            if (steps % (1 << 14) == 0) source.Check();
            var symbol = green.Next(ref bits);
            if (symbol < Literals)
            {
                most = Math.Max(most, (red.Next(ref bits) << 8) | symbol);
                blue.Next(ref bits);
                alpha.Next(ref bits);
                left--;
            }
            else if (symbol < Literals + Lengths)
            {
                left -= Extended(symbol - Literals);
                Extended(distance.Next(ref bits));
            }
            else left--;
            if (bits.Ended) throw Damaged("the picture's data ends within its head");
        }
        return most;
    }

    /// <summary>A length or distance: a symbol and the bits that it announces.</summary>
    private int Extended(int symbol)
    {
        if (symbol < 4) return symbol + 1;
        var extra = (symbol - 2) >> 1;
        return ((2 + (symbol & 1)) << extra) + bits.Take(extra) + 1;
    }

    private WebpCode Code(int alphabet)
    {
        var lengths = new byte[alphabet];
        if (bits.Take(1) == 1)
        {
            var two = bits.Take(1) == 1;
            for (var (symbol, more) = (bits.Take(bits.Take(1) == 1 ? 8 : 1), two); ; (symbol, more) = (bits.Take(8), false))
            {
                if (symbol < alphabet) lengths[symbol] = 1;
                if (!more) break;
            }
        }
        else ReadLengths(lengths);
        return WebpCode.Of(lengths) ?? throw Damaged("a prefix code is damaged");
    }

    private void ReadLengths(Span<byte> lengths)
    {
        var own = new byte[LengthOrder.Length];
        for (var (i, count) = (0, bits.Take(4) + 4); i < count; i++) own[LengthOrder[i]] = (byte)bits.Take(3);
        var code = WebpCode.Of(own) ?? throw Damaged("a prefix code is damaged");
        var left = bits.Take(1) == 1 ? 2 + bits.Take(2 + (2 * bits.Take(3))) : lengths.Length;
        if (left > lengths.Length) throw Damaged("a prefix code is damaged");
        byte previous = 8;
        for (var at = 0; at < lengths.Length && left > 0 && !bits.Ended; left--)
        {
            var symbol = code.Next(ref bits);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                if (symbol != 0) previous = (byte)symbol;
                continue;
            }
            var repeat = symbol == 16 ? 3 + bits.Take(2) : symbol == 17 ? 3 + bits.Take(3) : 11 + bits.Take(7);
            if (at + repeat > lengths.Length) throw Damaged("a prefix code is damaged");
            if (symbol == 16) lengths.Slice(at, repeat).Fill(previous);
            at += repeat;
        }
    }

    private readonly ImageException Damaged(string reason) => source.Damaged(offset, reason);
}
