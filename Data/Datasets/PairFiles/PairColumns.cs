namespace Gexia.Data.Datasets.PairFiles;

/// <summary>The names of what a pair consists of, in every form of file, and the words by which others mean the same.</summary>
/// <remarks>
/// Start and end may be left out, so a time under another name would be passed over without a word and the whole video be taken:
/// a name that means one of them is told of instead.
/// </remarks>
internal static class PairColumns
{
    public const string Video = "video", Start = "start", End = "end", Caption = "caption", Source = "source", Granularity = "granularity";

    /// <summary>All of them, in the order in which documents show them.</summary>
    public static IReadOnlyList<string> All { get; } = [Video, Start, End, Caption, Source, Granularity];

    /// <summary>Those that must be there.</summary>
    public static IReadOnlyList<string> Required { get; } = [Video, Caption];

    private static readonly Dictionary<string, string[]> Meanings = new(StringComparer.Ordinal)
    {
        [Video] = ["videos", "path", "file", "filename", "clip", "youtube", "id", "name"],
        [Caption] = ["captions", "text", "sentence", "sentences", "description", "title", "label", "query"],
        [Start] = ["starts", "begin", "begins", "beginning", "onset", "starttime", "startsec", "timestamps", "segment"],
        [End] = ["ends", "stop", "stops", "offset", "endtime", "endsec", "timestamps", "segment"],
    };

    /// <summary>The first of some names that seems to mean a column; null where none does.</summary>
    /// <param name="column">One of <see cref="All"/>.</param>
    /// <param name="names">Names that a file uses.</param>
    public static string? Meant(string column, IEnumerable<string> names) =>
        names.FirstOrDefault(name =>
            !All.Contains(name) && Words(name).Any(word => word == column || Meanings.GetValueOrDefault(column, []).Contains(word)));

    /// <summary>What is wrong where a column that must be there is not.</summary>
    /// <param name="column">Its name.</param>
    /// <param name="names">The names that are there.</param>
    public static string Missing(string column, IReadOnlyCollection<string> names) =>
        Meant(column, names) is { } other ? $"'{column}' is missing, but there is '{Shorten(other)}': name it {column}."
        : $"'{column}' is missing{(names.Count == 0 ? "" : $"; there is {string.Join(", ", names.Take(8).Select(Shorten))}")}.";

    /// <summary>What is wrong where a time is left out and something else seems to mean it; null when the whole video is meant.</summary>
    /// <param name="names">The names that are there.</param>
    public static string? MisnamedTime(IReadOnlyCollection<string> names)
    {
        foreach (var column in (ReadOnlySpan<string>)[Start, End])
            if (!names.Contains(column) && Meant(column, names) is { } other)
                return $"'{column}' is missing, but there is '{Shorten(other)}': name it {column}, in seconds, or leave it out where the "
                    + $"whole video is meant.";
        return null;
    }

    /// <summary>What is wrong with the header of a CSV file; null when it names all that must be there.</summary>
    /// <param name="names">Its names, in small letters; a column without one is empty.</param>
    public static string? HeaderProblem(IReadOnlyList<string> names)
    {
        if (names.Where((name, i) => All.Contains(name) && names.Take(i).Contains(name)).FirstOrDefault() is { } twice)
            return $"its header names the column '{twice}' twice.";
        string[] known = [.. names.Where(name => name.Length > 0)];
        foreach (var column in Required)
            if (!names.Contains(column))
                return $"is neither JSON Lines nor CSV with a header such as video,start,end,caption: {Missing(column, known)}";
        return MisnamedTime(known) is { } misnamed ? $"its header is not understood: {misnamed}" : null;
    }

    // The words of start_time, startTime and "Start time", in small letters.
    private static IEnumerable<string> Words(string name)
    {
        var from = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            var isBorder = i == name.Length || !char.IsLetter(name[i]) || (i > from && char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]));
            if (!isBorder) continue;
            if (i > from) yield return name[from..i].ToLowerInvariant();
            from = i < name.Length && char.IsLetter(name[i]) ? i : i + 1;
        }
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
