using System.Text.Json;

namespace Gexia.Io;

/// <summary>The JSON object at the start of a safetensors file, read with every check that needs only the header itself.</summary>
internal sealed class SafeTensorsHeader
{
    /// <summary>Axes of one tensor; far more than any model has.</summary>
    public const int MostAxes = 32;

    private const string MetadataName = "__metadata__";
    private readonly string path;
    private readonly SafeTensorsLimits limits;

    private SafeTensorsHeader(string path, SafeTensorsLimits limits) => (this.path, this.limits) = (path, limits);

    /// <summary>By name, in the order of the header.</summary>
    public Dictionary<string, SafeTensorsEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>Free text by key.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the header's bytes (without the eight that state its length).</summary>
    /// <exception cref="SafeTensorsException">It is not what the format demands, or breaks a limit.</exception>
    public static SafeTensorsHeader Parse(string path, ReadOnlySpan<byte> json, SafeTensorsLimits limits)
    {
        var header = new SafeTensorsHeader(path, limits);
        if (json.IsEmpty || json[0] != (byte)'{') throw new SafeTensorsException(path, "the header must begin with '{'.", offset: 8);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        try
        {
            reader.Read();
            header.ReadObject(ref reader);
            while (reader.Read()) { } // only white space may follow
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: the bytes of a string are not UTF-8.
            throw new SafeTensorsException(
                path, $"the header is not valid JSON: {error.Message}", offset: 8 + reader.BytesConsumed, inner: error);
        }
        return header;
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        var seenMetadata = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = 8 + reader.TokenStartIndex;
            var name = Name(ref reader);
            if (Entries.Count == limits.Tensors)
            {
                throw new SafeTensorsException(
                    path,
                    $"the header names more than {limits.Tensors:N0} tensors, the limit. Raise it with SafeTensorsLimits.Tensors (gexia "
                    + $"info --most-tensors).",
                    offset: place);
            }
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new SafeTensorsException(path, "must be described by a JSON object.", name, place);
            if (name == MetadataName)
            {
                if (seenMetadata) throw new SafeTensorsException(path, $"'{MetadataName}' occurs twice in the header.", offset: place);
                seenMetadata = true;
                ReadMetadata(ref reader);
            }
            else if (!Entries.TryAdd(name, ReadEntry(ref reader, name, place)))
                throw new SafeTensorsException(path, "occurs twice in the header.", name, place);
        }
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var place = 8 + reader.TokenStartIndex;
            var key = Name(ref reader);
            if (Metadata.Count == limits.Notes)
            {
                throw new SafeTensorsException(
                    path, $"the metadata has more than {limits.Notes:N0} entries, the limit. Raise it with SafeTensorsLimits.Notes.",
                    offset: place);
            }
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                throw new SafeTensorsException(path, $"metadata '{SafeTensorsException.Shorten(key)}' must be a string.", offset: place);
            if (!Metadata.TryAdd(key, reader.GetString()!))
                throw new SafeTensorsException(path, $"metadata '{SafeTensorsException.Shorten(key)}' occurs twice.", offset: place);
        }
    }

    private string Name(ref Utf8JsonReader reader) => reader.ValueSpan.Length <= limits.Name
        ? reader.GetString()!
        : throw new SafeTensorsException(
            path,
            $"a name of {reader.ValueSpan.Length:N0} bytes is longer than {limits.Name:N0}, the limit. "
            + $"Raise it with SafeTensorsLimits.Name.",
            offset: 8 + reader.TokenStartIndex);

    private SafeTensorsEntry ReadEntry(ref Utf8JsonReader reader, string name, long place)
    {
        string? type = null;
        List<long>? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Name(ref reader);
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null && reader.TokenType == JsonTokenType.String: type = reader.GetString(); break;
                case "shape" when shape is null: shape = ReadNumbers(ref reader, name, field, MostAxes); break;
                case "data_offsets" when offsets is null: offsets = ReadNumbers(ref reader, name, field, 2); break;
                case "dtype" when type is null:
                    throw new SafeTensorsException(path, "'dtype' must be a string.", name, 8 + reader.TokenStartIndex);
                case "dtype" or "shape" or "data_offsets":
                    throw new SafeTensorsException(path, $"'{field}' occurs twice.", name, 8 + reader.TokenStartIndex);
                default:
                    throw new SafeTensorsException(
                        path, $"'{SafeTensorsException.Shorten(field)}' is no field of the format; it knows dtype, shape and data_offsets.",
                        name, 8 + reader.TokenStartIndex);
            }
        }
        if (type is null || shape is null || offsets is null)
            throw new SafeTensorsException(
                path, $"'{(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}' is missing.", name, place);
        if (offsets.Count != 2)
            throw new SafeTensorsException(path, $"'data_offsets' must hold two numbers, not {offsets.Count}.", name, place);
        var entry = new SafeTensorsEntry(name, type, shape, offsets[0], offsets[1]);
        RequireLength(entry, place);
        return entry;
    }

    private List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field, int most)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new SafeTensorsException(path, $"'{field}' must be an array of numbers.", name, 8 + reader.TokenStartIndex);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new SafeTensorsException(
                    path, $"'{field}' must hold whole numbers of 0 or more that fit 63 bits.", name, 8 + reader.TokenStartIndex);
            if (numbers.Count == most)
                throw new SafeTensorsException(path, $"'{field}' holds more than {most} numbers.", name, 8 + reader.TokenStartIndex);
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>dtype × shape must be exactly the bytes that the offsets span.</summary>
    private void RequireLength(SafeTensorsEntry entry, long place)
    {
        var bits = SafeTensorsTypes.Bits(entry.StoredType);
        if (bits == 0)
        {
            throw new SafeTensorsException(
                path, $"'{SafeTensorsException.Shorten(entry.StoredType)}' is no dtype of the format.", entry.Name, place);
        }
        if (entry.End < entry.Begin)
            throw new SafeTensorsException(path, $"ends at {entry.End}, before it begins at {entry.Begin}.", entry.Name, place);
        long needed;
        try
        {
            needed = entry.Shape.Contains(0) ? 0 : bits;
            if (needed > 0) foreach (var axis in entry.Shape) needed = checked(needed * axis);
        }
        catch (OverflowException)
        {
            throw new SafeTensorsException(path, $"shape [{string.Join(", ", entry.Shape)}] overflows 64 bits.", entry.Name, place);
        }
        if (needed % 8 != 0)
        {
            throw new SafeTensorsException(
                path, $"{entry.StoredType} of shape [{string.Join(", ", entry.Shape)}] does not end on a whole byte.", entry.Name, place);
        }
        if (needed / 8 != entry.Bytes)
            throw new SafeTensorsException(
                path,
                $"{entry.StoredType} of shape [{string.Join(", ", entry.Shape)}] takes {needed / 8} bytes, but its offsets [{entry.Begin}, "
                + $"{entry.End}] span {entry.Bytes}.",
                entry.Name,
                place);
    }
}
