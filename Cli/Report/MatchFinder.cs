using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Report;

/// <summary>Finds the best and the worst text queries of a retrieval and fetches their frames.</summary>
/// <param name="set">The pairs: each pair's text looks for the clip of the pair.</param>
/// <param name="reader">Reads frames.</param>
internal sealed class MatchFinder(SampleSet set, SampleReader reader)
{
    /// <summary>
    /// The surest hits (by how far the right clip's cosine lies above the next one's) and the queries whose right clip
    /// came in last; equal ones in the order of the pairs. A clip of several texts is shown with one of them.
    /// </summary>
    /// <param name="embedded">The pairs of the set, embedded.</param>
    /// <param name="count">How many of each at most.</param>
    public (IReadOnlyList<ReportMatch> Best, IReadOnlyList<ReportMatch> Worst) Find(EmbeddedPairs embedded, int count)
    {
        var gallery = embedded.Gallery;
        var judged = Judge(embedded);
        var best = judged.Where(query => query.Rank == 1).OrderByDescending(query => query.Score - query.OtherScore);
        var worst =
            judged.Where(query => query.Rank > 1).OrderByDescending(query => query.Rank).ThenBy(query => query.Score - query.OtherScore);
        return (Shown(best), Shown(worst));

        IReadOnlyList<ReportMatch> Shown(IEnumerable<Judged> queries) =>
            [.. queries.DistinctBy(query => query.Clip).Take(count).Select(query => Match(query, gallery))];
    }

    /// <summary>The first queries of the set, whatever is found for them.</summary>
    /// <param name="embedded">The pairs of the set, embedded.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<ReportMatch> First(EmbeddedPairs embedded, int count) =>
        [.. Judge(embedded).DistinctBy(query => query.Clip).Take(count).Select(query => Match(query, embedded.Gallery))];

    private List<Judged> Judge(EmbeddedPairs embedded)
    {
        using var scope = TensorScope.Begin();
        var (unitVideos, unitTexts) = (CosineScores.UnitRows(embedded.Videos), CosineScores.UnitRows(embedded.Texts));
        return [.. Enumerable.Range(0, set.Pairs.Count)
            .Select(query =>
                Judge(query, embedded.Gallery.ClipOf[query], CosineScores.Block(unitTexts, query, 1, unitVideos).ToArray<float>()))];
    }

    /// <summary>A pair as the report shows it.</summary>
    public ReportClip Clip(Pair pair) => new(NameOf(pair), pair.Text, Frames(pair));

    /// <summary>The frames of a pair that the model sees.</summary>
    public IReadOnlyList<RgbImage> Frames(Pair pair)
    {
        var pixels = new byte[set.Frames * reader.FrameBytes];
        reader.ReadFrames(pair, set.Frames, pixels, random: null);
        return [.. pixels.Chunk(reader.FrameBytes).Select(frame => new RgbImage(reader.Size, reader.Size, frame))];
    }

    private static Judged Judge(int query, int clip, float[] scores)
    {
        var other = -1;
        for (var i = 0; i < scores.Length; i++)
            if (i != clip && (other < 0 || scores[i] > scores[other])) other = i;
        var rank = (int)Ranking.Rank(scores, clip, TieRule.Pessimistic);
        return new Judged(query, clip, rank, scores[clip], other, other < 0 ? double.NaN : scores[other]);
    }

    private ReportMatch Match(Judged query, ClipGallery gallery)
    {
        var wanted = set.Pairs[query.Query];
        var (first, score) = query.Rank == 1 ? (wanted, query.Score) : (gallery.Clips[query.Other], query.OtherScore);
        return new ReportMatch(query.Query, query.Rank, gallery.Clips.Count, Clip(wanted), query.Score, Clip(first), score);
    }

    private static string NameOf(Pair pair) => pair.Clip is [var only]
        ? only.IsOpen && only.Start == 0 ? only.Video
            : FormattableString.Invariant(
                $"{only.Video} {only.Start:0.##}–{(only.IsOpen ? "end" : FormattableString.Invariant($"{only.End:0.##} s"))}")
        : $"{pair.Source}, {pair.Clip.Count} segments";

    /// <param name="Query">Number of the pair.</param>
    /// <param name="Clip">Its own clip in the gallery.</param>
    /// <param name="Rank">Place of that.</param>
    /// <param name="Score">Cosine with it.</param>
    /// <param name="Other">The best other clip.</param>
    /// <param name="OtherScore">Cosine with that.</param>
    private sealed record Judged(int Query, int Clip, int Rank, double Score, int Other, double OtherScore);
}
