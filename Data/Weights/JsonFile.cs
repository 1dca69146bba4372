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
    public static JsonDocument Read(string path, long most, int depth) => Parse(path, InputFile.ReadAllUtf8(path, most), depth);

    /// <summary>Parses bytes that came from <paramref name="path"/>.</summary>
    /// <exception cref="WeightsException">They are deeper than that, or no JSON.</exception>
    public static JsonDocument Parse(string path, ReadOnlyMemory<byte> bytes, int depth)
    {
        try
        {
            return StrictJson.Parse(bytes, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new WeightsException(path, $"not valid JSON: {error.Message}", inner: error);
        }
    }
}
