using System.Text.Unicode;
using CsvHelper;
using Gexia.Io;

namespace Gexia.Data.Datasets.Csv;

/// <summary>The rows of CSV (RFC 4180) with a header: files come from strangers, so everything odd is told with its line.</summary>
/// <remarks>
/// Names of columns may be in capitals and in any order. A cell that holds separators, quotes or line ends stands in quotes, within which a
/// quote is written twice. Spaces around a cell do not count. An empty cell states nothing. Blank rows are skipped.
/// </remarks>
internal static class CsvTable
{
    /// <summary>The rows in the file's order, read as they are asked for; each is valid until the next.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="required">Names that the header must hold, in small letters; they show what parts the columns.</param>
    /// <param name="headerProblem">What is wrong with the names of a header, in small letters; null when all is well.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">At once, when there is no such file; while reading, when the header has a problem, the text is not
    /// UTF-8, a record is too long, or a quote is not closed.</exception>
    public static IEnumerable<CsvRow> Rows(
        string path, IReadOnlyList<string> required, Func<IReadOnlyList<string>, string?> headerProblem, CancellationToken cancellation)
    {
        InputFile.Require(path);
        return Read(path, required, hasHeader: true, headerProblem, cancellation);
    }

    /// <summary>The rows of a file without a header, parted by commas.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="columns">What its columns are called, in their order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">As of <see cref="Rows"/>.</exception>
    public static IEnumerable<CsvRow> RowsOf(string path, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        InputFile.Require(path);
        return Read(path, columns, hasHeader: false, _ => null, cancellation);
    }

    private static IEnumerable<CsvRow> Read(
        string path, IReadOnlyList<string> names, bool hasHeader, Func<IReadOnlyList<string>, string?> headerProblem,
        CancellationToken cancellation)
    {
        using var stream = InputFile.Open(path);
        CsvMalformedRecord? odd = null;
        var separator = CsvHeader.Read(stream, path, hasHeader ? names : []).Separator;
        using var csv = CsvReader.Create(stream, Options(hasHeader ? separator : ',', hasHeader, record => odd = record), leaveOpen: true);
        var columns = Columns(hasHeader ? Guarded(() => csv.Headers, path) : names, path, headerProblem);
        var count = hasHeader ? csv.Headers.Count : names.Count;
        while (Guarded(csv.Read, path))
        {
            cancellation.ThrowIfCancellationRequested();
            var line = (int)Math.Min(csv.LineNumber, int.MaxValue);
            var place = $"{path}, line {line}";
            if (csv.RawRecord.Length > JsonLines.LongestLine)
                throw new GexiaException($"{place}: longer than {JsonLines.LongestLine} bytes.");
            if (!Utf8.IsValid(csv.RawRecord)) throw new GexiaException($"{place}: not UTF-8. Save it in UTF-8.");
            var quoting = odd?.LineNumber == csv.LineNumber ? Quoting(odd.Value, csv.RawRecord, place) : null;
            if (!IsBlank(csv)) yield return new CsvRow(csv, columns, place, line, quoting ?? CountProblem(csv, count));
        }
    }

    private static CsvReaderOptions Options(char? separator, bool hasHeader, Action<CsvMalformedRecord> odd) => new()
    {
        Separator = separator,
        HasHeader = hasHeader,
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MaxRecordSize = JsonLines.LongestLine,
        OnMalformedRecord = odd,
    };

    /// <summary>Which column of the file holds what.</summary>
    private static Dictionary<string, int> Columns(
        IReadOnlyList<string> written, string path, Func<IReadOnlyList<string>, string?> headerProblem)
    {
        string[] names = [.. written.Select(name => name.Trim().ToLowerInvariant())];
        if (headerProblem(names) is { } problem) throw new GexiaException($"{path}: {problem}");
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++) columns.TryAdd(names[i], i);
        return columns;
    }

    private static T Guarded<T>(Func<T> read, string path)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException error)
        {
            var place = error.LineNumber > 0 ? $"{path}, line {error.LineNumber}" : path;
            throw new GexiaException(
                $"{place}: a record of CSV cannot be read, perhaps because a quote is not closed: {error.Message}", error);
        }
    }

    /// <summary>What odd quotes mean: text, a row that cannot be used, or that nothing after them can be trusted.</summary>
    private static string? Quoting(CsvMalformedRecord odd, ReadOnlySpan<byte> record, string place)
    {
        if (odd.Reason == CsvMalformedReason.StrayQuote) return null;      // 5" is a text that holds a quote
        if (odd.Reason == CsvMalformedReason.UnterminatedQuote)
            throw new GexiaException($"{place}: a quote is opened here and never closed.");
        if (record.Contains((byte)'\n'))
            throw new GexiaException(
                $"{place}: a quote is opened here and closed {record.Count((byte)'\n')} lines later, with text right behind it. "
                + $"Within quotes, a quote is written twice.");
        return "text stands behind a closing quote; within quotes, a quote is written twice.";
    }

    private static bool IsBlank(CsvReader csv)
    {
        for (var i = 0; i < csv.FieldCount; i++)
            if (!csv.GetSpan(i).IsEmpty) return false;
        return true;
    }

    /// <summary>What is wrong with the number of fields; empty ones behind the last column are left by spreadsheets.</summary>
    private static string? CountProblem(CsvReader csv, int columns)
    {
        var rest = false;
        for (var i = columns; i < csv.FieldCount; i++) rest |= !csv.GetSpan(i).IsEmpty;
        return csv.FieldCount >= columns && !rest ? null
            : $"has {csv.FieldCount} fields where {(csv.Headers.Count > 0 ? "the header names" : "there are to be")} {columns}. "
            + $"A caption that holds a '{csv.Separator}' stands in quotes, and decimals have a point.";
    }
}
