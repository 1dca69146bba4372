using System.Globalization;
using Gexia.Cli.Tables;
using Gexia.Data.Weights;
using Gexia.Io;

namespace Gexia.Cli.Info;

/// <summary>
/// What a file of weights holds, whatever its format and name: its tensors by name, with type, shape and size, and its notes.
/// </summary>
internal static class WeightsListing
{
    private const int LongestNote = 200;        // characters

    public static int Write(Session session, string path, SafeTensorsLimits limits)
    {
        using var wait = session.Wait($"reading {path}");
        using var file = WeightsFile.Open(path, limits);
        wait.Dispose();
        var entries = file.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        var elements = entries.Sum(entry => entry.Length);
        if (session.Json) WriteJson(session, path, file, entries, elements);
        else WriteText(session, path, file, entries, elements);
        return entries.Count == 0 ? ExitCode.NothingFound : ExitCode.Ok;
    }

    private static void WriteJson(Session session, string path, WeightsFile file, List<WeightsEntry> entries, long elements) =>
        JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("file", path);
            json.WriteString("format", file.Format);
            json.WriteNumber("elements", elements);
            json.WriteStartArray("tensors");
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("name", entry.Name);
                json.WriteString("type", entry.StoredType);
                json.WriteStartArray("shape");
                foreach (var length in entry.Shape) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteNumber("bytes", entry.Bytes);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("metadata");
            foreach (var (key, value) in file.Notes) json.WriteString(key, value);
            json.WriteEndObject();
        });

    private static void WriteText(Session session, string path, WeightsFile file, List<WeightsEntry> entries, long elements)
    {
        var table = new TextTable(
            Column.Word("tensor"), Column.Word("type", priority: 2), Column.Word("shape"), Column.Number("bytes", priority: 1));
        foreach (var entry in entries)
        {
            table.Add(
                entry.Name, entry.StoredType, $"[{string.Join(", ", entry.Shape)}]",
                entry.Bytes.ToString("N0", CultureInfo.InvariantCulture));
        }
        if (entries.Count > 0)
        {
            session.Terminal.Write(table);
            session.Out.WriteLine();
        }
        session.Terminal.Write(
            string.Create(CultureInfo.InvariantCulture, $"{entries.Count} tensors, {elements:N0} elements in {path} ({file.Format})"));
        foreach (var (key, value) in file.Notes)
            session.Terminal.Write($"{TerminalText.Shorten(key, LongestNote)}: {TerminalText.Shorten(value, LongestNote)}");
    }
}
