using System.Globalization;
using System.Text;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// A tensor for people: dtype and shape, the strides of a view, then the values with six digits, a row a line, columns under each other.
/// Of a long axis only the two ends are shown.
/// </summary>
internal static class TensorText
{
    // Axes up to Whole are shown in full, of longer ones Ends on either side; of axes outside the last two, 1 on either side.
    private const int Whole = 8, Ends = 3;

    public static string Of(Tensor x)
    {
        if (Recording.Current is not null) return $"{x.Description} (its values cannot be read while a step is captured)";
        if (!x.Device.HoldsNumbers) return $"{x.Description} (on a device that holds no numbers)";
        string[] cells;
        var indices = Enumerable.Range(0, x.Shape.Rank).Select(axis => Shown(x.Shape[axis], isOuter: axis < x.Shape.Rank - 2)).ToArray();
        try
        {
            cells = [.. Cells(x, indices)];
        }
        catch (ObjectDisposedException)
        {
            return $"{x.Description} (its memory was given back)";
        }
        var text = new StringBuilder(x.Description);
        if (!x.IsContiguous) text.Append(CultureInfo.InvariantCulture, $" with strides [{string.Join(", ", x.Layout.Strides.ToArray())}]");
        text.Append(x.Shape.Rank > 1 ? '\n' : ' ');
        var place = 0;
        Write(text, x.Shape, indices, axis: 0, cells, cells.Max(cell => (int?)cell.Length) ?? 0, ref place);
        return text.ToString();
    }

    /// <summary>Indices of an axis that are shown; −1 stands for those left out.</summary>
    private static int[] Shown(int extent, bool isOuter)
    {
        var ends = isOuter ? 1 : Ends;
        if (extent <= (isOuter ? 4 : Whole)) return [.. Enumerable.Range(0, extent)];
        return [.. Enumerable.Range(0, ends), -1, .. Enumerable.Range(extent - ends, ends)];
    }

    private static IEnumerable<string> Cells(Tensor x, int[][] indices)
    {
        var index = new int[indices.Length];
        return From(0);

        IEnumerable<string> From(int axis)
        {
            if (axis == indices.Length)
            {
                yield return Cell(x.DType, x.At(index));
                yield break;
            }
            foreach (var i in indices[axis].Where(i => i >= 0))
            {
                index[axis] = i;
                foreach (var cell in From(axis + 1)) yield return cell;
            }
        }
    }

    private static string Cell(DType type, double value) => type switch
    {
        DType.Bool => value == 0 ? "false" : "true",
        DType.Float32 or DType.Float64 or DType.Float16 or DType.BFloat16 => value.ToString("G6", CultureInfo.InvariantCulture),
        _ => value.ToString("F0", CultureInfo.InvariantCulture),
    };

    private static void Write(StringBuilder text, Shape shape, int[][] indices, int axis, string[] cells, int width, ref int place)
    {
        if (axis == shape.Rank)
        {
            text.Append(shape.Rank > 1 ? cells[place].PadLeft(width) : cells[place]);
            place++;
            return;
        }
        var isRow = axis == shape.Rank - 1;
        var between = isRow ? ", " : "," + new string('\n', Math.Max(1, shape.Rank - 1 - axis)) + new string(' ', axis + 1);
        text.Append('[');
        for (var i = 0; i < indices[axis].Length; i++)
        {
            if (i > 0) text.Append(between);
            if (indices[axis][i] < 0) text.Append('…');
            else Write(text, shape, indices, axis + 1, cells, width, ref place);
        }
        text.Append(']');
    }
}
