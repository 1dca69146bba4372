using CsvHelper;

namespace Gexia.Data.Datasets.Csv;

/// <summary>A row of a CSV file, valid until the next one is read.</summary>
/// <param name="csv">Stands at the row.</param>
/// <param name="columns">Which column of the file holds what.</param>
/// <param name="place">Such as <c>captions.csv, line 3</c>.</param>
/// <param name="line">The line on which it begins, counted from 1.</param>
/// <param name="problem">Why it cannot be used; null when all is well.</param>
internal readonly struct CsvRow(CsvReader csv, Dictionary<string, int> columns, string place, int line, string? problem)
{
    /// <summary>Such as <c>captions.csv, line 3</c>.</summary>
    public string Place => place;

    /// <summary>The line on which it begins, counted from 1.</summary>
    public int Line => line;

    /// <summary>Why it cannot be used: quotes or the number of its fields; null when all is well.</summary>
    public string? Problem => problem;

    /// <summary>What stands in a column; null where the cell is empty or the header names no such column.</summary>
    /// <param name="column">Its name, in small letters.</param>
    public string? this[string column] =>
        columns.TryGetValue(column, out var i) && i < csv.FieldCount && csv.GetString(i) is { Length: > 0 } text ? text : null;

    /// <summary>Whether the header names a column.</summary>
    /// <param name="column">Its name, in small letters.</param>
    public bool Has(string column) => columns.ContainsKey(column);
}
