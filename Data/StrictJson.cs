using System.Text.Json;

namespace Gexia.Data;

/// <summary>Parses JSON from strangers so that nothing can go wrong when it is read later.</summary>
internal static class StrictJson
{
    /// <summary>Parses one document, and checks every text and name in it.</summary>
    /// <param name="utf8">The document, without a byte order mark.</param>
    /// <param name="options">Depth, comments, repeated names.</param>
    /// <exception cref="JsonException">It is no JSON, not UTF-8, or a text or a name holds half of a surrogate pair.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, JsonDocumentOptions options)
    {
        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, options);
            RequireText(document.RootElement);
            return document;
        }
        catch (InvalidOperationException error)     // the framework checks the bytes of a text only when it is asked for
        {
            document?.Dispose();
            throw new JsonException("A text or a name holds half of a surrogate pair or bytes that are not UTF-8.", error);
        }
    }

    /// <summary>The same with errors that name a place.</summary>
    /// <param name="utf8">The document, without a byte order mark.</param>
    /// <param name="place">Such as <c>captions.jsonl, line 3</c>.</param>
    /// <param name="options">Depth, comments, repeated names.</param>
    /// <exception cref="GexiaException">As a <see cref="JsonException"/> above.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> utf8, string place, JsonDocumentOptions options)
    {
        try
        {
            return Parse(utf8, options);
        }
        catch (JsonException error)
        {
            throw new GexiaException($"{place}: not valid JSON. {error.Message}", error);
        }
    }

    private static void RequireText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) RequireText(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    RequireText(member.Value);
                }
                break;
        }
    }
}
