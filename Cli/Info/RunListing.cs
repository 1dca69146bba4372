using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Info;

/// <summary>What a run folder holds: how far it is, its last losses, its checkpoints and its settings.</summary>
internal static class RunListing
{
    public static int Write(Session session, string path)
    {
        var folder = new RunFolder(path);
        if (!File.Exists(folder.Config)) throw CommandException.BadInput($"{path}: is no run: there is no config.json.");
        var config = RunConfig.Open(folder);
        var losses = File.Exists(folder.Log) ? LossCurves.Read(folder.Log) : [];
        var step = losses.SelectMany(curve => curve.Points).Select(point => (long)point.X).DefaultIfEmpty(0).Max();
        if (session.Json) WriteJson(session, folder, config, losses, step);
        else
        {
            session.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture, $"{TerminalText.Escape(path)}: step {step} of {config.Training.Options.Steps}"));
            foreach (var curve in losses)
                session.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {TerminalText.Escape(curve.Name),-8} loss {curve.Points[^1].Y:0.000} at step {curve.Points[^1].X:0}"));
            session.Out.WriteLine($"  checkpoints: {(folder.SavedSteps() is { Count: > 0 } saved ? string.Join(", ", saved) : "none")}");
            session.Out.WriteLine(TerminalText.EscapeLines(config.Resolved));
        }
        return ExitCode.Ok;
    }

    private static void WriteJson(Session session, RunFolder folder, RunConfig config, IReadOnlyList<ChartSeries> losses, long step) =>
        JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("run", folder.Root);
            json.WriteNumber("step", step);
            json.WriteNumber("steps", config.Training.Options.Steps);
            json.WriteStartObject("loss");
            foreach (var curve in losses.Where(curve => double.IsFinite(curve.Points[^1].Y)))
                json.WriteNumber(curve.Name, curve.Points[^1].Y);
            json.WriteEndObject();
            json.WriteStartArray("checkpoints");
            foreach (var saved in folder.SavedSteps()) json.WriteNumberValue(saved);
            json.WriteEndArray();
            json.WritePropertyName("config");
            using var resolved = JsonDocument.Parse(config.Resolved);
            resolved.RootElement.WriteTo(json);
        });
}
