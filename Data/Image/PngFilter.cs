namespace Gexia.Data.Image;

/// <summary>
/// The five row filters of PNG: each predicts a byte from its left (a), upper (b) and upper left (c) neighbour and stores the difference.
/// </summary>
internal static class PngFilter
{
    public const int Count = 5;

    /// <summary>Turns filtered bytes back into samples, in place.</summary>
    /// <param name="filter">0 none, 1 left, 2 up, 3 average, 4 Paeth.</param>
    /// <param name="row">The filtered row; holds the samples afterwards.</param>
    /// <param name="above">The row above, already restored; zeros for the first.</param>
    /// <param name="stride">Bytes a pixel, at least 1.</param>
    /// <returns>False when the filter does not exist.</returns>
    public static bool Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int stride)
    {
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (var i = stride; i < row.Length; i++) row[i] += row[i - stride];
                return true;
            case 2:
                for (var i = 0; i < row.Length; i++) row[i] += above[i];
                return true;
            case 3:
                for (var i = 0; i < row.Length; i++) row[i] += (byte)((Left(row, i, stride) + above[i]) >> 1);
                return true;
            case 4:
                for (var i = 0; i < row.Length; i++) row[i] += Paeth(Left(row, i, stride), above[i], Left(above, i, stride));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Filters a row into <paramref name="filtered"/>.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int stride, Span<byte> filtered)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var prediction = filter switch
            {
                1 => Left(row, i, stride),
                2 => above[i],
                3 => (Left(row, i, stride) + above[i]) >> 1,
                4 => Paeth(Left(row, i, stride), above[i], Left(above, i, stride)),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - prediction);
        }
    }

    /// <summary>The sum of the bytes read as signed: a cheap guess at how well a filtered row will compress.</summary>
    public static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (var b in filtered) sum += Math.Abs((int)(sbyte)b);
        return sum;
    }

    private static int Left(ReadOnlySpan<byte> row, int i, int stride) => i >= stride ? row[i - stride] : 0;

    /// <summary>Whichever of a, b, c lies nearest to a + b − c; ties in that order.</summary>
    private static byte Paeth(int a, int b, int c)
    {
        var (toA, toB, toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - 2 * c));
        return (byte)(toA <= toB && toA <= toC ? a : toB <= toC ? b : c);
    }
}
