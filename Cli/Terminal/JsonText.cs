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

    /// <summary>
    /// Version of what <c>--json</c> writes. It goes up when a member goes, or means something else; not when one is added.
    /// </summary>
    public const int Schema = 1;

    /// <summary>
    /// A line holding one object: <c>schema</c>, then what <paramref name="members"/> writes. Every result of <c>--json</c> is made here;
    /// docs/json.md lists the members of each verb, whose names are words in small letters joined by underscores.
    /// </summary>
    public static void WriteObject(TextWriter output, Action<Utf8JsonWriter> members) => WriteLine(output, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schema", Schema);
        members(json);
        json.WriteEndObject();
    });
}
