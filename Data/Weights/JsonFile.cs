using Gexia.Io;
using System.Text.Json;

namespace Gexia.Data.Weights;

/// <summary>Reads JSON from strangers: limited size and depth, no repeated names, one exception type.</summary>
public static class JsonFile
{
    /// <summary>Parses a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">Largest size in bytes.</param>
    /// <param name="depth">Deepest nesting.</param>
    /// <exception cref="GexiaException">There is no such file, or it is larger, deeper, or no JSON.</exception>
    public static JsonDocument Read(string path, long most, int depth)
    {
        return Parse(path, InputFile.ReadAllBytes(path, most), depth);
    }

    /// <summary>Parses bytes that came from <paramref name="path"/>.</summary>
    /// <exception cref="WeightsException">They are deeper than that, or no JSON.</exception>
    public static JsonDocument Parse(string path, ReadOnlyMemory<byte> bytes, int depth)
    {
        try
        {
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
            try
            {
                RequireText(document.RootElement);
                return document;
            }
            catch
            {
                document.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string is not UTF-8, or holds half a surrogate pair.
            throw new WeightsException(path, $"not valid JSON: {error.Message}", inner: error);
        }
    }

    // A string's bytes are only checked when it is read; done here once, so that no later read can fail.
    private static void RequireText(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String) _ = element.GetString();
        else if (element.ValueKind == JsonValueKind.Array) foreach (var item in element.EnumerateArray()) RequireText(item);
        else if (element.ValueKind == JsonValueKind.Object)
            foreach (var item in element.EnumerateObject())
            {
                _ = item.Name;
                RequireText(item.Value);
            }
    }
}
