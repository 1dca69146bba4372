namespace Gexia.Search.Ranking;

/// <summary>A window with its score.</summary>
internal readonly record struct ScoredWindow(int Window, float Score);

/// <summary>Makes moments of neighbouring windows.</summary>
/// <remarks>
/// Best window first: it takes in the windows before and after it, one by one, as long as they are of its scene and video, overlap or touch
/// the one before, are in no other moment, and score at least <see cref="Share"/> of the peak's score and no less than the cut (where the peak
/// itself lies below the cut, only the share counts). A moment has the peak's score.
/// </remarks>
internal static class MomentMerge
{
    /// <summary>Share of the peak's score that a neighbour needs.</summary>
    public const float Share = 0.8f;

    /// <summary>The moments, best first: peak, first and last window of each.</summary>
    /// <param name="ranked">Windows, best first.</param>
    /// <param name="score">The score of any window; −∞ where it may not be used.</param>
    /// <param name="areNeighbours">Whether a window and the one after it are of one scene and overlap or touch.</param>
    /// <param name="windows">Number of windows.</param>
    /// <param name="cut">The score from which on a window matches.</param>
    /// <param name="most">Most moments.</param>
    public static List<(ScoredWindow Peak, int First, int Last)> Of(
        IEnumerable<ScoredWindow> ranked, Func<int, float> score, Func<int, bool> areNeighbours, int windows, double cut, int most)
    {
        var taken = new HashSet<int>();
        var moments = new List<(ScoredWindow, int, int)>();
        foreach (var peak in ranked)
        {
            if (moments.Count == most) break;
            if (taken.Contains(peak.Window)) continue;
            var least = peak.Score > 0 ? peak.Score * Share : peak.Score;
            if (peak.Score >= cut) least = Math.Max(least, (float)cut);
            var (first, last) = (peak.Window, peak.Window);
            while (first > 0 && areNeighbours(first - 1) && !taken.Contains(first - 1) && score(first - 1) >= least) first--;
            while (last < windows - 1 && areNeighbours(last) && !taken.Contains(last + 1) && score(last + 1) >= least) last++;
            for (var window = first; window <= last; window++) taken.Add(window);
            moments.Add((peak, first, last));
        }
        return moments;
    }
}
