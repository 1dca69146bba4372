namespace Gexia.Data.Image.Formats;

/// <summary>One colour of a JPEG picture.</summary>
/// <param name="Id">As scans name it.</param>
/// <param name="Horizontal">Samples in a unit of the picture, 1 to 4.</param>
/// <param name="Vertical">Rows in a unit of the picture, 1 to 4.</param>
/// <param name="Columns">Blocks of 8 × 8 in a row.</param>
/// <param name="Rows">Rows of blocks.</param>
internal sealed record JpegComponent(byte Id, int Horizontal, int Vertical, int Columns, int Rows)
{
    /// <summary>
    /// Which coefficients of each block are not zero so far; what a refining scan's length depends on. Null until the first scan.
    /// </summary>
    public ulong[]? NonZero { get; set; }

    /// <summary>Which coefficients scans have given to the last bit.</summary>
    public ulong Given { get; set; }
}

/// <summary>Follows the codes of one scan without making a picture of them, to know whether they are all there.</summary>
/// <remarks>Decoders take what is missing for grey. The pieces are those of ITU-T T.81: F.2.2 (sequential) and G.2 (progressive).</remarks>
internal readonly struct JpegScan
{
    /// <summary>Colours of the scan with their tables.</summary>
    public required (JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac)[] Parts { get; init; }

    /// <summary>Whether it is one of a progressive picture.</summary>
    public required bool IsProgressive { get; init; }

    /// <summary>First and last coefficient, and the bits that earlier scans gave (0 for the first) and this one leaves.</summary>
    public required (int Start, int End, int High, int Low) Band { get; init; }

    /// <summary>Units between restart markers; 0 without.</summary>
    public required int RestartInterval { get; init; }

    /// <summary>Units in a row and rows of units, for a scan of several colours.</summary>
    public required (int Columns, int Rows) Units { get; init; }

    /// <summary>Walks through the scan.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Where the codes begin.</param>
    /// <returns>Where they end.</returns>
    /// <exception cref="ImageException">They end early or make no sense.</exception>
    public int Follow(PictureSource source, int start)
    {
        var bits = new JpegBits(source.Bytes, start);
        var single = Parts.Length == 1;
        var (columns, rows) = single ? (Parts[0].Component.Columns, Parts[0].Component.Rows) : Units;
        var (left, run) = (RestartInterval, 0);
        for (var y = 0; y < rows; y++)
        {
            source.Check();
            for (var x = 0; x < columns; x++)
            {
                if (RestartInterval > 0 && left == 0)
                {
                    if (!bits.Restart()) throw source.Damaged(bits.Position, $"a scan's data ends in row {y} of {rows}");
                    (left, run) = (RestartInterval, 0);
                }
                left--;
                if (single) Require(source, ref bits, Block(Parts[0], ref bits, ref run, (y * columns) + x), y, rows);
                else
                    foreach (var part in Parts)
                        for (var i = part.Component.Horizontal * part.Component.Vertical; i > 0; i--)
                            Require(source, ref bits, Block(part, ref bits, ref run, -1), y, rows);
            }
        }
        return bits.Position;
    }

    private static void Require(PictureSource source, ref JpegBits bits, bool isCode, int y, int rows)
    {
        if (bits.Ended) throw source.Damaged(bits.Position, $"a scan's data ends in row {y} of {rows}");
        if (!isCode) throw source.Damaged(bits.Position, $"a scan's data makes no sense in row {y} of {rows}");
    }

    private bool Block((JpegComponent Component, JpegHuffman? Dc, JpegHuffman? Ac) part, ref JpegBits bits, ref int run, int place)
    {
        if (!IsProgressive) return First(part.Dc!, ref bits) && Coefficients(part.Ac!, ref bits, 1, 63);
        if (Band.Start == 0)
        {
            if (Band.High == 0) return First(part.Dc!, ref bits);
            bits.Skip(1);
            return true;
        }
        ref var nonZero = ref part.Component.NonZero![place];
        return Band.High == 0 ? Band1(part.Ac!, ref bits, ref run, ref nonZero) : Refine(part.Ac!, ref bits, ref run, ref nonZero);
    }

    private static bool First(JpegHuffman table, ref JpegBits bits)
    {
        var size = table.Next(ref bits);
        if (size is < 0 or > 16) return false;
        bits.Skip(size);
        return true;
    }

    private static bool Coefficients(JpegHuffman table, ref JpegBits bits, int k, int end)
    {
        while (k <= end)
        {
            var symbol = table.Next(ref bits);
            if (symbol < 0) return false;
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros < 15) return true;
            k += zeros + 1;
            bits.Skip(size);
        }
        return k == end + 1;
    }

    /// <summary>The first scan of a band: a run says how many blocks end here.</summary>
    private bool Band1(JpegHuffman table, ref JpegBits bits, ref int run, ref ulong nonZero)
    {
        if (run > 0)
        {
            run--;
            return true;
        }
        for (var k = Band.Start; k <= Band.End; k++)
        {
            var symbol = table.Next(ref bits);
            if (symbol < 0) return false;
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0 && zeros < 15)
            {
                run = (1 << zeros) + bits.Take(zeros) - 1;
                return true;
            }
            k += zeros;
            if (k > Band.End) return false;
            if (size > 0) nonZero |= 1UL << k;
            bits.Skip(size);
        }
        return true;
    }

    /// <summary>A later scan of a band: one more bit for each coefficient that is not zero, and new ones between them.</summary>
    private bool Refine(JpegHuffman table, ref JpegBits bits, ref int run, ref ulong nonZero)
    {
        var k = Band.Start;
        for (; run == 0 && k <= Band.End; k++)
        {
            var symbol = table.Next(ref bits);
            if (symbol < 0) return false;
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size > 1) return false;
            if (size == 0 && zeros < 15)
            {
                run = (1 << zeros) + bits.Take(zeros);
                break;
            }
            bits.Skip(size);        // the sign
            for (; k <= Band.End; k++)
            {
                if ((nonZero >> k & 1) != 0) bits.Skip(1);
                else if (zeros-- == 0) break;
            }
            if (size == 0) continue;
            if (k > Band.End) return false;
            nonZero |= 1UL << k;
        }
        if (run == 0) return true;
        for (; k <= Band.End; k++)
            if ((nonZero >> k & 1) != 0) bits.Skip(1);
        run--;
        return true;
    }
}
