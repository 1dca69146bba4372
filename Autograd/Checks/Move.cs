namespace Gexia;

/// <summary>A way to move one input: one of its elements (v = eᵢ), or all of them along a vector v.</summary>
internal sealed unsafe class Move
{
    private readonly long[] places;         // in memory, of the elements that move
    private readonly double[] steps;        // v there

    private Move(int input, long[] places, double[] steps) => (Input, this.places, this.steps) = (input, places, steps);

    /// <summary>Number of the input.</summary>
    public int Input { get; }

    /// <summary>One element.</summary>
    public static Move Element(int input, Tensor x, ReadOnlySpan<int> index) => new(input, [PlaceOf(x, index)], [1]);

    /// <summary>All elements, along a vector in row-major order.</summary>
    public static Move Along(int input, Tensor x, double[] direction)
    {
        var places = new long[direction.Length];
        for (var i = 0; i < places.Length; i++) places[i] = PlaceOf(x, NonFinite.IndexOf(x.Shape, i));
        return new(input, places, direction);
    }

    /// <summary>x ← x + t·v. Returns what was there.</summary>
    public double[] Apply(Tensor x, double t, out double moved)
    {
        var kept = new double[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            kept[i] = Read(x, places[i]);
            Write(x, places[i], kept[i] + (t * steps[i]));
        }
        moved = places.Length == 1 ? (Read(x, places[0]) - kept[0]) / steps[0] : t;
        x.CountWriting();
        return kept;
    }

    /// <summary>Puts back what was there.</summary>
    public void Restore(Tensor x, double[] kept)
    {
        for (var i = 0; i < places.Length; i++) Write(x, places[i], kept[i]);
        x.CountWriting();
    }

    /// <summary>The largest magnitude among the elements that move.</summary>
    public double Largest(Tensor x)
    {
        double most = 0;
        foreach (var place in places) most = Math.Max(most, Math.Abs(Read(x, place)));
        return most;
    }

    private static long PlaceOf(Tensor x, ReadOnlySpan<int> index)
    {
        var place = x.Layout.Offset;
        for (var axis = 0; axis < index.Length; axis++) place += index[axis] * x.Layout.Strides[axis];
        return place;
    }

    private static double Read(Tensor x, long place) =>
        x.DType == DType.Float64 ? ((double*)x.Storage.Address)[place] : ((float*)x.Storage.Address)[place];

    private static void Write(Tensor x, long place, double value)
    {
        if (x.DType == DType.Float64) ((double*)x.Storage.Address)[place] = value;
        else ((float*)x.Storage.Address)[place] = (float)value;
    }
}
