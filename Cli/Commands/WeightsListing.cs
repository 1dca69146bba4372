using System.Globalization;
using Gexia.Io;
using Spectre.Console;

namespace Gexia.Cli.Commands;

/// <summary>What a safetensors file holds: its tensors by name, with type, shape and size, and its notes.</summary>
internal static class WeightsListing
{
    public static int Write(Session session, string path)
    {
        using var file = SafeTensors.Open(path);
        var entries = file.Entries.Values.OrderBy(entry => entry.Name, StringComparer.Ordinal).ToList();
        var elements = entries.Sum(entry => entry.Shape.Aggregate(1L, (product, length) => product * length));
        if (session.Json) WriteJson(session, path, file, entries, elements);
        else WriteTable(session, path, file, entries, elements);
        return entries.Count == 0 ? ExitCode.NothingFound : ExitCode.Ok;
    }

    private static void WriteJson(Session session, string path, SafeTensors file, List<SafeTensorsEntry> entries, long elements) =>
        JsonText.WriteObject(session.Out, json =>
        {
            json.WriteString("file", path);
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
            foreach (var (key, value) in file.Metadata) json.WriteString(key, value);
            json.WriteEndObject();
        });

    private static void WriteTable(Session session, string path, SafeTensors file, List<SafeTensorsEntry> entries, long elements)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("tensor", "type", "shape");
        table.AddColumn(new TableColumn("bytes").RightAligned());
        foreach (var entry in entries)
        {
            table.AddRow(
                TerminalText.Cell(entry.Name), TerminalText.Cell(entry.StoredType),
                TerminalText.Cell($"[{string.Join(", ", entry.Shape)}]"), entry.Bytes.ToString("N0", CultureInfo.InvariantCulture));
        }
        session.Terminal.Write(table);
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} tensors, {elements:N0} elements in {TerminalText.Escape(path)}"));
        foreach (var (key, value) in file.Metadata)
            session.Out.WriteLine(TerminalText.Escape($"{key}: {TerminalText.Shorten(value, 200)}"));
    }
}
