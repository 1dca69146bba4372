using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Io;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Info;

/// <summary>What a run folder holds: how far it is, its last losses, its checkpoints and its settings.</summary>
internal static class RunListing
{
    private const int LargestProtocol = 16 << 20;

    public static int Write(Session session, string path)
    {
        var folder = new RunFolder(path);
        if (!File.Exists(folder.Config)) throw CommandException.BadInput($"{path}: is no run: there is no config.json.");
        var config = RunConfig.Open(folder);
        // A task of several splits has a training in a folder of its own for each.
        IReadOnlyList<RunFolder> trainings =
            config.Task is { } task ? [.. task.Splits.Select(splits => task.FolderOf(folder, splits))] : [folder];
        List<(RunFolder Folder, IReadOnlyList<ChartSeries> Losses)> all =
            [.. trainings.Select(own => (own, File.Exists(own.Log) ? LossCurves.Read(own.Log) : []))];
        var (step, steps) = (all.Sum(own => StepOf(own.Losses)), config.Training.Options.Steps * all.Count);
        if (session.Json) WriteJson(session, folder, config, all, step, steps);
        else
        {
            var what = config.Task is { } learned ? $" ({learned.Kind.Name} of {learned.Dataset})" : "";
            session.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Escape(path)}{what}: step {step} of {steps}"));
            foreach (var curve in all.SelectMany(own => own.Losses))
                session.Out.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {TerminalText.Escape(curve.Name),-8} loss {curve.Points[^1].Y:0.000} at step {curve.Points[^1].X:0}"));
            foreach (var (own, _) in all)
                session.Out.WriteLine($"  checkpoints: {(own.SavedSteps() is { Count: > 0 } saved ? string.Join(", ", saved) : "none")}");
            if (ProtocolOf(folder) is { } protocol)
            {
                session.Out.WriteLine(
                    $"  {string.Join(", ", protocol.RootElement.GetProperty("figures").EnumerateObject().Select(Figure))}");
                protocol.Dispose();
            }
            session.Out.WriteLine(TerminalText.EscapeLines(config.Resolved));
        }
        return ExitCode.Ok;
    }

    private static long StepOf(IReadOnlyList<ChartSeries> losses) =>
        losses.SelectMany(curve => curve.Points).Select(point => (long)point.X).DefaultIfEmpty(0).Max();

    private static string Figure(JsonProperty figure) => figure.Value.ValueKind == JsonValueKind.Number
        ? string.Create(CultureInfo.InvariantCulture, $"{TerminalText.Escape(figure.Name)} {figure.Value.GetDouble():0.0}")
        : $"{TerminalText.Escape(figure.Name)} –";

    // Another program's file, or half of one, is no reason to say nothing of the run.
    private static JsonDocument? ProtocolOf(RunFolder folder)
    {
        if (InputFile.Problem(folder.Protocol) is not null) return null;
        try
        {
            var protocol = JsonDocument.Parse(InputFile.ReadAllBytes(folder.Protocol, LargestProtocol));
            if (protocol.RootElement.ValueKind == JsonValueKind.Object
                && protocol.RootElement.TryGetProperty("figures", out var figures) && figures.ValueKind == JsonValueKind.Object)
                return protocol;
            protocol.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteJson(
        Session session, RunFolder folder, RunConfig config, IReadOnlyList<(RunFolder Folder, IReadOnlyList<ChartSeries> Losses)> all,
        long step, long steps) =>
        JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("run", folder.Root);
            json.WriteNumber("step", step);
            json.WriteNumber("steps", steps);
            json.WriteStartObject("loss");
            // Of several trainings, the last that has begun.
            foreach (var curve in (all.LastOrDefault(own => own.Losses.Count > 0).Losses ?? []).Where(c => double.IsFinite(c.Points[^1].Y)))
                json.WriteNumber(curve.Name, curve.Points[^1].Y);
            json.WriteEndObject();
            json.WriteStartArray("checkpoints");
            foreach (var saved in all.SelectMany(own => own.Folder.SavedSteps())) json.WriteNumberValue(saved);
            json.WriteEndArray();
            json.WritePropertyName("protocol");
            using (var protocol = ProtocolOf(folder))
            {
                if (protocol is null) json.WriteNullValue();
                else protocol.RootElement.WriteTo(json);
            }
            json.WritePropertyName("config");
            using var resolved = JsonDocument.Parse(config.Resolved);
            resolved.RootElement.WriteTo(json);
        });
}
