using System.Text;
using Gexia.Io;

namespace Gexia.Cli.Report;

/// <summary>
/// What stands around every page that this program writes: one HTML file that needs nothing else, no script, no network, light and dark.
/// </summary>
internal static class HtmlPage
{
    private static readonly string Style = ReadStyle("Gexia.Cli.report.css");

    /// <summary>Writes everything up to the open body.</summary>
    /// <remarks>The policy forbids every script and every request, so even an escaping mistake could do nothing.</remarks>
    /// <param name="html">The page.</param>
    /// <param name="title">Its title.</param>
    /// <param name="style">What its style sheet adds to that of all pages.</param>
    public static void Begin(HtmlWriter html, string title, string style = "")
    {
        html.Write($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title}</title>
            <style>

            """);
        html.Write($"{new Verbatim(Style)}{new Verbatim(style)}</style>\n</head>\n<body>\n");
    }

    /// <summary>The numbers at the top.</summary>
    public static void WriteFacts(HtmlWriter html, IReadOnlyList<ReportFact> facts)
    {
        html.Write($"<dl class=\"facts\">\n");
        foreach (var fact in facts) html.Write($"<div><dt>{fact.Label}</dt><dd>{fact.Value}</dd></div>\n");
        html.Write($"</dl>\n");
    }

    /// <summary>Closes the body.</summary>
    public static void End(HtmlWriter html) => html.Write($"</body>\n</html>\n");

    /// <summary>Writes a page whole or not at all.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void Save(string path, string page)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>A style sheet of the program.</summary>
    public static string ReadStyle(string resource)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
