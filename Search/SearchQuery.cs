namespace Gexia.Search;

/// <summary>What is looked for: a text, or a picture, and perhaps what must not be seen.</summary>
/// <example><code>
/// SearchQuery plain = "a dog runs through snow";
/// var without = new SearchQuery("a dog") { Not = ["snow"] };
/// var alike = SearchQuery.Like("photo.jpg");
/// </code></example>
public sealed record SearchQuery
{
    /// <summary>Looks for what a text says.</summary>
    /// <param name="text">Of any length; what is above the model's context is cut, see <see cref="SearchAnswer.Truncated"/>.</param>
    public SearchQuery(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Text = text;
    }

    private SearchQuery(string? text, string? picture) => (Text, Picture) = (text, picture);

    /// <summary>The text; null where a picture is looked for.</summary>
    public string? Text { get; }

    /// <summary>Path of the picture; null where a text is looked for.</summary>
    public string? Picture { get; }

    /// <summary>Texts of what moments must not show: a moment loses as much score as the strongest of them has there.</summary>
    public IReadOnlyList<string> Not { get; init; } = [];

    /// <summary>Looks for what a picture shows.</summary>
    /// <param name="path">A picture file, or a video, of which the first frame counts.</param>
    public static SearchQuery Like(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new(null, path);
    }

    /// <summary>A text is a query.</summary>
    public static implicit operator SearchQuery(string text) => new(text);
}
