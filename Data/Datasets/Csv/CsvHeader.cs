using System.Text;
using System.Text.Unicode;
using Gexia.Io;

namespace Gexia.Data.Datasets.Csv;

/// <summary>The first line of a CSV file: which columns there are and what parts them.</summary>
/// <param name="Separator">Comma, semicolon, tab or bar; null where the file states it in a line <c>sep=;</c> of its own.</param>
internal sealed record CsvHeader(char? Separator)
{
    /// <summary>Most bytes of the header, and of white space before it.</summary>
    public const int Longest = 1 << 16;

    private const string Separators = ",;\t|";

    /// <summary>
    /// Reads the first line that is not blank. The separator is the one that makes columns of all <paramref name="required"/> names.
    /// </summary>
    /// <param name="stream">The file; is left after a byte order mark.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="required">Names that the header must hold, in any case.</param>
    /// <exception cref="GexiaException">The line is too long or not UTF-8.</exception>
    public static CsvHeader Read(Stream stream, string path, IReadOnlyList<string> required)
    {
        var head = new byte[Longest];
        var bytes = head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        var mark = ByteOrderMark.Length(bytes, path);
        stream.Position = mark;
        var text = bytes[mark..].TrimStart(" \t\r\n"u8);
        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        if (end < 0 && bytes.Length == head.Length)
            throw new GexiaException($"{path}: its first line is longer than {head.Length} bytes, so it is no header of CSV.");
        var line = end < 0 ? text : text[..end];
        if (!Utf8.IsValid(line)) throw new GexiaException($"{path}, line 1: not UTF-8. Save it in UTF-8.");
        return new CsvHeader(Of(Encoding.UTF8.GetString(line), required));
    }

    private static char? Of(string line, IReadOnlyList<string> required)
    {
        if (line.StartsWith("sep=", StringComparison.Ordinal)) return null;
        foreach (var separator in Separators)
        {
            var names = line.Split(separator).Select(name => name.Trim(' ', '\t', '"')).ToHashSet(StringComparer.OrdinalIgnoreCase);
            if (required.All(names.Contains)) return separator;
        }
        return Separators.MaxBy(separator => line.Count(separator));
    }
}
