namespace Gexia.Data.Granularities;

/// <summary>How much a pair shows and how much it tells: a named tuple of a video level and a text level.</summary>
/// <remarks>GEXIA §3.1. A name of the form {video}V{text}T states its levels (XLVST: very long video, short text);
/// any other name is allowed for user-defined granularities and is then its own level twice.</remarks>
public sealed record Granularity
{
    private const int LongestName = 32;

    /// <summary>Short video, short text: what a dataset gives.</summary>
    public static Granularity Svst { get; } = Named("SVST");

    /// <summary>Long video, long text: integrated.</summary>
    public static Granularity Lvlt { get; } = Named("LVLT");

    /// <summary>Long video, short text: integrated, then its text compressed.</summary>
    public static Granularity Lvst { get; } = Named("LVST");

    /// <summary>Image, short text: one frame of a short video.</summary>
    public static Granularity Ist { get; } = new("IST", "I", "S");

    private Granularity(string name, string videoLevel, string textLevel) => (Name, VideoLevel, TextLevel) = (name, videoLevel, textLevel);

    /// <summary>The name, such as LVST; also the stem of the file that holds its pairs.</summary>
    public string Name { get; }

    /// <summary>The video part of the name: S, L, XL, …; I for an image.</summary>
    public string VideoLevel { get; }

    /// <summary>The text part of the name: S, L, XL, ….</summary>
    public string TextLevel { get; }

    /// <summary>The granularity called <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is empty, longer than 32, or holds other than ASCII letters, digits,
    /// '-' and '_'.</exception>
    public static Granularity Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException(
                $"Granularity: a name has 1..{LongestName} ASCII letters, digits, '-' or '_'; "
                + $"got '{(name.Length > LongestName ? name[..LongestName] + "…" : name)}'.");
        if (name == "IST") return Ist;

        var video = name.IndexOf('V');
        return video > 0 && video < name.Length - 2 && name[^1] == 'T'
            ? new Granularity(name, name[..video], name[(video + 1)..^1])
            : new Granularity(name, name, name);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
