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
            RequireText(document.RootElement, "a text");
            return document;
        }
        catch (InvalidOperationException error)     // a name; the framework checks some only when they are asked for
        {
            document?.Dispose();
            throw new JsonException(NoText("a name"), error);
        }
        catch (JsonException)
        {
            document?.Dispose();
            throw;
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

    private static string NoText(string what) => $"{what} holds half of a surrogate pair or bytes that are not UTF-8.";

    private static void RequireText(JsonElement element, string what)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                RequireString(element, what);
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) RequireText(item, what);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject()) RequireText(member.Value, $"'{member.Name}'");
                break;
        }
    }

    private static void RequireString(JsonElement element, string what)
    {
        try
        {
            _ = element.GetString();
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(NoText(what), error);
        }
    }
}
