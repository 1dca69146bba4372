namespace Gexia.Search;

/// <summary>How many moments an answer has, in which videos they are looked for, and from which score on they match.</summary>
public sealed record SearchOptions
{
    /// <summary>The options used when none are given.</summary>
    public static SearchOptions Default { get; } = new();

    /// <summary>Most moments of an answer, 1..100000.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Only videos in this folder, relative to the index's, at any depth; null takes all.</summary>
    public string? Folder { get; init; }

    /// <summary>Only videos at least this long, seconds.</summary>
    public double? MinDuration { get; init; }

    /// <summary>Only videos at most this long, seconds.</summary>
    public double? MaxDuration { get; init; }

    /// <summary>Only files last written at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only files last written before this time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The score from which on a moment matches; null takes the calibrated cut, see <see cref="FalseMatches"/>.</summary>
    public double? Cut { get; init; }

    /// <summary>
    /// Where the calibrated cut lies: the share of random texts, about nothing in particular, that would match something in these videos by
    /// chance, 0.001..0.5. Smaller is stricter.
    /// </summary>
    public double FalseMatches { get; init; } = 0.15;

    internal SearchOptions Validated()
    {
        if (Top is < 1 or > 100_000) throw new ArgumentException($"SearchOptions: an answer has 1 to 100000 moments, not {Top}.");
        if (!(FalseMatches is >= 0.001 and <= 0.5))
            throw new ArgumentException($"SearchOptions: the share of false matches must lie between 0.001 and 0.5, not {FalseMatches}.");
        if (Cut is { } cut && double.IsNaN(cut)) throw new ArgumentException("SearchOptions: the cut is not a number.");
        foreach (var bound in (double?[])[MinDuration, MaxDuration])
            if (bound is { } seconds && !(seconds >= 0))
                throw new ArgumentException($"SearchOptions: a duration must be 0 or more seconds, not {seconds}.");
        return this;
    }
}
