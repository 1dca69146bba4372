namespace Gexia.Cli.Report;

/// <summary>A list of sentences.</summary>
internal sealed record TextSection(string Title, string Note, IReadOnlyList<string> Lines) : ReportSection(Title, Note)
{
    public override void Write(HtmlWriter html)
    {
        html.Write($"<ul>\n");
        foreach (var line in Lines) html.Write($"<li>{line}</li>\n");
        html.Write($"</ul>\n");
    }
}
