using Gexia.Io;

namespace Gexia.Data.Datasets.Splits;

/// <summary>A line of a list, such as those of UCF101.</summary>
/// <param name="Place">Such as <c>trainlist01.txt, line 3</c>.</param>
/// <param name="Text">The line without white space at its ends.</param>
internal readonly record struct ListedLine(string Place, string Text)
{
    /// <summary>Bytes of the longest line.</summary>
    private const int Longest = 1 << 16;

    /// <summary>The lines of a text that are not blank.</summary>
    /// <param name="path">In UTF-8; lines end with a line feed, which may follow a carriage return.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">There is no such file, a line is too long, or it is not UTF-8.</exception>
    public static IEnumerable<ListedLine> Read(string path, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(path, SplitRules.LargestFile);
        var lines = new LineReader(stream, path, Longest);
        while (lines.ReadText() is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!string.IsNullOrWhiteSpace(line)) yield return new ListedLine($"{path}, line {lines.Number}", line.Trim());
        }
    }

    /// <summary>What stands before and behind the last white space; all of it and nothing where there is none.</summary>
    public (string First, string Last) Cut()
    {
        var at = Text.AsSpan().LastIndexOfAny(' ', '\t');
        return at < 0 ? (Text, "") : (Text[..at].TrimEnd(), Text[(at + 1)..]);
    }

    /// <summary>An error at this place.</summary>
    public GexiaException Error(string rule) => new($"{Place}: {rule}");
}
