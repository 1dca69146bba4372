namespace Gexia.Gpu;

/// <summary>Sizes and places of a product on tensor cores, and which group computes which tile of C, over which part of k.</summary>
/// <remarks>
/// Tiles are walked in bands of eight rows of tiles, down the columns of a band, so that groups which run together share rows of A and
/// columns of B in the cache. Where the sums are cut into parts, each part has the whole grid, and a C of its own behind the last.
/// </remarks>
internal readonly struct TensorNumbers
{
    private const int Band = 8;

    /// <summary>The operands.</summary>
    public readonly TensorOperand A, B;

    /// <summary>Rows of C, elements from row to row.</summary>
    public readonly int M, CRow;

    /// <summary>What becomes of the sums.</summary>
    public readonly ProductEndNumbers End;

    private readonly GridAxis tiles, bands, shorter;
    private readonly int lastBand, k, kOfPart, offset, offsetOfPart;

    /// <param name="product">One product.</param>
    /// <param name="a">Its A.</param>
    /// <param name="b">Its B.</param>
    /// <param name="end">What becomes of the sums.</param>
    /// <param name="tileRows">Of a tile.</param>
    /// <param name="tileColumns">Of a tile.</param>
    /// <param name="parts">Into how many k is cut; with more than one C is [parts, m, n], contiguous.</param>
    public TensorNumbers(
        in GpuProduct product, TensorOperand a, TensorOperand b, ProductEndNumbers end, int tileRows, int tileColumns, int parts)
    {
        var p = product.Problem;
        (A, B, End) = (a, b, end);
        (M, k) = (checked((int)p.M), checked((int)p.K));
        int rows = checked((int)GpuProduct.Tiles(p.M, tileRows)), columns = checked((int)GpuProduct.Tiles(p.N, tileColumns));
        tiles = new(checked(rows * columns), 1, 0, 0, 0);
        bands = new(checked(Band * columns), 1, 0, 0, 0);
        lastBand = (rows - 1) / Band;
        shorter = new(rows - (lastBand * Band), 1, 0, 0, 0);
        kOfPart = KOfPart(p.K, parts);
        CRow = checked((int)(parts > 1 ? p.N : p.CRow));
        offset = checked((int)(parts > 1 ? 0 : p.COffset));
        offsetOfPart = parts > 1 ? checked((int)(p.M * p.N)) : 0;
        _ = checked((offsetOfPart * parts) + offset + (M * CRow));       // every place is an int
    }

    /// <summary>Length of the sums of a part: whole stages.</summary>
    public static int KOfPart(long k, int parts) => checked((int)((k + (64L * parts) - 1) / (64L * parts) * 64));

    /// <summary>What a group computes.</summary>
    public TensorPlace Tile(int group)
    {
        var part = tiles.Step(new(group, 0, 0, 0, 0));
        var band = bands.Step(new(part.First, 0, 0, 0, 0));
        int column = band.First >> 3, row = band.First & (Band - 1);
        if (band.Rest == lastBand)
        {
            var place = shorter.Step(new(band.First, 0, 0, 0, 0));
            column = place.Rest;
            row = place.First;
        }
        int first = part.Rest * kOfPart, last = first + kOfPart;
        if (last > k) last = k;
        return new((band.Rest * Band) + row, column, first, last, offset + (part.Rest * offsetOfPart));
    }
}

/// <summary>A tile of C, counted in tiles; from which k on and up to which; and where its C begins.</summary>
internal readonly struct TensorPlace(int row, int column, int firstK, int lastK, int offset)
{
    public readonly int Row = row, Column = column, FirstK = firstK, LastK = lastK, Offset = offset;
}
