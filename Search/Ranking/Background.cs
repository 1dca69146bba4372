using Gexia.Cpu;

namespace Gexia.Search.Ranking;

/// <summary>What queries about nothing in particular score with each window: the yardstick of a score.</summary>
/// <remarks>
/// With the model's temperature t = exp(ℓ), by which it multiplies cosines before a soft-max, a window w scores for a query q
/// <code>x(q, w) = t·q·w − ½·λ_w,   λ_w = ln meanᵦ exp(t·b·w)</code>
/// over the background queries b. Without the second term windows are ranked by cosine; with all of it, by how much likelier q
/// is as w's text than a background text, which favours windows that agree with nothing. Half of it is our choice, by measurement
/// (<c>docs/search-method.md</c>): it takes the advantage from windows that agree with everything and keeps the ranking of the cosine
/// otherwise.
/// <para>What background queries reach at best in the videos that are looked at, max_w x(b, w), has a mean and a standard deviation: in
/// these a score is given, see <see cref="Scale"/>.</para>
/// </remarks>
internal sealed class Background
{
    /// <summary>Share of λ_w.</summary>
    public const float Share = 0.5f;

    // With fewer queries than this nothing is said about chance.
    private const int Fewest = 16;

    private readonly float temperature;
    private readonly float[] penalty;       // [windows]: ½·λ_w
    // [videos, queries]: the best of a video's windows; −∞ in the video that the query is taken from
    private readonly float[] best;
    private readonly int queries;

    private Background(float temperature, float[] penalty, float[] best, int queries) =>
        (this.temperature, this.penalty, this.best, this.queries) = (temperature, penalty, best, queries);

    /// <summary>Measures background queries on all windows.</summary>
    /// <param name="vectors">The queries.</param>
    /// <param name="sources">Of each the number of the video that it is taken from, whose windows are not compared with it; null
    /// where it is of none.</param>
    /// <param name="temperature">t.</param>
    /// <param name="index">The windows.</param>
    public static Background Of(IReadOnlyList<float[]> vectors, IReadOnlyList<int>? sources, double temperature, IndexSnapshot index)
    {
        var (t, count) = ((float)temperature, vectors.Count);
        var (penalty, best) = (new float[index.Count], new float[index.Videos.Count * count]);
        Array.Fill(best, float.NegativeInfinity);
        Parallel.For(0, index.Videos.Count, new ParallelOptions { MaxDegreeOfParallelism = CpuThreads.Default }, v =>
        {
            var scores = new float[count];
            for (var window = index.FirstWindow[v]; window < index.FirstWindow[v + 1]; window++)
            {
                var vector = index.Window(window).Vector.Span;
                for (var b = 0; b < count; b++)
                    scores[b] = sources?[b] == v ? float.NegativeInfinity : t * Arithmetic.Dot(vectors[b], vector);
                penalty[window] = Share * (float)LogMeanExp(scores);
                for (var b = 0; b < count; b++) best[(v * count) + b] = Math.Max(best[(v * count) + b], scores[b] - penalty[window]);
            }
        });
        return new(t, penalty, best, count);
    }

    /// <summary>x(q, w) for a window's product q·w.</summary>
    public float Raw(int window, float product) => (temperature * product) - penalty[window];

    /// <summary>What background queries reach at best in some videos.</summary>
    /// <param name="videos">[videos]: which are looked at.</param>
    public ScoreScale Scale(ReadOnlySpan<bool> videos)
    {
        var tops = new float[queries];
        Array.Fill(tops, float.NegativeInfinity);
        for (var v = 0; v < videos.Length; v++)
        {
            if (!videos[v]) continue;
            for (var b = 0; b < queries; b++) tops[b] = Math.Max(tops[b], best[(v * queries) + b]);
        }
        tops = [.. tops.Where(float.IsFinite).Order()];
        if (tops.Length < Fewest) return ScoreScale.None;
        var (mean, deviation) = Arithmetic.Moments(tops);
        return new(tops, mean, Math.Max(deviation, 1e-6));
    }

    // A query of the window's own video, at −∞, does not count.
    private static double LogMeanExp(ReadOnlySpan<float> scores)
    {
        var (highest, sum, count) = (float.NegativeInfinity, 0.0, 0);
        foreach (var score in scores) highest = Math.Max(highest, score);
        if (float.IsNegativeInfinity(highest)) return 0;
        foreach (var score in scores)
        {
            if (float.IsNegativeInfinity(score)) continue;
            sum += Math.Exp(score - highest);
            count++;
        }
        return highest + Math.Log(sum / count);
    }
}
