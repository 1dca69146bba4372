namespace Gexia.Tests.Gradients.Reference;

/// <summary>
/// An n-dimensional array of doubles with nothing clever about it: row-major, contiguous, one element at a time. The references
/// are written on it, so they share no code with the library that they judge.
/// </summary>
public sealed class Grid
{
    public Grid(IEnumerable<int> shape, double[] values) => (Shape, Values) = ([.. shape], values);

    public int[] Shape { get; }

    public double[] Values { get; }

    /// <summary>
    /// Element by index, with numpy's broadcasting: surplus leading indices and indices of axes of extent 1 do not count.
    /// </summary>
    public double this[params ReadOnlySpan<int> index]
    {
        get
        {
            var place = 0;
            for (var axis = 0; axis < Shape.Length; axis++)
                place = (place * Shape[axis]) + (Shape[axis] == 1 ? 0 : index[index.Length - Shape.Length + axis]);
            return Values[place];
        }
    }

    /// <summary>An array from a formula for its elements.</summary>
    public static Grid Of(IEnumerable<int> shape, Func<int[], double> element)
    {
        int[] extents = [.. shape];
        var values = new double[extents.Aggregate(1, (product, extent) => product * extent)];
        var index = new int[extents.Length];
        for (var place = 0; place < values.Length; place++)
        {
            for (int axis = extents.Length - 1, rest = place; axis >= 0; rest /= extents[axis], axis--) index[axis] = rest % extents[axis];
            values[place] = element(index);
        }
        return new(extents, values);
    }

    public Grid Map(Func<double, double> f) => new(Shape, Array.ConvertAll(Values, x => f(x)));

    /// <summary>f on every row of the last axis; a row keeps its length.</summary>
    public Grid Rows(Func<double[], double[]> f)
    {
        var width = Shape[^1];
        var result = new double[Values.Length];
        for (var start = 0; start < result.Length; start += width) f(Values[start..(start + width)]).CopyTo(result, start);
        return new(Shape, result);
    }

    /// <summary>f on every pair of elements after broadcasting.</summary>
    public static Grid Pairs(Grid a, Grid b, Func<double, double, double> f) => Of(Broadcast(a.Shape, b.Shape), i => f(a[i], b[i]));

    /// <summary>Equal extents stay, 1 gives way, missing leading axes count as 1.</summary>
    public static int[] Broadcast(int[] a, int[] b)
    {
        var result = new int[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var (x, y) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            result[^i] = x == 1 ? y : x;
        }
        return result;
    }
}
