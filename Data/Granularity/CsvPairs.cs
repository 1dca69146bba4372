using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>The pairs of CSV (RFC 4180) with a header: <c>video,start,end,caption[,source][,granularity]</c>, in any order.</summary>
/// <remarks>
/// Names of columns may be in capitals. A cell that holds commas, quotes or line ends stands in quotes, within which a quote is written twice.
/// Spaces around a cell do not count. An empty cell states nothing. Decimals have a point, whatever parts the columns.
/// </remarks>
internal static class CsvPairs
{
    /// <summary>The pairs in the file's order, read as they are asked for.</summary>
    /// <exception cref="GexiaException">The header lacks a column, the text is not UTF-8, a record is too long, or a quote is not closed.</exception>
    public static IEnumerable<PairLine> Read(string path, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(path);
        CsvMalformedRecord? odd = null;
        using var csv = CsvReader.Create(stream, Options(CsvHeader.Read(stream, path).Separator, record => odd = record), leaveOpen: true);
        var columns = Columns(csv, path);
        while (Advance(csv, path))
        {
            cancellation.ThrowIfCancellationRequested();
            var line = (int)Math.Min(csv.LineNumber, int.MaxValue);
            var place = $"{path}, line {line}";
            if (csv.RawRecord.Length > JsonLines.LongestLine) throw new GexiaException($"{place}: longer than {JsonLines.LongestLine} bytes.");
            if (!Utf8.IsValid(csv.RawRecord)) throw new GexiaException($"{place}: not UTF-8. Save it in UTF-8.");
            var quoting = odd?.LineNumber == csv.LineNumber ? Quoting(odd.Value, csv.RawRecord, place) : null;
            if (IsBlank(csv)) continue;
            yield return Line(csv, columns, place, line, quoting);
        }
    }

    private static CsvReaderOptions Options(char? separator, Action<CsvMalformedRecord> odd) => new()
    {
        Separator = separator,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = JsonLines.LongestLine,
        OnMalformedRecord = odd,
    };

    /// <summary>Which column of the file holds what.</summary>
    private static Dictionary<string, int> Columns(CsvReader csv, string path)
    {
        string[] names = [.. Guarded(() => csv.Headers, path).Select(name => name.Trim().ToLowerInvariant())];
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
            if (PairColumns.All.Contains(names[i]) && !columns.TryAdd(names[i], i)) throw new GexiaException($"{path}: its header names the column '{names[i]}' twice.");
        string[] known = [.. names.Where(name => name.Length > 0)];
        foreach (var column in (string[])[PairColumns.Video, PairColumns.Caption])
            if (!columns.ContainsKey(column))
                throw new GexiaException(
                    $"{path}: is neither JSON Lines nor CSV with a header such as video,start,end,caption: {PairColumns.Missing(column, known)}");
        if (PairColumns.MisnamedTime(known) is { } misnamed) throw new GexiaException($"{path}: its header is not understood: {misnamed}");
        return columns;
    }

    private static bool Advance(CsvReader csv, string path) => Guarded(csv.Read, path);

    private static T Guarded<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            var place = error.LineNumber > 0 ? $"{path}, line {error.LineNumber}" : path;
            throw new GexiaException($"{place}: a record of CSV cannot be read, perhaps because a quote is not closed: {error.Message}", error);
        }
    }

    /// <summary>What odd quotes mean: text, a bad pair, or that nothing after them can be trusted.</summary>
    private static string? Quoting(CsvMalformedRecord odd, ReadOnlySpan<byte> record, string place)
    {
        if (odd.Reason == CsvMalformedReason.StrayQuote) return null;      // 5" is a text that holds a quote
        if (odd.Reason == CsvMalformedReason.UnterminatedQuote) throw new GexiaException($"{place}: a quote is opened here and never closed.");
        if (record.Contains((byte)'\n'))
            throw new GexiaException($"{place}: a quote is opened here and closed {record.Count((byte)'\n')} lines later, with text right behind it. Within quotes, a quote is written twice.");
        return "text stands behind a closing quote; within quotes, a quote is written twice.";
    }

    private static bool IsBlank(CsvReader csv)
    {
        for (var i = 0; i < csv.FieldCount; i++)
            if (!csv.GetSpan(i).IsEmpty) return false;
        return true;
    }

    private static PairLine Line(CsvReader csv, Dictionary<string, int> columns, string place, int line, string? quoting)
    {
        string? Cell(string column) => columns.TryGetValue(column, out var i) && i < csv.FieldCount && csv.GetString(i) is { Length: > 0 } text ? text : null;
        var problem = quoting ?? Count(csv);
        var (start, end) = (Seconds(PairColumns.Start), Seconds(PairColumns.End));
        var segment = new StatedSegment(Cell(PairColumns.Video) ?? "", start, end);
        return new PairLine(place, line, [segment], Cell(PairColumns.Caption) ?? "", Cell(PairColumns.Source), start, end, problem is null ? Cell(PairColumns.Granularity) : null, problem);

        double? Seconds(string column)
        {
            if (Cell(column) is not { } text) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return double.IsFinite(number) ? number : double.NaN;
            problem ??= $"'{column}' is '{Shorten(text)}'. {(IsDecimalComma(text) ? "Write decimals with a point" : "Write seconds from the first frame")}, as 3.25.";
            return double.NaN;
        }
    }

    /// <summary>What is wrong with the number of fields; empty ones behind the last column are left by spreadsheets.</summary>
    private static string? Count(CsvReader csv)
    {
        var columns = csv.Headers.Count;
        var rest = false;
        for (var i = columns; i < csv.FieldCount; i++) rest |= !csv.GetSpan(i).IsEmpty;
        return csv.FieldCount >= columns && !rest ? null
            : $"has {csv.FieldCount} fields where the header names {columns}. A caption that holds a '{csv.Separator}' stands in quotes, and decimals have a point.";
    }

    private static bool IsDecimalComma(string text) => text.Contains(',') && text.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or '-' or '+' or ' ');

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
