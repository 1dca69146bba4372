namespace Gexia.Training.Analysis;

/// <summary>Where squares are covered on a frame: side × side places, neighbours half a square apart.</summary>
/// <param name="Size">Side of the frame, pixels.</param>
/// <param name="Square">Side of the covered square, pixels.</param>
/// <param name="Stride">Distance of neighbouring places, pixels.</param>
internal readonly record struct MaskGrid(int Size, int Square, int Stride)
{
    /// <summary>Places along a side.</summary>
    public int Side => ((Size - Square) / Stride) + 1;

    /// <summary>Squares of one patch, or larger ones where those would be more than some places a side.</summary>
    /// <param name="size">Side of the frame, pixels.</param>
    /// <param name="patch">Side of a patch, pixels; at most <paramref name="size"/>.</param>
    /// <param name="places">Most places a side, at least 1; null for no bound.</param>
    public static MaskGrid Of(int size, int patch, int? places = null)
    {
        var grid = new MaskGrid(size, patch, Math.Max(1, patch / 2));
        while (grid.Side > places && grid.Square < size)
        {
            var square = Math.Min(size, grid.Square + patch);
            grid = new(size, square, Math.Max(1, square / 2));
        }
        return grid;
    }

    /// <summary>Copies of a frame [3, size, size], each with one square set to 0, the mean colour: [count, 3, size, size].</summary>
    /// <param name="frame">Normalised pixels.</param>
    /// <param name="from">First place, counted row by row.</param>
    /// <param name="count">How many places.</param>
    internal Tensor Covered(Tensor frame, int from, int count)
    {
        var copies = frame.Reshape(1, 3, Size, Size).Expand(count, 3, Size, Size).Copy();
        for (var i = 0; i < count; i++)
        {
            var square = copies.Slice(0, i, 1).Slice(2, (from + i) / Side * Stride, Square).Slice(3, (from + i) % Side * Stride, Square);
            square.CopyFrom(square.NewZeros(square.Shape));
        }
        return copies;
    }
}
