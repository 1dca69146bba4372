using System.Globalization;
using Gexia.Data.Weights;
using Gexia.Io;

namespace Gexia.Cli.Commands;

/// <summary>What a file of weights holds, whatever its format and name: its tensors by name, with type, shape and size, and its notes.</summary>
internal static class WeightsListing
{
    private const int WidestName = 100, LongestNote = 200;      // columns

    public static int Write(Session session, string path, SafeTensorsLimits limits)
    {
        using var file = WeightsFile.Open(path, limits);
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
        var names = entries.Select(entry => TerminalText.Escape(entry.Name)).ToList();
        var width = Math.Min(WidestName, names.Select(name => name.Length).DefaultIfEmpty(0).Max());
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, shape) = (entries[i], $"[{string.Join(", ", entries[i].Shape)}]");
            session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{names[i].PadRight(width)}  {TerminalText.Escape(entry.StoredType),-8} {shape,-20} {entry.Bytes,16:N0} bytes"));
        }
        session.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{entries.Count} tensors, {elements:N0} elements in {TerminalText.Escape(path)} ({file.Format})"));
        foreach (var (key, value) in file.Notes)
            session.Out.WriteLine(TerminalText.Escape($"{TerminalText.Shorten(key, LongestNote)}: {TerminalText.Shorten(value, LongestNote)}"));
    }
}
