using System.Text.Json;
using Gexia.Cli.Report;

namespace Gexia.Cli.Analyze;

/// <summary>What an analysis found: the same figures for scripts, for a terminal and as a page.</summary>
internal abstract record AnalysisFindings
{
    /// <summary>One of <see cref="ExitCode"/>.</summary>
    public int Code { get; init; } = ExitCode.Ok;

    /// <summary>Writes the members of the JSON object; docs/json.md lists them.</summary>
    public abstract void WriteMembers(Utf8JsonWriter json);

    /// <summary>Writes tables and sentences to standard output.</summary>
    public abstract void Show(Session session);

    /// <summary>The page. Where <see cref="ReportModel.Config"/> is empty, the figures as JSON take its place.</summary>
    public abstract ReportModel Report();
}
