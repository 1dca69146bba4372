using Gexia.Io;

namespace Gexia.Data.Granularities;

/// <summary>Which form a file of pairs has, by its content.</summary>
internal static class PairForm
{
    /// <summary>Most bytes in which a file must show its form: white space before it, and in CSV the header.</summary>
    public const int Head = 1 << 16;

    /// <summary>Whether it is JSON Lines, which begin with a brace; all else is CSV. An empty file is either.</summary>
    /// <exception cref="GexiaException">There is no such file, it is UTF-16 or UTF-32, or it is one list of JSON.</exception>
    public static bool IsJson(string path)
    {
        using var stream = InputFile.Open(path);
        var head = new byte[Head];
        var bytes = head.AsSpan(0, stream.ReadAtLeast(head, Head, throwOnEndOfStream: false));
        var text = bytes[ByteOrderMark.Length(bytes, path)..].TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8)) throw new GexiaException($"{path}: is a list in JSON. Write one object a line, without commas between them (JSON Lines), or CSV.");
        return text.IsEmpty || text[0] == (byte)'{';
    }
}
