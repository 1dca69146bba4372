using System.Globalization;
using Gexia.Data.Datasets.Csv;

namespace Gexia.Data.Datasets.PairFiles;

/// <summary>The pairs of CSV with a header: <c>video,start,end,caption[,source][,granularity]</c>, in any order.</summary>
/// <remarks>An empty cell states nothing. Decimals have a point, whatever parts the columns.</remarks>
internal static class CsvPairs
{
    /// <summary>The pairs in the file's order, read as they are asked for.</summary>
    /// <exception cref="GexiaException">The header lacks a column, or a row cannot be read; see <see cref="CsvTable"/>.</exception>
    public static IEnumerable<StatedPair> Read(string path, CancellationToken cancellation) =>
        CsvTable.Rows(path, PairColumns.Required, PairColumns.HeaderProblem, cancellation).Select(Stated);

    private static StatedPair Stated(CsvRow row)
    {
        var problem = row.Problem;
        var (start, end) = (Seconds(PairColumns.Start), Seconds(PairColumns.End));
        var segment = new StatedSegment(row[PairColumns.Video] ?? "", start, end);
        return new StatedPair(
            row.Place, row.Line, [segment], row[PairColumns.Caption] ?? "", row[PairColumns.Source], start, end,
            problem is null ? row[PairColumns.Granularity] : null, problem);

        double? Seconds(string column)
        {
            if (row[column] is not { } text) return null;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return double.IsFinite(number) ? number : double.NaN;
            var rule = IsDecimalComma(text) ? "Write decimals with a point" : "Write seconds from the first frame";
            problem ??= $"'{column}' is '{Shorten(text)}'. {rule}, as 3.25.";
            return double.NaN;
        }
    }

    private static bool IsDecimalComma(string text) =>
        text.Contains(',') && text.All(c => char.IsAsciiDigit(c) || c is ',' or '.' or '-' or '+' or ' ');

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
