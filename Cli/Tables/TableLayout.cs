namespace Gexia.Cli.Tables;

/// <summary>Which columns of a table are shown in a given width, and how wide each of them is.</summary>
/// <param name="Shown">Numbers of the columns that stay, in order.</param>
/// <param name="Widths">Cells of each column that stays.</param>
/// <param name="Fits">Whether a line is within the width; where even the columns that always stay are too wide, it is not.</param>
internal sealed record TableLayout(IReadOnlyList<int> Shown, IReadOnlyList<int> Widths, bool Fits)
{
    /// <summary>Cells between two columns.</summary>
    public const int Gap = 2;

    /// <summary>A column of sentences is not made narrower than this as long as another column can go instead.</summary>
    private const int Comfortable = 24;

    /// <summary>Cells of a whole line.</summary>
    public int Width => LineWidth(Widths);

    /// <summary>Lays out a table.</summary>
    /// <param name="columns">All columns.</param>
    /// <param name="rows">Cells as they are shown, one for each column.</param>
    /// <param name="width">Cells that a line may take; null for as many as it needs.</param>
    public static TableLayout Of(IReadOnlyList<Column> columns, IReadOnlyList<string[]> rows, int? width)
    {
        int[] natural =
            [.. columns.Select((column, c) => rows.Select(row => Words.Width(row[c])).Append(Words.Width(column.Header)).Max())];
        int[] least =
        [
            .. columns.Select((column, c) =>
                rows.Select(row => column.Wraps ? Words.Widest(row[c]) : Words.Width(row[c])).Append(Words.Widest(column.Header)).Max())
        ];
        int[] wanted = [.. least.Select((cells, c) => columns[c].Wraps ? Math.Max(cells, Math.Min(natural[c], Comfortable)) : cells)];
        List<int> shown = [.. Enumerable.Range(0, columns.Count)];
        if (width is not { } most) return new(shown, Grouped(columns, shown, [.. shown.Select(c => natural[c])]), true);
        while (LineWidth(Grouped(columns, shown, [.. shown.Select(c => wanted[c])])) > most
            && shown.Max(c => columns[c].Priority) is > 0 and var last)
            shown.RemoveAll(c => columns[c].Priority == last);
        var widths = Grouped(columns, shown, [.. shown.Select(c => wanted[c])]);
        if (LineWidth(widths) > most) widths = Grouped(columns, shown, [.. shown.Select(c => least[c])]);
        var spare = most - LineWidth(widths);
        if (spare < 0) return new(shown, widths, false);
        Widen(widths, [.. shown.Select(c => natural[c])], spare);
        return new(shown, widths, true);
    }

    private static int LineWidth(IReadOnlyList<int> widths) => widths.Sum() + (Gap * Math.Max(0, widths.Count - 1));

    // The last column of a group is as wide as the group's name needs.
    private static int[] Grouped(IReadOnlyList<Column> columns, List<int> shown, int[] widths)
    {
        foreach (var (first, count, name) in Groups(columns, shown))
            if (name.Length > 0) widths[first + count - 1] += Math.Max(0, Words.Width(name) - LineWidth(widths[first..(first + count)]));
        return widths;
    }

    /// <summary>Runs of neighbours with the same group.</summary>
    public static IEnumerable<(int First, int Count, string Name)> Groups(IReadOnlyList<Column> columns, IReadOnlyList<int> shown)
    {
        for (var i = 0; i < shown.Count;)
        {
            var name = columns[shown[i]].Group;
            var count = shown.Skip(i).TakeWhile(c => columns[c].Group == name).Count();
            yield return (i, count, name);
            i += count;
        }
    }

    // Columns that lack little come first, so that as many as can be have all they want.
    private static void Widen(int[] widths, int[] natural, int spare)
    {
        var wanting = Enumerable.Range(0, widths.Length).Where(i => natural[i] > widths[i]).OrderBy(i => natural[i] - widths[i]).ToList();
        for (var n = 0; n < wanting.Count; n++)
        {
            var more = Math.Min(natural[wanting[n]] - widths[wanting[n]], spare / (wanting.Count - n));
            widths[wanting[n]] += more;
            spare -= more;
        }
    }
}
