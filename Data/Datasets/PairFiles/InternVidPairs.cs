using System.Globalization;

namespace Gexia.Data.Datasets.PairFiles;

/// <summary>
/// The pairs of InternVid's JSON Lines: <c>YoutubeID</c>, <c>Start_timestamp</c> and <c>End_timestamp</c> as <c>HH:MM:SS.mmm</c>,
/// <c>Caption</c>; scores are passed over.
/// </summary>
/// <remarks>
/// Each clip is a file of its own, <c>ID_START_END.mp4</c>, shown from its first frame for as long as the stamps are apart; the stamps are
/// the place in the source, which decides the order.
/// </remarks>
internal static class InternVidPairs
{
    /// <summary>The names of the fields, also of columns.</summary>
    public const string Id = "YoutubeID", Start = "Start_timestamp", End = "End_timestamp", Caption = "Caption";

    /// <summary>What a line states.</summary>
    /// <exception cref="GexiaException">It lacks a field, or a field is of another kind.</exception>
    public static StatedPair Stated(JsonRecord record) => Stated(
        record.Place, record.Line, record.Text(Id), record.Text(Start), record.Text(End),
        record.Has(Caption) ? record.OptionalText(Caption) : throw record.Error($"'{Caption}' is missing."));

    /// <summary>The pair of the fields.</summary>
    /// <param name="place">Such as <c>clips.jsonl, line 3</c>.</param>
    /// <param name="line">The line, or the row, counted from 1.</param>
    /// <param name="id">The id of the source.</param>
    /// <param name="start">Where the clip begins in it.</param>
    /// <param name="end">Where it ends there.</param>
    /// <param name="caption">What it tells; null for nothing.</param>
    public static StatedPair Stated(string place, int line, string id, string start, string end, string? caption)
    {
        long? from = Milliseconds(start), to = Milliseconds(end);
        var problem = string.IsNullOrWhiteSpace(id) ? $"'{Id}' is empty."
            : from is null ? Odd(Start, start)
            : to is null ? Odd(End, end)
            : null;
        return new StatedPair(
            place, line, [new StatedSegment($"{id}_{start}_{end}.mp4", 0, Seconds(to - from))], caption ?? "",
            id, Seconds(from), Seconds(to), Problem: problem);
    }

    /// <summary>Hours, minutes, seconds and at most three decimals; null for anything else.</summary>
    public static long? Milliseconds(ReadOnlySpan<char> time)
    {
        var first = time.IndexOf(':');
        if (first is < 1 or > 4 || time.Length < first + 6 || time[first + 3] != ':') return null;
        var point = first + 6;
        if (time.Length > point && (time[point] != '.' || time.Length > point + 4 || time.Length == point + 1)) return null;
        if (Number(time[..first]) is not { } hours || Number(time[(first + 1)..(first + 3)]) is not { } minutes
            || Number(time[(first + 4)..point]) is not { } seconds || minutes > 59 || seconds > 59) return null;
        var thousandths = 0L;
        if (time.Length > point)
        {
            var digits = time[(point + 1)..];
            if (Number(digits) is not { } decimals) return null;
            thousandths = decimals * (digits.Length switch { 1 => 100, 2 => 10, _ => 1 });
        }
        return (((((hours * 60) + minutes) * 60) + seconds) * 1000) + thousandths;
    }

    private static long? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double Seconds(long? milliseconds) => milliseconds is { } known ? known / 1000.0 : double.NaN;

    private static string Odd(string field, string time) =>
        $"'{field}' is '{(time.Length <= 60 ? time : time[..60] + "…")}'; expected HH:MM:SS.mmm.";
}
