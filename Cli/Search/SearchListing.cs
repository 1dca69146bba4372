using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Tables;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>An answer as a person or a script reads it.</summary>
internal static class SearchListing
{
    /// <summary>What is said where nothing is calibrated and no cut is given.</summary>
    public const string NoCut =
        "no cut, as nothing tells here what chance scores (few videos, or a closed vocabulary): every moment matches, best first";

    private const int LongestText = 100;        // characters shown of a query

    /// <summary>A line for the query and a table of what matches; where nothing does, the nearest moment.</summary>
    public static void WriteText(Session session, Answered answered)
    {
        var (asked, answer) = (answered.Asked, answered.Answer);
        var name = $"\"{TerminalText.Escape(TerminalText.Shorten(asked.Shown, LongestText))}\"";
        if (answer is null || answer.Moments.Count == 0 || !answer.Matches)
        {
            session.Out.WriteLine($"{name}: {Reason(answered)}");
            return;
        }
        session.Out.WriteLine($"{name}:");
        var table = new TextTable(
            Column.Number("#"), Column.Text("video"), Column.Word("moment"), Column.Word("best at", 1), Column.Number("score"));
        var rank = 0;
        foreach (var moment in answer.Moments.TakeWhile(moment => moment.Score >= answer.Cut))
            table.Add(
                (++rank).ToString(CultureInfo.InvariantCulture), moment.File, MomentTime.Range(moment.Start, moment.End),
                MomentTime.Within(moment.Second, moment.Start, moment.End), Number(moment.Score));
        session.Terminal.Write(table);
    }

    /// <summary>Why nothing matches, in a few words.</summary>
    public static string Reason(Answered answered) => answered.Answer switch
    {
        null => answered.Problem ?? "nothing here matches an empty text",
        { Windows: 0 } => "nothing here matches: there is no video to look in",
        { Moments: [var nearest, ..] } answer =>
            $"nothing here matches; the nearest is {TerminalText.Escape(nearest.File)} {MomentTime.Range(nearest.Start, nearest.End)}, "
            + $"whose score {Number(nearest.Score)} is below the cut {Number(answer.Cut)}",
        _ => "nothing here matches",
    };

    /// <summary>One object on a line; see README for its keys.</summary>
    public static void WriteJson(Session session, Answered answered, IndexChanges changes, int videos) =>
        JsonText.WriteObject(session.Out, json =>
        {
            var answer = answered.Answer;
            json.WriteString("query", answered.Asked.Shown);
            json.WriteString("kind", answered.Asked.IsPicture ? "image" : "text");
            json.WriteBoolean("matches", answered.Matches);
            WriteNumber(json, "score", answer?.Score);
            WriteNumber(json, "cut", answer?.Cut);
            json.WriteBoolean("calibrated", answer?.Calibrated ?? false);
            json.WriteBoolean("truncated", answer?.Truncated ?? false);
            if (answered.Problem is { } problem) json.WriteString("problem", problem);
            json.WriteStartArray("hits");
            foreach (var moment in answer?.Moments ?? [])
            {
                json.WriteStartObject();
                json.WriteString("file", moment.File);
                json.WriteNumber("start", moment.Start);
                json.WriteNumber("end", moment.End);
                json.WriteNumber("second", moment.Second);
                json.WriteNumber("score", moment.Score);
                json.WriteNumber("cosine", moment.Cosine);
                json.WriteBoolean("matches", moment.Score >= answer!.Cut);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("videos", videos);
            json.WriteNumber("windows", answer?.Windows ?? 0);
            WriteProblems(json, "unreadable", changes.Unreadable);
            WriteProblems(json, "partial", changes.Partial);
        });

    private static void WriteProblems(Utf8JsonWriter json, string name, IReadOnlyList<IndexProblem> problems)
    {
        json.WriteStartArray(name);
        foreach (var (file, reason) in problems)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // JSON has no infinity: where there is no window there is no score.
    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    /// <summary>A score as people read it.</summary>
    public static string Number(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);
}
