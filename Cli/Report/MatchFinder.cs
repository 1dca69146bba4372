using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Report;

/// <summary>Finds the best and the worst text queries of a retrieval and fetches their frames.</summary>
/// <param name="set">The pairs: pair i's text looks for pair i's video.</param>
/// <param name="reader">Reads frames.</param>
internal sealed class MatchFinder(SampleSet set, SampleReader reader)
{
    /// <summary>
    /// The surest hits (by how far the right video's cosine lies above the next one's) and the queries whose right video
    /// came in last; equal ones in the order of the pairs.
    /// </summary>
    /// <param name="videos">[pairs, width] embeddings.</param>
    /// <param name="texts">[pairs, width] embeddings.</param>
    /// <param name="count">How many of each at most.</param>
    public (IReadOnlyList<ReportMatch> Best, IReadOnlyList<ReportMatch> Worst) Find(Tensor videos, Tensor texts, int count)
    {
        using var scope = TensorScope.Begin();
        var (unitVideos, unitTexts) = (CosineScores.UnitRows(videos), CosineScores.UnitRows(texts));
        var judged = Enumerable.Range(0, set.Pairs.Count)
            .Select(query => Judge(query, CosineScores.Block(unitTexts, query, 1, unitVideos).ToArray<float>())).ToList();
        var best = judged.Where(query => query.Rank == 1).OrderByDescending(query => query.Score - query.OtherScore).Take(count);
        var worst = judged.Where(query => query.Rank > 1).OrderByDescending(query => query.Rank).ThenBy(query => query.Score - query.OtherScore).Take(count);
        return ([.. best.Select(Match)], [.. worst.Select(Match)]);
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

    private static Judged Judge(int query, float[] scores)
    {
        var other = -1;
        for (var i = 0; i < scores.Length; i++)
            if (i != query && (other < 0 || scores[i] > scores[other])) other = i;
        var rank = (int)Ranking.Rank(scores, query, TieRule.Pessimistic);
        return new Judged(query, rank, scores[query], other, other < 0 ? double.NaN : scores[other]);
    }

    private ReportMatch Match(Judged query)
    {
        var (first, score) = query.Rank == 1 ? (query.Query, query.Score) : (query.Other, query.OtherScore);
        return new ReportMatch(query.Query, query.Rank, set.Pairs.Count, Clip(set.Pairs[query.Query]), query.Score, Clip(set.Pairs[first]), score);
    }

    private static string NameOf(Pair pair) => pair.Clip is [var only]
        ? FormattableString.Invariant($"{only.Video} {only.Start:0.##}–{only.End:0.##} s")
        : $"{pair.Source}, {pair.Clip.Count} segments";

    /// <param name="Query">Number of the pair.</param>
    /// <param name="Rank">Place of its own video.</param>
    /// <param name="Score">Cosine with it.</param>
    /// <param name="Other">The best other video.</param>
    /// <param name="OtherScore">Cosine with that.</param>
    private sealed record Judged(int Query, int Rank, double Score, int Other, double OtherScore);
}
