namespace Gexia.Search.Ranking;

/// <summary>Answers a query that is embedded already.</summary>
internal static class MomentSearch
{
    /// <param name="query">What was asked.</param>
    /// <param name="wanted">Its embedding.</param>
    /// <param name="unwanted">Those of the texts that must not be seen.</param>
    /// <param name="index">The windows.</param>
    /// <param name="background">The yardstick.</param>
    /// <param name="options">How many, where, and from which score on.</param>
    public static SearchAnswer Find(
        SearchQuery query, float[] wanted, IReadOnlyList<float[]> unwanted, IndexSnapshot index, Background background, SearchOptions options)
    {
        var videos = VideoFilter.Of(index.Videos, options);
        var cut = options.Cut ?? background.Cut(videos, options.FalseMatches);
        var scores = new float[index.Count];
        Parallel.For(0, index.Videos.Count, new ParallelOptions { MaxDegreeOfParallelism = Gexia.Cpu.CpuThreads.Default }, v =>
        {
            for (var w = index.FirstWindow[v]; w < index.FirstWindow[v + 1]; w++) scores[w] = videos[v] ? Score(w) : float.NegativeInfinity;
        });
        int[] order = [.. Enumerable.Range(0, index.Count).Where(w => videos[index.VideoOf[w]])];
        Array.Sort(order, (a, b) => scores[b] != scores[a] ? scores[b].CompareTo(scores[a]) : a.CompareTo(b));
        var moments = MomentMerge.Of(
            order.Select(w => new ScoredWindow(w, scores[w])), w => scores[w], w => AreNeighbours(index, w), index.Count, cut, options.Top);
        var best = moments.Count > 0 ? moments[0].Peak.Score : double.NegativeInfinity;
        return new(query, best >= cut, best, cut, [.. moments.Select(moment => MomentOf(index, wanted, moment.Peak, moment.First, moment.Last))])
        {
            Windows = order.Length,
        };

        // What must not be seen counts only as far as it is seen more than by chance.
        float Score(int w)
        {
            var score = background.Score(w, Arithmetic.Dot(wanted, index.Row(w)));
            var loss = 0f;
            foreach (var other in unwanted) loss = Math.Max(loss, background.Score(w, Arithmetic.Dot(other, index.Row(w))));
            return score - loss;
        }
    }

    private static bool AreNeighbours(IndexSnapshot index, int window)
    {
        if (index.VideoOf[window] != index.VideoOf[window + 1]) return false;
        var (a, b) = (index.Window(window), index.Window(window + 1));
        return a.Scene == b.Scene && b.Start <= a.End;
    }

    private static Moment MomentOf(IndexSnapshot index, float[] wanted, ScoredWindow peak, int first, int last)
    {
        var video = index.Videos[index.VideoOf[peak.Window]];
        var window = index.Window(peak.Window);
        var second = (window.Start + window.End) / 2;
        var highest = float.NegativeInfinity;
        foreach (var frame in video.Content.Frames)
        {
            if (frame.Time < window.Start || frame.Time >= window.End) continue;
            if (Arithmetic.Dot(wanted, frame.Vector.Span) is var agreement && agreement > highest) (highest, second) = (agreement, frame.Time);
        }
        return new(video.File, index.Window(first).Start, index.Window(last).End, second, peak.Score)
        {
            Cosine = Arithmetic.Dot(wanted, index.Row(peak.Window)),
        };
    }
}
