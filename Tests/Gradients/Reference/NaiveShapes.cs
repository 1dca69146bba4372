namespace Gexia.Tests.Gradients.Reference;

/// <summary>Views, reductions and look-ups, index by index.</summary>
public static class NaiveShapes
{
    public static Grid Permute(Grid x, int[] order) => Grid.Of(order.Select(axis => x.Shape[axis]), i =>
    {
        var source = new int[order.Length];
        for (var axis = 0; axis < order.Length; axis++) source[order[axis]] = i[axis];
        return x[source];
    });

    public static Grid Slice(Grid x, int axis, int start, int count) =>
        Grid.Of(With(x.Shape, axis, count), i => x[With(i, axis, start + i[axis])]);

    public static Grid Select(Grid x, int axis, int index) =>
        Grid.Of([.. x.Shape[..axis], .. x.Shape[(axis + 1)..]], i => x[[.. i[..axis], index, .. i[axis..]]]);

    public static Grid Concat(int axis, params Grid[] parts) =>
        Grid.Of(With(parts[0].Shape, axis, parts.Sum(part => part.Shape[axis])), i =>
        {
            var (place, part) = (i[axis], 0);
            while (place >= parts[part].Shape[axis]) place -= parts[part++].Shape[axis];
            return parts[part][With(i, axis, place)];
        });

    /// <summary>Σ or mean over one axis.</summary>
    public static Grid Reduce(Grid x, int axis, bool keep, bool mean) =>
        Along(x, axis, keep, values => mean ? values.Sum() / values.Length : values.Sum());

    /// <summary>The largest or smallest along one axis.</summary>
    public static Grid Extremum(Grid x, int axis, bool keep, Func<double[], double> choose) => Along(x, axis, keep, choose);

    private static Grid Along(Grid x, int axis, bool keep, Func<double[], double> f)
    {
        int[] rest = [.. x.Shape[..axis], .. x.Shape[(axis + 1)..]];
        var results = Grid.Of(rest, i => f([.. Enumerable.Range(0, x.Shape[axis]).Select(j => x[[.. i[..axis], j, .. i[axis..]]])]));
        return keep ? new(With(x.Shape, axis, 1), results.Values) : results;
    }

    public static Grid Gather(Grid table, int[] idsShape, int[] ids)
    {
        var width = table.Shape[1];
        return new([.. idsShape, width], [.. ids.SelectMany(id => Enumerable.Range(0, width).Select(c => table[id, c]))]);
    }

    private static int[] With(int[] index, int axis, int value)
    {
        var copy = (int[])index.Clone();
        copy[axis] = value;
        return copy;
    }
}
