using System.Buffers;
using System.Text;
using System.Text.Json;
using Gexia.Embeddings;
using Gexia.Io;

namespace Gexia.Cli.Embed;

/// <summary>The file that <c>embed</c> writes: one matrix, and in the metadata what its rows are.</summary>
internal static class EmbeddingFile
{
    /// <summary>Writes [rows, width] under a name, atomically.</summary>
    public static void Write(string path, string name, IReadOnlyList<float[]> rows, int width, Dictionary<string, string> metadata)
    {
        var matrix = Tensor.Zeros([rows.Count, width]);
        for (var row = 0; row < rows.Count; row++) rows[row].CopyTo(matrix.AsSpan<float>()[(row * width)..]);
        SafeTensorsWriter.Write(path, [KeyValuePair.Create(name, matrix)], metadata);
    }

    /// <summary>Strings as a JSON array, for metadata.</summary>
    public static string List(IEnumerable<string> items)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var item in items) json.WriteStringValue(item);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The strings of <see cref="List"/>; null where it is something else.</summary>
    public static string[]? Parse(string? list)
    {
        try
        {
            using var json = JsonDocument.Parse(list ?? "null", new JsonDocumentOptions { MaxDepth = 4 });
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Select(item => item.GetString() ?? "")]
                : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What every <c>--json</c> result of the verb begins with.</summary>
    public static void Describe(Utf8JsonWriter json, string output, EmbeddingModel model, bool normalized)
    {
        json.WriteString("out", output);
        json.WriteString("model", model.Id);
        json.WriteString("weights", model.Weights.Word());
        json.WriteNumber("dimensions", model.Dimensions);
        json.WriteBoolean("normalized", normalized);
    }
}
