namespace Gexia.Gpu;

/// <summary>Which tile a product is computed in, and into how many parts its sums are cut.</summary>
/// <param name="tile">Its number: 128×256, 128×128, 64×128, 64×64.</param>
/// <param name="parts">1 where the sums are whole.</param>
internal readonly struct TensorChoice(int tile, int parts)
{
    /// <summary>Number of the tile.</summary>
    public int Tile => tile;

    /// <summary>Parts of k.</summary>
    public int Parts => parts;

    private const int MostParts = 16, ShortestPart = 256;

    // Multiply-adds that a multiprocessor could do while a group begins and ends, and while the parts are summed by another launch.
    private const double OfGroup = 2e6, OfLaunch = 4e6;

    // The same for a float that goes to memory and back: 8 bytes of 4 TB/s, shared by all.
    private const double OfFloat = 3e3;

    // Rows, columns, groups that a multiprocessor holds, share of its speed with all of them, and with one: small tiles read more for each
    // multiply-add, and one group waits for its copies.
    private static readonly (int Rows, int Columns, int AtOnce, double Full, double Alone)[] Tiles =
        [(128, 256, 1, 1, 1), (128, 128, 2, 0.93, 0.65), (64, 128, 2, 0.62, 0.45), (64, 64, 3, 0.42, 0.25)];

    /// <summary>The choice with the shortest time by a simple model: a device is as fast as its fullest multiprocessor.</summary>
    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">Length of the sums.</param>
    /// <param name="multiprocessors">How many there are.</param>
    /// <param name="canCut">Whether sums may be cut.</param>
    public static TensorChoice Of(long m, long n, long k, int multiprocessors, bool canCut)
    {
        var (best, least) = (new TensorChoice(Tiles.Length - 1, 1), double.MaxValue);
        for (var parts = 1; parts <= (canCut ? MostParts : 1); parts *= 2)
        {
            if (parts > 1 && k < (long)parts * ShortestPart) break;
            for (var tile = 0; tile < Tiles.Length; tile++)
            {
                var time = Time(tile, m, n, TensorNumbers.KOfPart(k, parts), parts, multiprocessors);
                if (time >= least) continue;
                (best, least) = (new(tile, parts), time);
            }
        }
        return best;
    }

    private static double Time(int tile, long m, long n, int k, int parts, int multiprocessors)
    {
        var (rows, columns, atOnce, full, alone) = Tiles[tile];
        var groups = GpuProduct.Tiles(m, rows) * GpuProduct.Tiles(n, columns) * parts;
        var mine = (groups + multiprocessors - 1) / multiprocessors;            // groups of the fullest multiprocessor
        var work = (double)rows * columns * k;
        var time = mine / atOnce * ((atOnce * work / full) + OfGroup);
        if (mine % atOnce > 0) time += Math.Max(mine % atOnce * work / full, work / alone) + OfGroup;
        return parts == 1 ? time : time + OfLaunch + (parts * m * n * OfFloat / multiprocessors);
    }
}
