namespace Gexia.Cli.Report;

/// <summary>One column of a table.</summary>
/// <param name="Header">Its name.</param>
/// <param name="Group">Columns side by side with the same group share a second header; empty for none.</param>
internal sealed record ReportColumn(string Header, string Group = "");

/// <summary>One row of a table: a name, then a cell a column.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Cells">One for each column.</param>
/// <param name="EndsGroup">Draws a thicker line below.</param>
internal sealed record ReportRow(string Name, IReadOnlyList<ReportCell> Cells, bool EndsGroup = false);

/// <summary>One cell of a table.</summary>
/// <param name="Text">Usually a number, already formatted.</param>
/// <param name="Best">Set off as the best of its column.</param>
/// <param name="Remark">Small text after it, such as the paper's figure.</param>
internal sealed record ReportCell(string Text, bool Best = false, string Remark = "");

/// <summary>A table of figures.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Note">The protocol of the figures.</param>
/// <param name="RowHeader">What the rows' names are.</param>
/// <param name="Columns">Names of the columns after the rows' names.</param>
/// <param name="Rows">The figures.</param>
internal sealed record ReportTable(
    string Title, string Note, string RowHeader, IReadOnlyList<ReportColumn> Columns,
    IReadOnlyList<ReportRow> Rows) : ReportSection(Title, Note)
{
    public override void Write(HtmlWriter html)
    {
        html.Write($"<div class=\"scroll\"><table>\n<thead>\n");
        if (Columns.Any(column => column.Group.Length > 0)) WriteGroups(html);
        html.Write($"<tr><th scope=\"col\">{RowHeader}</th>");
        foreach (var column in Columns) html.Write($"<th scope=\"col\" class=\"number\">{column.Header}</th>");
        html.Write($"</tr>\n</thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            if (row.EndsGroup) html.Write($"<tr class=\"rule\">");
            else html.Write($"<tr>");
            html.Write($"<th scope=\"row\">{row.Name}</th>");
            foreach (var cell in row.Cells)
            {
                if (cell.Best) html.Write($"<td class=\"number best\">{cell.Text}");
                else html.Write($"<td class=\"number\">{cell.Text}");
                if (cell.Remark.Length > 0) html.Write($" <small>{cell.Remark}</small>");
                html.Write($"</td>");
            }
            html.Write($"</tr>\n");
        }
        html.Write($"</tbody>\n</table></div>\n");
    }

    private void WriteGroups(HtmlWriter html)
    {
        html.Write($"<tr class=\"groups\"><th></th>");
        for (var i = 0; i < Columns.Count;)
        {
            var name = Columns[i].Group;
            var span = Columns.Skip(i).TakeWhile(column => column.Group == name).Count();
            html.Write($"<th scope=\"colgroup\" colspan=\"{span}\">{name}</th>");
            i += span;
        }
        html.Write($"</tr>\n");
    }
}
