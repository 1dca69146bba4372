namespace Gexia.Data.Image.Formats;

/// <summary>How much data LZW codes stand for, without making it: of each code only its length is kept.</summary>
/// <remarks>Decoders fill up what codes do not give, so a file that ends early would look like a whole one.</remarks>
internal static class LzwLength
{
    private const int MostBits = 12, Codes = 1 << MostBits;

    /// <summary>Pixels of a GIF's codes: low bits first, the width grows when the next code does not fit.</summary>
    /// <param name="codes">The codes, without the blocks around them.</param>
    /// <param name="size">Bits of a colour index.</param>
    /// <param name="most">Where to stop.</param>
    /// <param name="source">For the clock.</param>
    /// <returns>At most <paramref name="most"/>; less where the codes end or stop making sense.</returns>
    public static long OfGif(ReadOnlySpan<byte> codes, int size, long most, PictureSource source) =>
        Count(codes, size, most, source, isTiff: false);

    /// <summary>Bytes of a TIFF's codes: high bits first, the width grows one code early.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="most">Where to stop.</param>
    /// <param name="source">For the clock.</param>
    /// <returns>At most <paramref name="most"/>; less where the codes end or stop making sense.</returns>
    public static long OfTiff(ReadOnlySpan<byte> codes, long most, PictureSource source) => Count(codes, 8, most, source, isTiff: true);

    private static long Count(ReadOnlySpan<byte> codes, int size, long most, PictureSource source, bool isTiff)
    {
        var (clear, end) = (1 << size, (1 << size) + 1);
        Span<int> lengths = stackalloc int[Codes];
        lengths[..clear].Fill(1);
        var (next, width, previous) = (end + 1, size + 1, -1);
        var (bits, held, at) = (0u, 0, 0);
        for (var count = 0L; ;)
        {
            while (held < width)
            {
                if (at >= codes.Length) return count;
                bits = isTiff ? (bits << 8) | codes[at] : bits | (uint)codes[at] << held;
                held += 8;
                if (++at % (1 << 16) == 0) source.Check();
            }
            int code;
            if (isTiff) code = (int)(bits >> (held - width)) & ((1 << width) - 1);
            else
            {
                code = (int)bits & ((1 << width) - 1);
                bits >>= width;
            }
            held -= width;

            if (code == end) return count;
            if (code == clear)
            {
                (next, width, previous) = (end + 1, size + 1, -1);
                continue;
            }
            if (previous < 0 ? code >= clear : code > next || (code == next && next == Codes)) return count;
            var length = previous >= 0 && code == next ? lengths[previous] + 1 : lengths[code];
            if (previous >= 0 && next < Codes)
            {
                lengths[next++] = lengths[previous] + 1;
                if (next + (isTiff ? 1 : 0) == 1 << width && width < MostBits) width++;
            }
            previous = code;
            count += length;
            if (count >= most) return most;
        }
    }
}
