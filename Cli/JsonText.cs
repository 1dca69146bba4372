using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Gexia.Cli;

/// <summary>Writes one JSON value as one line: letters of all scripts as they are, control characters escaped.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static void WriteLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>A line holding one object; <paramref name="members"/> writes what stands between the braces.</summary>
    public static void WriteObject(TextWriter output, Action<Utf8JsonWriter> members) => WriteLine(output, json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });
}
