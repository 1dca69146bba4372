namespace Gexia.Data.Text.Phrases;

/// <summary>The tables beside this file, embedded in the library.</summary>
internal static class EnglishTable
{
    /// <summary>The rows of a table, split at spaces, without comments and empty lines.</summary>
    public static IEnumerable<string[]> Rows(string name)
    {
        using var stream = typeof(EnglishTable).Assembly.GetManifestResourceStream($"Gexia.Data.Text.Phrases.{name}")
            ?? throw new InvalidOperationException($"{name} is not embedded in Gexia.Data.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && !line.StartsWith('#')) yield return line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
