using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Gexia.Cli.Analyze;
using Gexia.Cli.Parsing;
using Gexia.Cli.Report;
using Gexia.Io;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia analyze</c>: the analyses of the paper, a verb below it each.</summary>
internal static class AnalyzeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("analyze", "Analyses of models, texts and costs, as JSON and as a page with charts.");
        List<string> examples = [];
        foreach (var analysis in Analyses.All)
        {
            command.Add(Create(terminal, analysis));
            examples.Add(analysis.Examples[0]);
        }
        return command.Examples([.. examples]);
    }

    private static Command Create(Terminal terminal, Analysis analysis)
    {
        var output = new Option<string?>("--out")
        {
            Description = $"Folder for {PageName(analysis)} and {JsonName(analysis)}; several analyses may share it.", HelpName = "DIR"
        }.Is(PathKind.OutputFolder);
        var command = new Command(analysis.Name, analysis.Description);
        analysis.AddTo(command);
        command.Add(output);
        command.Examples([.. analysis.Examples]);
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var clock = Stopwatch.StartNew();
            var folder = parse.GetValue(output);
            if (folder is not null) Directory.CreateDirectory(folder);
            var found = analysis.Run(session, parse, folder, cancellation);
            Deliver(session, analysis, found, folder, clock.Elapsed);
            return found.Code;
        });
        return command;
    }

    private static void Deliver(Session session, Analysis analysis, AnalysisFindings found, string? folder, TimeSpan passed)
    {
        var page = folder is null ? null : Path.Combine(folder, PageName(analysis));
        using var line = new StringWriter { NewLine = "\n" };
        JsonText.WriteObject(line, json =>
        {
            json.WriteString("analysis", analysis.Name);
            found.WriteMembers(json);
            json.WriteNumber("seconds", Math.Round(passed.TotalSeconds, 2));
            json.WriteString("report", page);
        });
        var text = line.ToString();
        if (page is not null)
        {
            AtomicFile.Write(Path.Combine(folder!, JsonName(analysis)), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
            var report = found.Report();
            ReportPage.Write(page, report.Config.Length > 0 ? report : report with { Config = Indented(text) });
        }
        if (session.Json)
        {
            session.Out.Write(text);
            return;
        }
        found.Show(session);
        if (page is not null)
            session.Terminal.Write(string.Create(CultureInfo.InvariantCulture, $"report: {page} ({passed.TotalSeconds:0.0} s)"));
    }

    private static string PageName(Analysis analysis) => $"{analysis.Name}.html";

    private static string JsonName(Analysis analysis) => $"{analysis.Name}.json";

    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" })) document.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
