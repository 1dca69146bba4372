using System.Text;
using System.Text.Json;
using System.Text.Unicode;

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
        // The framework checks the bytes of a text only when it is asked for, and then throws something else.
        RequireText(
            utf8.Span,
            new()
            {
                MaxDepth = options.MaxDepth, CommentHandling = options.CommentHandling, AllowTrailingCommas = options.AllowTrailingCommas
            });
        return JsonDocument.Parse(utf8, options);
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
            throw new GexiaException($"{place}: not valid JSON: {error.Message}", error);
        }
    }

    private static void RequireText(ReadOnlySpan<byte> utf8, JsonReaderOptions options)
    {
        var reader = new Utf8JsonReader(utf8, options);
        ReadOnlySpan<byte> name = default;
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String)) continue;
            if (reader.TokenType == JsonTokenType.PropertyName) name = reader.ValueSpan;
            if (IsText(ref reader)) continue;
            var what = reader.TokenType == JsonTokenType.PropertyName
                ? "a name"
                : name.IsEmpty ? "a text"
                : $"'{Shorten(Encoding.UTF8.GetString(name))}'";
            var before = utf8[..(int)reader.TokenStartIndex];
            throw new JsonException(
                $"{what} holds half of a surrogate pair or bytes that are not UTF-8 (line {before.Count((byte)'\n') + 1}, "
                + $"byte {before.Length - before.LastIndexOf((byte)'\n')}).");
        }
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        if (!Utf8.IsValid(reader.ValueSpan)) return false;
        if (!reader.ValueIsEscaped) return true;
        try
        {
            _ = reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
