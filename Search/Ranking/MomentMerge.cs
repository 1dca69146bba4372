using Gexia.Search.Vectors;

namespace Gexia.Search.Ranking;

/// <summary>A moment by the numbers of its windows.</summary>
/// <param name="Peak">Its best window, and the score.</param>
/// <param name="First">Its first window.</param>
/// <param name="Last">Its last window.</param>
internal readonly record struct MergedWindows(ScoredRow Peak, int First, int Last);

/// <summary>Makes moments of neighbouring windows.</summary>
/// <remarks>
/// The best window that is in no moment yet is the peak of the next: it takes in the windows before and after it, one by one, the better
/// first, as long as they are of its scene, overlap or touch the one before, are in no other moment, score at most <see cref="Drop"/> less
/// than the peak, match as well where the peak matches, and the moment does not become longer than <see cref="Longest"/>.
/// </remarks>
internal static class MomentMerge
{
    /// <summary>How much less than the peak a window of its moment may score.</summary>
    public const float Drop = 0.25f;

    /// <summary>Seconds after which a moment takes in no more: what looks alike for an hour is not one moment.</summary>
    public const double Longest = 60;

    /// <summary>The moments, best first.</summary>
    /// <param name="ranked">Windows that may be peaks, best first.</param>
    /// <param name="scores">The score of each window; −∞ where it may not be used.</param>
    /// <param name="areNeighbours">Whether a window and the one after it are of one scene and overlap or touch.</param>
    /// <param name="length">Seconds from the start of one window to the end of another.</param>
    /// <param name="cut">The score from which on a window matches.</param>
    /// <param name="most">Most moments.</param>
    public static IReadOnlyList<MergedWindows> Of(
        IEnumerable<ScoredRow> ranked, ReadOnlyMemory<float> scores, Func<int, bool> areNeighbours, Func<int, int, double> length,
        double cut, int most)
    {
        var taken = new HashSet<int>();
        var moments = new List<MergedWindows>();
        foreach (var peak in ranked)
        {
            if (moments.Count == most) break;
            if (taken.Contains(peak.Row)) continue;
            var least = peak.Score >= cut ? Math.Max(peak.Score - Drop, cut) : peak.Score - Drop;
            var (first, last) = (peak.Row, peak.Row);
            while (true)
            {
                var before = first > 0 && areNeighbours(first - 1) && Belongs(first - 1) && length(first - 1, last) <= Longest;
                var after = last < scores.Length - 1 && areNeighbours(last) && Belongs(last + 1) && length(first, last + 1) <= Longest;
                if (!before && !after) break;
                if (before && (!after || scores.Span[first - 1] >= scores.Span[last + 1])) first--;
                else last++;
            }
            for (var window = first; window <= last; window++) taken.Add(window);
            moments.Add(new(peak, first, last));

            bool Belongs(int window) => !taken.Contains(window) && scores.Span[window] >= least;
        }
        return moments;
    }
}
