using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Gexia.Cli.Streams;

namespace Gexia.Cli;

/// <summary>Writes one JSON value as one line: letters of all scripts as they are, control characters escaped.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The line; <paramref name="write"/> writes the value. A long one is handed over in pieces while it is written.</summary>
    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var pieces = new TextPieces(output);
        using (var json = new Utf8JsonWriter(pieces, Options)) write(json);
        pieces.Finish();
        output.WriteLine();
    }

    /// <summary>A line holding one object; <paramref name="members"/> writes what stands between the braces.</summary>
    public static void WriteObject(TextWriter output, Action<Utf8JsonWriter> members) => WriteLine(output, json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });
}
