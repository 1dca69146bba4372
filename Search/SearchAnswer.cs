namespace Gexia.Search;

/// <summary>What was found.</summary>
/// <param name="Query">What was looked for.</param>
/// <param name="Matches">Whether the best moment's score reaches the cut; if not, nothing in these videos shows what
/// was looked for.</param>
/// <param name="Score">The best moment's score; −∞ where there is no window at all.</param>
/// <param name="Cut">The score from which on a moment matches.</param>
/// <param name="Moments">The best moments, best first, each with its score, also where none of them matches.</param>
public sealed record SearchAnswer(SearchQuery Query, bool Matches, double Score, double Cut, IReadOnlyList<Moment> Moments)
{
    /// <summary>Whether the query, or a text under <see cref="SearchQuery.Not"/>, was longer than the model reads and was cut.</summary>
    public bool Truncated { get; init; }

    /// <summary>
    /// Whether <see cref="Cut"/> was calibrated or given; where there is nothing to calibrate against, everything matches.
    /// </summary>
    public bool Calibrated { get; init; } = true;

    /// <summary>Windows that were compared, after the filters.</summary>
    public long Windows { get; init; }
}

/// <summary>A stretch of a video that shows what was looked for.</summary>
/// <param name="File">The video, relative to the index's folder, with <c>/</c> between folders.</param>
/// <param name="Start">Where it begins, seconds.</param>
/// <param name="End">Where it ends, seconds, above <paramref name="Start"/>.</param>
/// <param name="Second">The frame in it that agrees best with the query, seconds.</param>
/// <param name="Score">
/// How well the query agrees with it, in a unit of its own: 0 is what random texts (for a picture: frames of other videos) reach at best in
/// these videos on average, 1 is one standard deviation of that more.
/// </param>
public sealed record Moment(string File, double Start, double End, double Second, double Score)
{
    /// <summary>Cosine of the query and the best window, −1..1.</summary>
    public double Cosine { get; init; }
}
