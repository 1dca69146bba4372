using Gexia.Search.Vectors;

namespace Gexia.Search.Ranking;

/// <summary>Answers queries that are embedded already.</summary>
internal static class MomentSearch
{
    /// <param name="query">What was asked.</param>
    /// <param name="wanted">Its vector, and the yardstick for it.</param>
    /// <param name="unwanted">Those of what must not be seen.</param>
    /// <param name="index">The windows.</param>
    /// <param name="options">How many, where, and from which score on.</param>
    public static SearchAnswer Find(
        SearchQuery query, (float[] Vector, Background Background) wanted, IReadOnlyList<(float[] Vector, Background Background)> unwanted,
        IndexSnapshot index, SearchOptions options)
    {
        var videos = VideoFilter.Of(index.Videos, options);
        var scale = wanted.Background.Scale(videos);
        var cut = options.Cut ?? scale.Cut(options.FalseMatches);
        var scores = Scores(wanted, index, scale);
        foreach (var other in unwanted)
        {
            // Only as far as it is seen more than random texts are.
            var loss = Scores(other, index, other.Background.Scale(videos));
            for (var window = 0; window < scores.Length; window++) scores[window] -= Math.Max(0, loss[window]);
        }
        var windows = 0;
        for (var v = 0; v < videos.Length; v++)
        {
            var own = scores.AsSpan(index.FirstWindow[v]..index.FirstWindow[v + 1]);
            if (videos[v]) windows += own.Length;
            else own.Fill(float.NegativeInfinity);
        }
        var moments = Moments(scores, windows, index, cut, options.Top);
        var best = moments.Count > 0 ? moments[0].Peak.Score : double.NegativeInfinity;
        return new(
            query, moments.Count > 0 && best >= cut, best, cut, [.. moments.Select(moment => MomentOf(index, wanted.Vector, moment))])
        {
            Windows = windows,
            Calibrated = scale.IsCalibrated || options.Cut is not null,
        };
    }

    private static float[] Scores((float[] Vector, Background Background) query, IndexSnapshot index, ScoreScale scale)
    {
        var scores = index.Store.Scores(query.Vector);
        for (var window = 0; window < scores.Length; window++) scores[window] = scale.Of(query.Background.Raw(window, scores[window]));
        return scores;
    }

    // A moment has several windows, so more windows than moments are ranked, and again more where these do not suffice.
    private static IReadOnlyList<MergedWindows> Moments(float[] scores, int windows, IndexSnapshot index, double cut, int most)
    {
        for (var ranked = 4L * most; ; ranked *= 4)
        {
            var best = new BestRows((int)Math.Min(Math.Max(windows, 1), ranked));
            for (var window = 0; window < scores.Length; window++)
                if (!float.IsNegativeInfinity(scores[window])) best.Offer(window, scores[window]);
            var moments = MomentMerge.Of(best.Ranked(), scores, index.AreNeighbours, index.Seconds, cut, most);
            if (moments.Count == most || ranked >= windows) return moments;
        }
    }

    private static Moment MomentOf(IndexSnapshot index, float[] wanted, MergedWindows moment)
    {
        var video = index.Videos[index.VideoOf(moment.Peak.Row)];
        var window = index.Window(moment.Peak.Row);
        var second = Second(video, window, wanted);
        return new(video.File, index.Window(moment.First).Start, index.Window(moment.Last).End, second, moment.Peak.Score)
        {
            Cosine = Arithmetic.Dot(wanted, window.Vector.Span) / Math.Sqrt(Math.Max(Arithmetic.Dot(wanted, wanted), float.Epsilon)),
        };
    }

    /// <summary>When the frame shows that agrees best with the query; the window's middle where its frames cannot be read.</summary>
    private static double Second(IndexedVideo video, TimedWindow window, float[] wanted)
    {
        var second = (window.Start + window.End) / 2;
        var highest = float.NegativeInfinity;
        try
        {
            foreach (var frame in video.Content.Frames)
            {
                if (frame.Time < window.Start || frame.Time >= window.End) continue;
                if (Arithmetic.Dot(wanted, frame.Vector.Span) is var agreement && agreement > highest)
                    (highest, second) = (agreement, frame.Time);
            }
        }
        catch (IOException)
        {
            // The next update makes the file anew.
        }
        return second;
    }
}
