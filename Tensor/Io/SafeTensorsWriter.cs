using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gexia.Io;

/// <summary>Writes tensors to a safetensors file.</summary>
/// <remarks>
/// The same tensors and metadata give the same bytes, in whatever order they come: metadata is ordered by key, tensors by
/// element size (largest first, which keeps each one aligned) and then by name, and the header is padded with spaces to a
/// multiple of 8.
/// </remarks>
public static class SafeTensorsWriter
{
    /// <summary>Replaces a file atomically: on any failure, such as a full disk, what was there stays.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">By name; of any dtype and layout.</param>
    /// <param name="metadata">Free text by key.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    /// <exception cref="ArgumentException">Two tensors share a name, or a name is the format's own <c>__metadata__</c>.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var ordered = Order(tensors);
        AtomicFile.Write(path, stream => WriteTo(stream, ordered, metadata));
    }

    /// <summary>Writes the file's bytes to a stream.</summary>
    public static void Write(
        Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        WriteTo(stream, Order(tensors), metadata);

    private static List<KeyValuePair<string, Tensor>> Order(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        List<KeyValuePair<string, Tensor>> ordered =
            [.. tensors.OrderByDescending(pair => pair.Value.DType.Size()).ThenBy(pair => pair.Key, StringComparer.Ordinal)];
        var seen = new HashSet<string>(StringComparer.Ordinal) { "__metadata__" };
        foreach (var (name, _) in ordered)
            if (!seen.Add(name))
            {
                throw new ArgumentException(
                    $"SafeTensorsWriter: the name '{name}' is given twice, or is the format's own.", nameof(tensors));
            }
        return ordered;
    }

    private static void WriteTo(Stream stream, List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        WriteHeader(json, tensors, metadata);
        var padding = -json.WrittenCount & 7;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(json.WrittenCount + padding));
        stream.Write(length);
        stream.Write(json.WrittenSpan);
        stream.Write("       "u8[..padding]);
        foreach (var (_, tensor) in tensors)
        {
            var plain = tensor.Contiguous().ToHost();
            var size = tensor.DType.Size();
            using var use = new MemoryUse([plain]);
            stream.Write(plain.Storage.Span.Slice(checked((int)(plain.Layout.Offset * size)), checked((int)(plain.Length * size))));
        }
    }

    private static void WriteHeader(
        ArrayBufferWriter<byte> json, List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        // Relaxed: names such as "naïve" stay readable; quotes and control characters are escaped either way.
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            writer.WriteStartObject("__metadata__");
            foreach (var (key, text) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(key, text);
            writer.WriteEndObject();
        }
        long begin = 0;
        foreach (var (name, tensor) in tensors)
        {
            var end = begin + (tensor.Length * tensor.DType.Size());
            writer.WriteStartObject(name);
            writer.WriteString("dtype", SafeTensorsTypes.Stored(tensor.DType));
            writer.WriteStartArray("shape");
            foreach (var axis in tensor.Shape) writer.WriteNumberValue(axis);
            writer.WriteEndArray();
            writer.WriteStartArray("data_offsets");
            writer.WriteNumberValue(begin);
            writer.WriteNumberValue(end);
            writer.WriteEndArray();
            writer.WriteEndObject();
            begin = end;
        }
        writer.WriteEndObject();
    }
}
