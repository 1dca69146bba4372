namespace Gexia.Training.Evaluation;

/// <summary>Text–video retrieval in both directions, from embeddings (GEXIA §4.2; ranks: docs/gexia.md).</summary>
/// <example><code>
/// var videos = Tensor.Normal(new Rng(1), [100, 16]);
/// var texts = videos + (0.5f * Tensor.Normal(new Rng(2), [100, 16]));      // text i belongs to video i
/// var result = Retrieval.Evaluate(videos, texts);
/// Console.WriteLine(result.TextToVideo.R1);
/// </code></example>
public static class Retrieval
{
    /// <summary>Ranks every text's video among all videos, and every video's texts among all texts.</summary>
    /// <param name="videos">[videos, width] embeddings, any length but zero; cosine is taken here.</param>
    /// <param name="texts">[texts, width] embeddings.</param>
    /// <param name="videoOfText">[texts] which video each text belongs to; null when text i belongs to video i.</param>
    /// <param name="ties">Which rank equal scores get.</param>
    /// <param name="chunk">Queries scored at a time, which bounds memory; 0 for all at once. It changes no bit of the result.</param>
    /// <param name="details">Added to the protocol: the split, frames, #iter, ….</param>
    /// <exception cref="ShapeException">The embeddings do not fit together.</exception>
    /// <exception cref="ArgumentException">A text names no video.</exception>
    public static RetrievalResult Evaluate(
        Tensor videos, Tensor texts, IReadOnlyList<int>? videoOfText = null,
        TieRule ties = TieRule.Pessimistic, int chunk = 0, IReadOnlyList<KeyValuePair<string, string>>? details = null)
    {
        using var scope = TensorScope.Begin();
        Tensor unitVideos = CosineScores.UnitRows(videos), unitTexts = CosineScores.UnitRows(texts);
        var owners = Owners(videos.Shape, texts.Shape, videoOfText);

        var textRanks = new double[owners.Length];
        ForEachRow(unitTexts, unitVideos, chunk, (text, scores) => textRanks[text] = Ranking.Rank(scores, owners[text], ties));

        var (videoRanks, queries) = RankVideos(unitVideos, unitTexts, owners, ties, chunk);
        return new RetrievalResult(
            RetrievalMetrics.Of(textRanks), RetrievalMetrics.Of([.. videoRanks.Where(rank => !double.IsNaN(rank))]), textRanks, videoRanks,
            new RetrievalProtocol(ties, videos.Shape[0], owners.Length, queries, details ?? []))
        {
            ClipOfText = owners
        };
    }

    /// <summary>A video scores a gallery item, that is another video's texts, by the best of them.</summary>
    private static (double[] Ranks, int Queries) RankVideos(Tensor videos, Tensor texts, int[] owners, TieRule ties, int chunk)
    {
        // Gallery items are the videos that have texts, in the order of the videos.
        var item = new int[videos.Shape[0]];
        Array.Fill(item, -1);
        var items = 0;
        foreach (var owner in owners.Distinct().Order()) item[owner] = items++;

        var ranks = new double[videos.Shape[0]];
        var best = new float[items];
        ForEachRow(videos, texts, chunk, (video, scores) =>
        {
            ranks[video] = double.NaN;
            if (item[video] < 0) return;
            best.AsSpan().Fill(float.NegativeInfinity);
            for (var text = 0; text < owners.Length; text++)
            {
                // NaN spreads: an item with a broken text is never better than a sound one.
                ref var entry = ref best[item[owners[text]]];
                entry = MathF.Max(entry, scores[text]);
            }
            ranks[video] = Ranking.Rank(best, item[video], ties);
        });
        return (ranks, items);
    }

    private delegate void RowOfScores(int query, ReadOnlySpan<float> scores);

    private static void ForEachRow(Tensor queries, Tensor gallery, int chunk, RowOfScores visit)
    {
        var (count, width) = (queries.Shape[0], gallery.Shape[0]);
        var size = chunk > 0 ? chunk : Math.Max(1, count);
        for (var from = 0; from < count; from += size)
        {
            using var scope = TensorScope.Begin();
            var block = CosineScores.Block(queries, from, Math.Min(size, count - from), gallery).Elements<float>();
            for (var row = 0; row * width < block.Length; row++) visit(from + row, block.Slice(row * width, width));
        }
    }

    private static int[] Owners(Shape videos, Shape texts, IReadOnlyList<int>? videoOfText)
    {
        if (videos[1] != texts[1] || videos[0] == 0 || texts[0] == 0)
            throw new ShapeException(
                "Retrieval", $"needs at least one video and one text of one width. videos: {videos}, texts: {texts}.", videos, texts);
        if (videoOfText is null)
        {
            if (videos[0] != texts[0])
            {
                throw new ShapeException(
                    "Retrieval",
                    $"without videoOfText, text i belongs to video i, so the counts must agree. videos: {videos}, texts: {texts}.",
                    videos,
                    texts);
            }
            return [.. Enumerable.Range(0, texts[0])];
        }
        if (videoOfText.Count != texts[0])
            throw new ShapeException("Retrieval", $"videoOfText names {videoOfText.Count} videos for {texts[0]} texts.", texts);
        foreach (var owner in videoOfText)
            if ((uint)owner >= (uint)videos[0])
            {
                throw new ArgumentException(
                    $"Retrieval: a text belongs to video {owner}, but videos are 0..{videos[0] - 1}.", nameof(videoOfText));
            }
        return [.. videoOfText];
    }
}
