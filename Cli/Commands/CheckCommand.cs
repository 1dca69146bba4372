using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Datasets;
using Gexia.Data.Loading;
using Gexia.Io;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia check</c>: which pairs of a file can be used with its videos, and why the others cannot.</summary>
internal static class CheckCommand
{
    private const int MostLines = 5;

    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("pairs")
        {
            Description = "JSON Lines or CSV with video, caption and perhaps start, end and source."
        }.Is(PathKind.File);
        var videos = new Option<string?>("--videos")
        {
            Description = "Folder of the videos; the folder of the pairs when left out.", HelpName = "DIR"
        }.Is(PathKind.Folder);
        var size = new Option<int>("--size")
        {
            Description = "Side of the frames that the model will read: very long videos do not fit into memory at a large one.",
            DefaultValueFactory = _ => 224
        }.Between(1, 4096);
        var context = new Option<int>("--context")
        {
            Description = "Ids of CLIP's tokenizer that a text may have without being cut.", DefaultValueFactory = _ => 77
        }.Between(2, 1 << 16);
        var least = new Option<int>("--min-pairs")
        {
            Description = "Pairs that a source must have for a long pair (data.minPairs).", DefaultValueFactory = _ => 4
        }.Between(1, 1 << 16);
        var command = new Command(
            "check",
            "Read pairs and decode their videos: what will be used, what will not, and why. Ends with 4 where a part cannot be used, "
            + "with 3 where nothing can.")
            { file, videos, size, context, least };
        var source = new SourceOption();
        source.AddTo(command);
        command.Examples(PairExamples.With("gexia check pairs.csv --videos clips", "gexia check clips/train.jsonl --json"));
        command.Run(terminal, (session, parse, cancellation) =>
        {
            var path = parse.GetValue(file)!;
            var pairs = new PairFile(path, parse.GetValue(videos), source.Of(parse), ClipName: source.ClipNameOf(parse));
            InputFolder.Require(pairs.VideoFolder);
            Progress? progress = null;
            var assumptions = new PairCheck.Assumptions(parse.GetValue(size), parse.GetValue(context), parse.GetValue(least));
            var check = PairCheck.Of(
                pairs, assumptions, (done, total) => (progress ??= new Progress(session.Terminal, "check", "videos", total)).Report(done),
                cancellation);
            progress?.Dispose();
            if (check.Pairs == 0) throw CommandException.BadInput($"{path}: holds no pair. {pairs.Form}");
            if (session.Json) JsonText.WriteObject(session.Out, json => Write(json, check));
            else Write(session, path, check, assumptions);
            if (check.Usable.Count == 0)
            {
                session.Tell($"{path}: none of its {check.Pairs} pairs can be used.");
                return ExitCode.BadInput;
            }
            return check.Problems.Count + check.PartialVideos.Count > 0 ? ExitCode.Partial : ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Session session, string path, PairCheck check, PairCheck.Assumptions assumptions)
    {
        void Line(string text) => session.Terminal.Write(text);
        foreach (var problem in check.Problems)
            Line($"line {problem.Line}, {problem.Video}: {problem.Reason}{(problem.IsUsed ? " (used)" : "")}");
        foreach (var (video, reason) in check.PartialVideos) Line($"{video}: {reason} (used where it could be decoded)");
        Line(
            $"{path}: {Count(check.Usable.Count)} of {Count(check.Pairs)} pairs can be used, with {Count(check.Videos)} videos and "
            + $"{Count(check.Sources)} sources");
        foreach (var (name, count) in check.Granularities) Line($"  {name,-5} {Count(count),9} pairs{Meaning(name, assumptions)}");
        if (check.WithoutEnd > 0) Line($"  {Count(check.WithoutEnd)} pairs state no end and last as long as their video");
        if (check.Duplicates.Count > 0)
            Line(
                $"  note: {Count(check.Duplicates.Count)} pairs show and say what an earlier one does: "
                + $"{Some(check.Duplicates, same => $"line {same.Line} as line {same.SameAs}")}");
        if (check.LongTexts.Count > 0)
            Line(
                $"  note: {Count(check.LongTexts.Count)} texts are longer than {assumptions.Context} ids of CLIP's tokenizer and will be "
                + $"cut: {Some(check.LongTexts, text => $"line {text.Line} with {text.Ids}")}");
    }

    private static string Meaning(string granularity, PairCheck.Assumptions assumptions) => granularity switch
    {
        "SVST" => ": a clip and its caption",
        "LVLT" => $": all clips of a source of at least {assumptions.MinPairs} pairs, captions joined",
        "LVST" => ": the same with a summary",
        _ => "",
    };

    private static string Some<T>(IReadOnlyList<T> items, Func<T, string> show) =>
        string.Join(", ", items.Take(MostLines).Select(show)) + (items.Count > MostLines ? ", …" : "");

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, PairCheck check)
    {
        json.WriteNumber("pairs", check.Pairs);
        json.WriteNumber("usable", check.Usable.Count);
        json.WriteNumber("videos", check.Videos);
        json.WriteStartArray("problems");
        foreach (var problem in check.Problems)
        {
            json.WriteStartObject();
            json.WriteNumber("line", problem.Line);
            json.WriteString("video", problem.Video);
            json.WriteString("reason", problem.Reason);
            if (problem.IsUsed) json.WriteBoolean("used", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("partial_videos");
        foreach (var (video, reason) in check.PartialVideos)
        {
            json.WriteStartObject();
            json.WriteString("video", video);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("sources", check.Sources);
        json.WriteStartObject("granularities");
        foreach (var (name, count) in check.Granularities) json.WriteNumber(name, count);
        json.WriteEndObject();
        json.WriteNumber("without_end", check.WithoutEnd);
        Pairs(json, "duplicates", "same_as", check.Duplicates);
        Pairs(json, "long_texts", "ids", check.LongTexts);
    }

    private static void Pairs(Utf8JsonWriter json, string name, string second, IReadOnlyList<(int Line, int Number)> items)
    {
        json.WriteStartArray(name);
        foreach (var (line, number) in items)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteNumber(second, number);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
