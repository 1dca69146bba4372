using Gexia.Embeddings;

namespace Gexia.Search.Ranking;

/// <summary>What queries about nothing in particular score with each window: the yardstick of a score.</summary>
/// <remarks>
/// Of window w and background queries b: μ_w = meanᵦ cos(b, w) and σ_w, their standard deviation. The score of a query q is
/// (cos(q, w) − μ_w)/σ_w, so that a window which agrees with everything gains nothing by it. Per video the best score of each background
/// query is kept, which gives the cut for any choice of videos.
/// </remarks>
internal sealed class Background
{
    private readonly float[] mean, deviation;
    private readonly float[] best;      // [videos, queries]
    private readonly int queries;

    private Background(float[] mean, float[] deviation, float[] best, int queries) =>
        (this.mean, this.deviation, this.best, this.queries) = (mean, deviation, best, queries);

    /// <summary>Measures the background texts on all windows.</summary>
    public static Background Of(IReadOnlyList<float[]> texts, IndexSnapshot index)
    {
        var (windows, count) = (index.Count, texts.Count);
        var (mean, deviation, best) = (new float[windows], new float[windows], new float[index.Videos.Count * count]);
        Array.Fill(best, float.NegativeInfinity);
        Parallel.For(0, index.Videos.Count, new ParallelOptions { MaxDegreeOfParallelism = Gexia.Cpu.CpuThreads.Default }, v =>
        {
            var scores = new float[count];
            for (var w = index.FirstWindow[v]; w < index.FirstWindow[v + 1]; w++)
            {
                for (var b = 0; b < count; b++) scores[b] = Arithmetic.Dot(texts[b], index.Row(w));
                var (middle, spread) = Arithmetic.Moments(scores);
                (mean[w], deviation[w]) = ((float)middle, (float)Math.Max(spread, 1e-6));
                var own = best.AsSpan(v * count, count);
                for (var b = 0; b < count; b++) own[b] = Math.Max(own[b], (scores[b] - mean[w]) / deviation[w]);
            }
        });
        return new(mean, deviation, best, count);
    }

    /// <summary>A cosine's score.</summary>
    public float Score(int window, float cosine) => (cosine - mean[window]) / deviation[window];

    /// <summary>The score that a share of the background queries exceeds somewhere in these videos.</summary>
    public double Cut(ReadOnlySpan<bool> videos, double share)
    {
        var tops = new float[queries];
        Array.Fill(tops, float.NegativeInfinity);
        for (var v = 0; v < videos.Length; v++)
        {
            if (!videos[v]) continue;
            for (var b = 0; b < queries; b++) tops[b] = Math.Max(tops[b], best[(v * queries) + b]);
        }
        Array.Sort(tops);
        return tops[Math.Clamp((int)Math.Ceiling((1 - share) * queries), 0, queries - 1)];
    }

    /// <summary>The background texts' embeddings.</summary>
    public static IReadOnlyList<float[]> Embed(EmbeddingModel model, CancellationToken cancellation) =>
        [.. model.EmbedTexts(BackgroundTexts.All, EmbeddingOptions.Default, cancellation).Select(text => text.Vector)];
}
