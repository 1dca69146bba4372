using System.Text;
using Gexia.Io;

namespace Gexia.Cli.Report;

/// <summary>Renders a report as one HTML file that needs nothing else: no script, no network, light and dark.</summary>
internal static class ReportPage
{
    private static readonly string Style = ReadStyle();

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Write(string path, ReportModel report)
    {
        var bytes = Encoding.UTF8.GetBytes(Render(report));
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The page as text.</summary>
    public static string Render(ReportModel report)
    {
        var html = new HtmlWriter();
        // The policy forbids every script and every request, so even an escaping mistake could do nothing.
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{report.Title}</title>
            <style>

            """);
        html.Write($"{new Verbatim(Style)}</style>\n</head>\n<body>\n<header>\n<h1>{report.Title}</h1>\n<p class=\"lead\">{report.Lead}</p>\n");
        WriteFacts(html, report.Facts);
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
        html.Write($"<section id=\"config\">\n<h2>Configuration</h2>\n<details><summary>All settings of this run</summary>\n<pre>{report.Config}</pre>\n</details>\n</section>\n");
        html.Write($"</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteFacts(HtmlWriter html, IReadOnlyList<ReportFact> facts)
    {
        html.Write($"<dl class=\"facts\">\n");
        foreach (var fact in facts) html.Write($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>\n");
        html.Write($"</dl>\n");
    }

    private static string ReadStyle()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("Gexia.Cli.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
