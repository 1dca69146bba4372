using Gexia.Io;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>One thing to look for.</summary>
/// <param name="Shown">What answers call it: the text as it was given, or the picture's path.</param>
/// <param name="Query">The query; null for an empty text, which matches nothing.</param>
internal sealed record Asked(string Shown, SearchQuery? Query)
{
    public bool IsPicture => Query?.Picture is not null;
}

/// <summary>What a command line asks for: texts, pictures, or a text a line of a file or of standard input.</summary>
/// <param name="Texts">Texts of the command line.</param>
/// <param name="Pictures">Files of pictures.</param>
/// <param name="File">A file of texts, <c>-</c> for standard input; null for none.</param>
/// <param name="Not">What must not be seen.</param>
internal sealed record SearchQueries(string[] Texts, string[] Pictures, string? File, string[] Not)
{
    private const long LargestFile = 64L << 20;     // bytes
    private const string StandardInput = "-";

    /// <summary>Refuses what cannot be meant.</summary>
    public SearchQueries Validated()
    {
        if (Texts.Length + Pictures.Length == 0 && File is null)
            throw CommandException.Usage("search: say what to look for: TEXT, --image FILE or --queries FILE.");
        if (File is not null && Texts.Length + Pictures.Length > 0)
            throw CommandException.Usage("search: --queries comes alone, without TEXT or --image.");
        if (Texts.Concat(Not).Any(string.IsNullOrWhiteSpace)) throw CommandException.Usage("search: a text is empty.");
        return this;
    }

    /// <summary>Words that look like one text which lost its quotation marks.</summary>
    public bool LookUnquoted => Texts.Length > 1 && Texts.All(text => !text.Contains(' ', StringComparison.Ordinal));

    /// <summary>
    /// All queries in order. Files are looked for, and one of texts is read and checked whole, before the first; standard input is read
    /// line by line, so that each is answered when it comes.
    /// </summary>
    /// <param name="terminal">Whose standard input it is.</param>
    /// <exception cref="GexiaException">The file cannot be read, or is not UTF-8.</exception>
    public IEnumerable<Asked> Read(Terminal terminal)
    {
        foreach (var picture in Pictures)
            if (InputFile.Problem(picture) is { } problem) throw CommandException.BadInput($"{picture}: {problem}.");
        if (File is null)
            return [.. Texts.Select(Text), .. Pictures.Select(path => new Asked(path, SearchQuery.Like(path) with { Not = Not }))];
        return (File == StandardInput ? Lines(terminal) : Lines(File)).Select(Text);
    }

    private static List<string> Lines(string file)
    {
        if (InputFile.Problem(file) is { } problem)
            throw CommandException.BadInput($"{file}: {problem}. --queries - reads texts from standard input.");
        using var stream = InputFile.Open(file, LargestFile);
        var reader = new LineReader(stream, file, (int)LargestFile);
        var lines = new List<string>();
        while (reader.ReadText() is { } line) lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Lines(Terminal terminal)
    {
        while (terminal.In.ReadLine() is { } line) yield return line;
    }

    private Asked Text(string text) => new(text, string.IsNullOrWhiteSpace(text) ? null : new SearchQuery(text) { Not = Not });
}
