namespace Gexia.Data.Granularities;

/// <summary>Text compression Θt and video compression Θv: the pair tells less, or shows less.</summary>
public static class Compression
{
    /// <summary>Texts that are waited for at once, for each that is being summarised: one slow summary holds up no others.</summary>
    private const int Ahead = 4;

    /// <summary>Replaces each text by a summary and keeps the video.</summary>
    /// <param name="pairs">Usually long video, long text; summarised as they are asked for, several at once where the summarizer says
    /// so; in their order all the same.</param>
    /// <param name="to">The granularity of the results.</param>
    /// <param name="summarizer">Makes the summaries that <paramref name="given"/> does not hold.</param>
    /// <param name="maxWords">The longest summary, in words.</param>
    /// <param name="given">Ready-made summaries, which come first; null for none.</param>
    /// <param name="cancellation">Ends the waiting for summaries.</param>
    public static IEnumerable<Pair> OfText(
        IEnumerable<Pair> pairs, Granularity to, ISummarizer summarizer, int maxWords = 20, FileSummaries? given = null,
        CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var most = summarizer.Concurrency == 1 ? 1 : summarizer.Concurrency * Ahead;
        var window = new Queue<(Pair Pair, Task<string> Summary)>();
        try
        {
            foreach (var pair in pairs)
            {
                window.Enqueue((pair, Summary(pair)));
                if (window.Count == most) yield return Next();
            }
            while (window.Count > 0) yield return Next();
        }
        finally
        {
            // Nothing is asked or kept after the end. What else failed is passed over: the one that matters has been thrown.
            stop.Cancel();
            Task.WhenAll(window.Select(item => item.Summary)).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }

        Task<string> Summary(Pair pair) => given?.Find(pair, maxWords) is { } ready
            ? Task.FromResult(ready)
            : summarizer.SummarizeAsync(pair.Text, maxWords, stop.Token);

        Pair Next()
        {
            var (pair, summary) = window.Dequeue();
            return pair with { Text = summary.GetAwaiter().GetResult(), Granularity = to };
        }
    }

    /// <summary>Replaces each video by its middle frame and keeps the text.</summary>
    /// <remarks>GEXIA, appendix F: frame ⌊T/2⌋ of T is the one shown at half of the duration. The result is one segment without
    /// duration at that moment; of joined segments, the one in which the moment falls. Where the middle of a clip lies must be known
    /// without opening its video. A clip that is a whole file, as InternVid's are, lasts as long as its pair does in its source; one that
    /// lasts to its video's end and whose pair has no end, either, has no middle.</remarks>
    /// <exception cref="GexiaException">The end of a clip is not known; while the pairs are asked for.</exception>
    public static IEnumerable<Pair> OfVideo(IEnumerable<Pair> pairs, Granularity to) =>
        pairs.Select(pair => pair with { Clip = [Middle(pair)], Granularity = to });

    private static ClipSegment Middle(Pair pair)
    {
        if (pair.Clip is [{ IsOpen: true } whole] && double.IsFinite(pair.End) && pair.End > pair.Start)
            return At(whole, whole.Start + ((pair.End - pair.Start) / 2));
        if (pair.Clip.FirstOrDefault(segment => segment.IsOpen) is { } open)
            throw new GexiaException(
                $"{open.Video}{(open.Line > 0 ? $" (line {open.Line})" : "")}: lasts to the video's end, so its middle frame is not known. "
                + $"State start and end.");
        var rest = pair.Duration / 2;
        foreach (var segment in pair.Clip)
        {
            if (rest < segment.Duration) return At(segment, segment.Start + rest);
            rest -= segment.Duration;
        }
        return At(pair.Clip[^1], pair.Clip[^1].End);        // only where all segments are without duration

        static ClipSegment At(ClipSegment segment, double time) => segment with { Start = time, End = time };
    }
}
