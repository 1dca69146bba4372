using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Tables;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Cli.Train;

/// <summary>A task on the command line: what is trained on, its figures, and how they were measured.</summary>
internal static class TaskListing
{
    /// <summary>Trains and measures, telling how it goes.</summary>
    public static (TrainResult Result, ProtocolCard? Card) Train(
        Session session, TaskRun run, RunConfig config, CancellationToken cancellation)
    {
        foreach (var part in run.Parts)
        {
            var learned = part.Train.IsNone ? "" : $"{Describe(part.Train)} to train on, ";
            session.Note($"{config.Task!.Dataset}: {learned}{Describe(part.Test)} to measure on");
        }
        List<TrainProgress> lines = [];
        try
        {
            return run.Train(_ => Line(), cancellation);
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
        }

        TrainProgress Line()
        {
            foreach (var line in lines) line.Dispose();
            lines.Clear();
            lines.Add(new TrainProgress(session, config.Training.Options.Steps));
            return lines[0];
        }
    }

    /// <summary>Shows what a training gave.</summary>
    /// <returns>The exit code: whether all could be used.</returns>
    public static int Show(Session session, TaskRun run, TrainResult result, ProtocolCard card)
    {
        var device = run.Device;
        if (session.Json)
        {
            JsonText.WriteObject(session.Out, json =>
            {
                json.WriteString("run", run.Folder.Root);
                json.WriteNumber("steps", result.Step);
                if (double.IsFinite(result.Loss)) json.WriteNumber("loss", result.Loss);
                else json.WriteNull("loss");
                json.WriteNumber("seconds", Math.Round(result.Seconds, 3));
                json.WriteNumber("peak_memory_bytes", result.PeakMemoryBytes);
                json.WriteNumber("skipped_steps", result.SkippedSteps);
                WriteCard(json, card);
                json.WriteString("device", device.Name);
                json.WriteNumber("fallbacks", ComputeDevices.FallbacksOf(device));
            });
        }
        else
        {
            Write(session, card);
            session.Terminal.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Step} steps in {result.Seconds:0.0} s, loss {result.Loss:0.000}, "
                + $"peak memory {result.PeakMemoryBytes / 1e6:0} MB"));
            session.Out.WriteLine($"card: {TerminalText.Escape(run.Folder.Protocol)}");
        }
        return Tell(session, run, run.Folder);
    }

    /// <summary>Shows what measuring a finished run gave.</summary>
    /// <returns>The exit code: whether all could be used.</returns>
    public static int Show(Session session, TaskRun run, ProtocolCard card)
    {
        if (session.Json) JsonText.WriteObject(session.Out, json => WriteCard(json, card));
        else Write(session, card);
        return Tell(session, run, run.Folder.Evaluation);
    }

    private static void WriteCard(Utf8JsonWriter json, ProtocolCard card)
    {
        ProtocolCard.WriteFigures(json, card.Figures);
        json.WritePropertyName("protocol");
        card.WriteTo(json);
    }

    private static int Tell(Session session, TaskRun run, RunFolder lists)
    {
        var left = run.Bad.All.Count + run.Bad.Partial.Count;
        var code = BadInputs.TellPairs(session, run.BadPairs, lists.BadPairs);
        if (left == 0) return code;
        var (first, reason) = run.Bad.All.Concat(run.Bad.Partial).First();
        session.Warn(left == 1
            ? $"{first}: {reason}; it was left out and counted. {lists.BadVideos} lists it."
            : $"{left} videos are missing or could not be read whole; they were left out and counted, and {lists.BadVideos} lists them. "
            + $"The first is {first}: {reason}.");
        return ExitCode.Partial;
    }

    private static void Write(Session session, ProtocolCard card)
    {
        session.Terminal.Write(FigureTable(card));
        session.Out.WriteLine();
        session.Terminal.Write([.. Facts(card)]);
        session.Out.WriteLine();
    }

    private static TextTable FigureTable(ProtocolCard card)
    {
        var names = card.Figures.Select(figure => figure.Name).ToList();
        var table = new TextTable([Column.Text(card.Dataset), .. names.Select((name, i) => Column.Number(name, priority: i))]);
        foreach (var split in card.Splits) Add(split.Result.Test.Split, split.Result.Figures);
        if (card.Splits.Count > 1) Add($"mean of {string.Join(", ", card.Splits.Select(split => split.Name))}", card.Figures);
        return table;

        void Add(string row, IReadOnlyList<MeasuredFigure> figures)
        {
            var own = names.Select(name => figures.FirstOrDefault(figure => figure.Name == name)).ToList();
            table.Add([row, .. own.Select(figure => FigureText.Value(figure?.Value ?? double.NaN))]);
            table.Add([FigureText.IntervalHeader, .. own.Select(figure => FigureText.Spread(figure?.Interval))]);
        }
    }

    private static IEnumerable<(string Name, string Value)> Facts(ProtocolCard card)
    {
        yield return ("model", $"{card.Model}, trained: {card.Trained}, {card.Steps} steps");
        yield return ("frames", card.Frames.ToString(CultureInfo.InvariantCulture));
        if (card.Options.Length > 0) yield return ("#iter", card.Options);
        yield return ("head", card.Head);
        yield return ("equal scores", card.Ties);
        yield return (FigureText.IntervalHeader, FigureText.IntervalMeaning);
        foreach (var split in card.Splits)
        {
            yield return (split.Name.Length > 0 ? $"weights {split.Name}" : "weights", split.Weights);
            foreach (var count in ((SplitCount[])[split.Result.Train, split.Result.Test]).Where(count => !count.IsNone))
                yield return (count.Split, $"{Describe(count)}{Dropped(count)}");
            foreach (var (name, value) in split.Result.Details)
                yield return (name.Replace('_', ' '), value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Describe(SplitCount count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count.Split} with {count.Items} items of {count.Videos} videos");

    private static string Dropped(SplitCount count) => string.Concat(count.Dropped.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $", without {pair.Value} {pair.Key}")));
}
