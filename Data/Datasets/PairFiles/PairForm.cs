using Gexia.Data.Datasets.Csv;
using Gexia.Io;

namespace Gexia.Data.Datasets.PairFiles;

/// <summary>Which form a file of pairs has, by its content.</summary>
internal static class PairForm
{
    /// <summary>Whether it is JSON Lines, which begin with a brace; all else is CSV. An empty file is either.</summary>
    /// <exception cref="GexiaException">There is no such file, it is UTF-16 or UTF-32, or it is one list of JSON.</exception>
    public static bool IsJson(string path)
    {
        using var stream = InputFile.Open(path);
        var head = new byte[CsvHeader.Longest];
        var bytes = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var text = bytes[ByteOrderMark.Length(bytes, path)..].TrimStart(" \t\r\n"u8);
        if (text.StartsWith("["u8))
            throw new GexiaException(
                $"{path}: is a list in JSON. Write one object a line, without commas between them (JSON Lines), or CSV.");
        return text.IsEmpty || text[0] == (byte)'{';
    }
}
