namespace Gexia.Io;

/// <summary>A safetensors file that breaks the format, or cannot be read as asked.</summary>
public sealed class SafeTensorsException : GexiaException
{
    internal SafeTensorsException(string path, string problem, string? tensor = null, long? offset = null, Exception? inner = null)
        : base(Describe(path, problem, tensor, offset), inner)
    {
        Path = path;
        Tensor = tensor;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The tensor at fault, if one is.</summary>
    public string? Tensor { get; }

    /// <summary>Where in the file, in bytes from its start, if known.</summary>
    public long? Offset { get; }

    private static string Describe(string path, string problem, string? tensor, long? offset)
    {
        var subject = tensor is null ? "" : $"tensor '{Shorten(tensor)}': ";
        var place = offset is null ? "" : $" (at byte {offset})";
        return $"{path}: {subject}{problem}{place}";
    }

    // A hostile name can be megabytes long.
    internal static string Shorten(string text) => text.Length <= 120 ? text : $"{text[..117]}...";
}
