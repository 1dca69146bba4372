namespace Gexia.Training.Analysis;

/// <summary>
/// Where squares are covered on a frame: neighbours half a square apart, so that p places a side need squares of 2/(p + 1) of the frame.
/// With 13 places a frame of 224 pixels has the squares of 32 and the distance of 16 of GEXIA App. G, whatever the tower's patches are, and
/// a frame of another size the same places to the nearest pixel.
/// </summary>
/// <param name="Size">Side of the frame, pixels.</param>
/// <param name="Square">Side of the covered square, pixels.</param>
/// <param name="Side">Places along a side.</param>
internal readonly record struct MaskGrid(int Size, int Square, int Side)
{
    /// <summary>Places a side of GEXIA App. G.</summary>
    public const int Places = 13;

    /// <summary>The places of a frame.</summary>
    /// <param name="size">Side of the frame, pixels, at least 1.</param>
    /// <param name="places">Places a side, at least 1; fewer where the frame has fewer pixels.</param>
    public static MaskGrid Of(int size, int places = Places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(places, 1);
        var square = Math.Clamp((int)Math.Round(2.0 * size / (places + 1)), 1, size);
        return new(size, square, Math.Min(places, size - square + 1));
    }

    /// <summary>First row of the i-th place from the top, or column from the left.</summary>
    public int At(int i) => Side == 1 ? 0 : (int)Math.Round((double)i * (Size - Square) / (Side - 1), MidpointRounding.AwayFromZero);

    /// <summary>Copies of a frame [3, size, size], each with one square covered: [count, 3, size, size].</summary>
    /// <param name="frame">Normalised pixels.</param>
    /// <param name="from">First place, counted row by row.</param>
    /// <param name="count">How many places.</param>
    /// <param name="fill">What they are covered with.</param>
    internal Tensor Covered(Tensor frame, int from, int count, MaskFill fill = MaskFill.MeanColor)
    {
        var copies = frame.Reshape(1, 3, Size, Size).Expand(count, 3, Size, Size).Copy();
        var planes = fill == MaskFill.MeanColor ? null : new FramePlanes(frame);
        for (var i = 0; i < count; i++)
        {
            var (top, left) = (At((from + i) / Side), At((from + i) % Side));
            var square = copies.Slice(0, i, 1).Slice(2, top, Square).Slice(3, left, Square);
            square.CopyFrom(planes is null
                ? square.NewZeros(square.Shape)
                : planes.Color(fill, top, left, Square).Reshape(1, 3, 1, 1).Expand([.. square.Shape]));
        }
        return copies;
    }
}

/// <summary>What a place is covered with.</summary>
internal enum MaskFill
{
    /// <summary>0 after normalisation, the mean colour of CLIP's training pictures (GEXIA leaves it open).</summary>
    MeanColor,
    /// <summary>The mean colour of the frame.</summary>
    FrameMean,
    /// <summary>The mean of the pixels around the square, as wide as half of it: what most likely lies behind an object.</summary>
    Surroundings,
}

/// <summary>A frame's pixels on the host, from which colours are taken.</summary>
/// <param name="frame">[3, size, size].</param>
internal sealed class FramePlanes(Tensor frame)
{
    private readonly float[] values = frame.ToHost().To(DType.Float32).ToArray<float>();
    private readonly int size = frame.Shape[1];

    /// <summary>The colour that a square is covered with; 0 where it is to come from pixels around a square that fills the frame.</summary>
    /// <returns>[3], as the frame's pixels are.</returns>
    public Tensor Color(MaskFill fill, int top, int left, int square)
    {
        var margin = fill == MaskFill.FrameMean ? size : Math.Max(1, square / 2);
        var color = new float[3];
        for (var plane = 0; plane < 3; plane++)
        {
            double sum = 0;
            var count = 0;
            for (var y = Math.Max(0, top - margin); y < Math.Min(size, top + square + margin); y++)
                for (var x = Math.Max(0, left - margin); x < Math.Min(size, left + square + margin); x++)
                {
                    if (fill == MaskFill.Surroundings && y >= top && y < top + square && x >= left && x < left + square) continue;
                    sum += values[(((plane * size) + y) * size) + x];
                    count++;
                }
            color[plane] = count == 0 ? 0 : (float)(sum / count);
        }
        return Tensor.Of(color, [3], frame.Device).To(frame.DType);
    }
}
