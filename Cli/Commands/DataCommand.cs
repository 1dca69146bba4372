using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Cli.Tables;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia data inspect</c>: how much the splits of a published data set hold, by its annotation files.</summary>
internal static class DataCommand
{
    private static readonly string[] Examples =
    [
        "gexia data inspect ucf101 --root ucf101", "gexia data inspect msvd-qa --root msvd --split val --videos msvd/videos",
        "gexia data inspect activitynet-v1.3 --root activitynet --split validation --json",
        "gexia data inspect internvid --root internvid --videos internvid/clips --clip-name '{id}_{start:-}_{end:-}.mp4'"
    ];

    public static Command Create(Terminal terminal) =>
        new Command("data", "Look into the files of published data sets.") { Inspect(terminal) }.Examples(Examples);

    private static Command Inspect(Terminal terminal)
    {
        string[] names = [.. AnnotationSources.Names<ISplitSource>()];
        var name = new Argument<string>("name") { Description = $"The data set: {string.Join(", ", names)}." }.OneOf(names);
        var root = new Option<string>("--root")
        {
            Description = "Folder of its official annotation files, or of some of them.", HelpName = "DIR", Required = true
        }.Is(PathKind.Folder);
        var split = new Option<string?>("--split")
        {
            Description = "Only this split, such as train1, val or testing; each whose files are there when left out.", HelpName = "NAME"
        };
        var videos = new Option<string?>("--videos")
        {
            Description = "Folder of the videos: those that are not there are left out and counted. Else no video is looked for.",
            HelpName = "DIR"
        }.Is(PathKind.Folder);
        var clipName = SourceOption.CreateClipName();
        var command = new Command(
            "inspect", "Count the videos, questions, labels, segments or pairs of each split, and what was left out of it and why.")
            { name, root, split, videos, clipName };
        command.Examples(Examples);
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var source = AnnotationSources.Named<ISplitSource>(parse.GetValue(name)!);
            var summaries = Read(
                session, source, parse.GetValue(root)!, parse.GetValue(split), parse.GetValue(videos), parse.GetValue(clipName),
                cancellation);
            if (session.Json)
                foreach (var summary in summaries) JsonText.WriteObject(session.Out, json => Write(json, summary));
            else session.Terminal.Write(Table(summaries));
            if (parse.GetValue(videos) is not { } folder) return ExitCode.Ok;
            foreach (var summary in summaries.Where(summary => summary.Videos == 0))
                session.Tell($"{folder}: holds none of the videos of {summary.Dataset}'s split '{summary.Split}'.");
            return summaries.All(summary => summary.Videos == 0) ? ExitCode.NothingFound : ExitCode.Ok;
        });
        return command;
    }

    private static List<SplitSummary> Read(
        Session session, ISplitSource source, string root, string? split, string? videos, string? clipName, CancellationToken cancellation)
    {
        using var wait = session.Wait("reading annotations");
        var folder = videos is null ? null : new VideoFolder(videos);
        var splits = source.Splits(root);
        IReadOnlyList<string> asked = split is null ? splits : [SplitRules.Meant(splits, split)];
        return [.. asked.Select(one => SplitSummary.Of(source, root, one, folder, cancellation, clipName))];
    }

    private static TextTable Table(List<SplitSummary> summaries)
    {
        var table = new TextTable(
            Column.Word("split"), Column.Number("videos"), Column.Number("items"), Column.Number("captions", 2), Column.Number("classes"),
            Column.Number("mean seconds", 1), Column.Number("mean words", 1), Column.Text("left out"));
        foreach (var summary in summaries)
            table.Add(
                summary.Split, Count(summary.Videos), Count(summary.Items), Count(summary.Captions), Count(summary.Classes),
                Mean(summary.MeanDuration), Mean(summary.MeanWords),
                string.Join(", ", summary.Dropped.Select(reason => $"{Count(reason.Value)} {reason.Key.Replace('_', ' ')}")));
        return table;
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Mean(double? mean) => mean?.ToString("F1", CultureInfo.InvariantCulture) ?? "";

    private static void Write(Utf8JsonWriter json, SplitSummary summary)
    {
        json.WriteString("dataset", summary.Dataset);
        json.WriteString("split", summary.Split);
        json.WriteNumber("videos", summary.Videos);
        json.WriteNumber("items", summary.Items);
        json.WriteNumber("captions", summary.Captions);
        json.WriteNumber("classes", summary.Classes);
        json.WriteStartObject("dropped");
        foreach (var (reason, count) in summary.Dropped) json.WriteNumber(reason, count);
        json.WriteEndObject();
        Write(json, "mean_duration", summary.MeanDuration);
        Write(json, "mean_words", summary.MeanWords);
    }

    private static void Write(Utf8JsonWriter json, string name, double? mean)
    {
        if (mean is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
