using System.Globalization;

namespace Gexia.Data.Text.Tables;

/// <summary>The generated text tables, embedded in the library; generate.py beside this file writes them.</summary>
internal static class Table
{
    /// <summary>The rows of a table, split at spaces, without its comment lines.</summary>
    public static IEnumerable<string[]> Rows(string name)
    {
        using var stream = typeof(Table).Assembly.GetManifestResourceStream($"Gexia.Data.Text.Tables.{name}")
            ?? throw new InvalidOperationException($"Table: {name} is not embedded in Gexia.Data.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#')) yield return line.Split(' ');
    }

    /// <summary>A code point as the tables write it, in hexadecimal.</summary>
    public static int CodePoint(string field) => int.Parse(field, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The text of the code points in <paramref name="fields"/>.</summary>
    public static string Text(ReadOnlySpan<string> fields)
    {
        var text = "";
        foreach (var field in fields) text += char.ConvertFromUtf32(CodePoint(field));
        return text;
    }
}
