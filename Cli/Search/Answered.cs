using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>A query with what was found.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Answer">The answer; null where the query could not be embedded.</param>
/// <param name="Problem">Why not, in one line; null where it could, or where the text is empty.</param>
internal sealed record Answered(Asked Asked, SearchAnswer? Answer, string? Problem = null)
{
    /// <summary>Whether something was found.</summary>
    public bool Matches => Answer is { Matches: true, Moments.Count: > 0 };

    /// <summary>The moments that match; where none does, the nearest ones.</summary>
    public IReadOnlyList<Moment> Shown(int nearest) => Answer is null ? []
        : Matches ? [.. Answer.Moments.TakeWhile(moment => moment.Score >= Answer.Cut)] : [.. Answer.Moments.Take(nearest)];
}
