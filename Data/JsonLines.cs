using Gexia.Io;
using System.Text.Json;

namespace Gexia.Data;

/// <summary>Reads files with one JSON object a line, lazily and with limits: the files come from strangers.</summary>
internal static class JsonLines
{
    /// <summary>Bytes of the longest line; a caption of 100,000 escaped characters stays well below.</summary>
    public const int LongestLine = 8 << 20;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The objects of <paramref name="path"/>; each is valid until the next is asked for. Blank lines are skipped.</summary>
    /// <exception cref="GexiaException">At once, when there is no such file.</exception>
    /// <exception cref="GexiaException">While reading: a line is too long, not valid JSON, not an object or repeats a key.</exception>
    public static IEnumerable<JsonRecord> Read(string path)
    {
        InputFile.Require(path);
        return Objects(path);
    }

    private static IEnumerable<JsonRecord> Objects(string path)
    {
        var number = 0;
        foreach (var line in Lines(path))
        {
            var place = $"{path}, line {++number}";
            if (line.Span.Trim(" \t\r"u8).IsEmpty) continue;
            using var json = Parse(line, place, Strict);
            yield return new JsonRecord(json.RootElement, place);
        }
    }

    /// <summary>Parses one document, with errors that name <paramref name="place"/>.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string place, JsonDocumentOptions options)
    {
        try
        {
            return JsonDocument.Parse(utf8, options);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)      // the latter: a key with half a surrogate pair
        {
            throw new GexiaException($"{place}: not valid JSON. {error.Message}", error);
        }
    }

    /// <summary>The lines without their ends, each valid until the next is asked for.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Lines(string path)
    {
        using var stream = InputFile.Open(path);
        var buffer = new byte[1 << 16];
        int start = 0, end = 0, number = 1;
        for (var ended = false; ;)
        {
            var length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if ((length < 0 ? end - start : length) > LongestLine)
                throw new GexiaException($"{path}, line {number}: longer than {LongestLine} bytes.");
            if (length < 0 && !ended)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                if (end == buffer.Length) Array.Resize(ref buffer, 2 * end);
                var read = stream.Read(buffer, end, buffer.Length - end);
                ended = read == 0;
                end += read;
                continue;
            }
            if (length < 0) length = end - start;
            if (length == 0 && ended && start == end) yield break;

            var mark = number == 1 && buffer.AsSpan(start, length).StartsWith("\uFEFF"u8) ? 3 : 0;
            yield return buffer.AsMemory(start + mark, length - mark);
            number++;
            start = Math.Min(start + length + 1, end);
        }
    }
}
