namespace Gexia.Data.Granularities;

/// <summary>Text integration ⊕t: the texts of several pairs in their order as one text.</summary>
public static class TextJoining
{
    /// <summary>Joins <paramref name="parts"/>.</summary>
    /// <param name="parts">Captions; white space around each and empty ones are dropped.</param>
    /// <param name="separator">What stands between the parts, such as " then ". Null keeps sentence borders: one space, and a
    /// part that ends in none of . ! ? gets a full stop.</param>
    public static string Join(IEnumerable<string> parts, string? separator = null)
    {
        var kept = parts.Select(part => part.Trim()).Where(part => part.Length > 0);
        return separator is not null
            ? string.Join(separator, kept)
            : string.Join(' ', kept.Select(part => part[^1] is '.' or '!' or '?' ? part : part + "."));
    }
}
