namespace Gexia.Data.Weights;

/// <summary>A file of weights, or one that lies beside it, that cannot be read: says which file, where in it and why.</summary>
public sealed class WeightsException : GexiaException
{
    /// <summary>An error at one place of a file.</summary>
    /// <param name="path">The file, as shown to the user.</param>
    /// <param name="problem">What is wrong and, where there is one, the next step.</param>
    /// <param name="offset">Byte offset of the faulty part; null when it has no one place.</param>
    /// <param name="inner">What the framework said.</param>
    public WeightsException(string path, string problem, long? offset = null, Exception? inner = null)
        : base($"{path}: {problem}{(offset is null ? "" : $" (at byte {offset})")}", inner)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where in the file, in bytes, if known; inside an archive, from the start of the member.</summary>
    public long? Offset { get; }

    /// <summary>At most 120 characters of a name from a file, which may be megabytes long, for a message.</summary>
    public static string Shorten(string text) => text.Length <= 120 ? text : $"{text[..117]}...";
}
