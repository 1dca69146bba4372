namespace Gexia.Cli.Report;

/// <summary>Renders a report as one HTML file; see <see cref="HtmlPage"/>.</summary>
internal static class ReportPage
{
    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string path, ReportModel report) => HtmlPage.Save(path, Render(report));

    /// <summary>The page as text.</summary>
    public static string Render(ReportModel report)
    {
        var html = new HtmlWriter();
        HtmlPage.Begin(html, report.Title);
        html.Write($"<header>\n<h1>{report.Title}</h1>\n<p class=\"lead\">{report.Lead}</p>\n");
        FindList.Write(html, report.Finds);
        html.Write($"<details class=\"meanings\" open=\"\"><summary>What the words mean</summary>\n");
        Glossary.Write(html, report.Words);
        html.Write(
            $"<p class=\"origin\">The method: <a href=\"{report.Paper.Link}\" rel=\"noreferrer\">{report.Paper.Name}</a>. "
            + $"Made by gexia {ProgramVersion.Text}.</p>\n</details>\n");
        HtmlPage.WriteFacts(html, report.Facts);
        foreach (var notice in report.Notices) html.Write($"<p class=\"notice\">{notice}</p>\n");
        html.Write($"</header>\n<nav aria-label=\"Contents\">");
        for (var i = 0; i < report.Sections.Count; i++) html.Write($"<a href=\"#s{i}\">{report.Sections[i].Title}</a> ");
        html.Write($"<a href=\"#config\">Configuration</a></nav>\n<main>\n");
        for (var i = 0; i < report.Sections.Count; i++)
        {
            var section = report.Sections[i];
            html.Write($"<section id=\"s{i}\">\n<h2>{section.Title}</h2>\n");
            if (section.Note.Length > 0) html.Write($"<p class=\"note\">{section.Note}</p>\n");
            section.Write(html);
            html.Write($"</section>\n");
        }
        html.Write(
            $"<section id=\"config\">\n<h2>Configuration</h2>\n<details><summary>All settings of this "
            + $"run</summary>\n<pre>{report.Config}</pre>\n</details>\n</section>\n");
        html.Write($"</main>\n");
        HtmlPage.End(html);
        return html.ToString();
    }
}
