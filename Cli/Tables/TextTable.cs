using Spectre.Console;
using Spectre.Console.Rendering;

namespace Gexia.Cli.Tables;

/// <summary>
/// A table of texts and figures that fits a terminal without breaking a number or a word. Where it is too narrow, sentences are broken
/// between words, then columns go by <see cref="Column.Priority"/>, and a line below says which. Where even the columns that stay are too
/// wide, rows are set as blocks, a cell a line. Redirected output has all columns in full width.
/// </summary>
/// <param name="columns">What the columns are.</param>
internal sealed class TextTable(params IReadOnlyList<Column> columns) : IRenderable
{
    private static readonly Style Heading = new(decoration: Decoration.Bold), Rule = new(decoration: Decoration.Dim), Plain = Style.Plain;

    private readonly List<string[]> rows = [];

    /// <summary>
    /// Adds a row of plain texts, whatever they hold: control characters are shown escaped, and nothing is read as markup.
    /// </summary>
    public TextTable Add(params IEnumerable<string> cells)
    {
        string[] row = [.. cells.Select(TerminalText.Escape)];
        if (row.Length != columns.Count)
            throw new ArgumentException($"TextTable: {row.Length} cells for {columns.Count} columns.", nameof(cells));
        rows.Add(row);
        return this;
    }

    /// <summary>The lines as they would be shown.</summary>
    /// <param name="width">Cells of a line; null for as many as it needs.</param>
    public IReadOnlyList<string> Lines(int? width) => [.. Styled(width).Select(line => line.Text)];

    Measurement IRenderable.Measure(RenderOptions options, int maxWidth) => new(1, maxWidth);

    IEnumerable<Segment> IRenderable.Render(RenderOptions options, int maxWidth)
    {
        foreach (var (text, style) in Styled(maxWidth == Unlimited ? null : maxWidth))
        {
            if (text.Length > 0) yield return new Segment(text, style);
            yield return Segment.LineBreak;
        }
    }

    /// <summary>The width of a console that sets none.</summary>
    public const int Unlimited = int.MaxValue;

    private IEnumerable<(string Text, Style Style)> Styled(int? width)
    {
        var layout = TableLayout.Of(columns, rows, width);
        return layout.Fits ? Table(layout).Concat(NotShown(layout, width).Select(line => (line, Rule))) : Blocks(width!.Value);
    }

    private IEnumerable<(string Text, Style Style)> Table(TableLayout layout)
    {
        if (layout.Shown.Any(c => columns[c].Group.Length > 0)) yield return (GroupLine(layout), Heading);
        foreach (var line in Row(layout, [.. columns.Select(column => column.Header)], atBottom: true)) yield return (line, Heading);
        yield return (new string('─', layout.Width), Rule);
        foreach (var row in rows)
            foreach (var line in Row(layout, row, atBottom: false)) yield return (line, Plain);
    }

    private string GroupLine(TableLayout layout)
    {
        var parts = TableLayout.Groups(columns, layout.Shown).Select(group =>
        {
            var room = layout.Widths.Skip(group.First).Take(group.Count).Sum() + (TableLayout.Gap * (group.Count - 1));
            if (group.Name.Length == 0) return new string(' ', room);
            var around = room - Words.Width(group.Name) - 2;
            return around < 2
                ? Words.Pad(group.Name, room, toTheRight: true)
                : $"{new string('─', around / 2)} {group.Name} {new string('─', around - (around / 2))}";
        });
        return string.Join(new string(' ', TableLayout.Gap), parts).TrimEnd();
    }

    private IEnumerable<string> Row(TableLayout layout, string[] cells, bool atBottom)
    {
        IReadOnlyList<string>[] set = [.. layout.Shown.Select((c, i) => Words.Break(cells[c], layout.Widths[i]))];
        var height = set.Max(lines => lines.Count);
        for (var y = 0; y < height; y++)
        {
            var line = y;
            yield return string.Join(new string(' ', TableLayout.Gap), layout.Shown.Select((c, i) =>
            {
                var at = line - (atBottom ? height - set[i].Count : 0);
                return Words.Pad(at >= 0 && at < set[i].Count ? set[i][at] : "", layout.Widths[i], columns[c].IsNumber);
            })).TrimEnd();
        }
    }

    private IEnumerable<string> NotShown(TableLayout layout, int? width)
    {
        if (layout.Shown.Count == columns.Count) return [];
        var left = columns.Where((_, c) => !layout.Shown.Contains(c)).Select(column => column.Header).Distinct();
        return Words.Break($"Not shown for want of room: {string.Join(", ", left)}. --json has everything.", width!.Value);
    }

    // Every cell, named by its header.
    private IEnumerable<(string Text, Style Style)> Blocks(int width)
    {
        string[] names = [.. columns.Select(column => column.Group.Length > 0 ? $"{column.Group} {column.Header}" : column.Header)];
        var indent = names.Max(Words.Width) + TableLayout.Gap;
        foreach (var row in rows)
        {
            for (var c = 0; c < columns.Count; c++)
            {
                if (row[c].Length == 0) continue;
                var lines = columns[c].Wraps ? Words.Break(row[c], Math.Max(1, width - indent)) : [row[c]];
                for (var y = 0; y < lines.Count; y++)
                    yield return ($"{Words.Pad(y == 0 ? names[c] : "", indent, toTheRight: false)}{lines[y]}".TrimEnd(), Plain);
            }
            yield return ("", Plain);
        }
    }
}
