namespace Gexia.Training.Analysis;

/// <summary>Mean and population standard deviation of some cosines.</summary>
internal readonly record struct CosineSpread(double Mean, double Deviation, int Count)
{
    /// <summary>Of row i of one matrix with row i of the other.</summary>
    /// <param name="first">[n][width] of any length but 0.</param>
    /// <param name="second">As many of the same width.</param>
    public static CosineSpread Of(IReadOnlyList<float[]> first, IReadOnlyList<float[]> second)
    {
        double[] cosines = [.. first.Zip(second, SemanticAlignment.Cosine)];
        if (cosines.Length == 0) return new(double.NaN, double.NaN, 0);
        var mean = cosines.Average();
        return new(mean, Math.Sqrt(cosines.Average(cosine => (cosine - mean) * (cosine - mean))), cosines.Length);
    }
}

/// <summary>How near long videos, their long texts and the summaries of these are to each other (GEXIA App. B, Table 8, Fig. 4).</summary>
/// <param name="VideoText">Long video and its long text.</param>
/// <param name="VideoSummary">Long video and summary.</param>
/// <param name="TextSummary">Long text and its summary.</param>
/// <param name="Map">All features in the plane: the videos, then the texts, then the summaries.</param>
internal sealed record SemanticAlignment(CosineSpread VideoText, CosineSpread VideoSummary, CosineSpread TextSummary, TSneMap Map)
{
    /// <summary>Measures.</summary>
    /// <param name="videos">[n][width] features of any length but 0.</param>
    /// <param name="texts">[n][width] those of the long texts.</param>
    /// <param name="summaries">[n][width] those of the summaries.</param>
    /// <param name="options">Of the map.</param>
    /// <param name="random">Of the map.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArgumentException">There are none, not as many of each, or a feature has no direction.</exception>
    public static SemanticAlignment Of(
        IReadOnlyList<float[]> videos, IReadOnlyList<float[]> texts, IReadOnlyList<float[]> summaries, TSneOptions options, Rng random,
        CancellationToken cancellation = default)
    {
        if (videos.Count == 0 || videos.Count != texts.Count || videos.Count != summaries.Count)
            throw new ArgumentException(
                $"SemanticAlignment: needs as many videos as texts and summaries, "
                + $"not {videos.Count}, {texts.Count} and {summaries.Count}.");
        float[][] all = [.. videos, .. texts, .. summaries];
        var squared = new double[all.Length, all.Length];
        for (var i = 0; i < all.Length; i++)
            for (var j = 0; j < i; j++) squared[i, j] = squared[j, i] = Math.Max(0, 2 - (2 * Cosine(all[i], all[j])));
        return new(
            CosineSpread.Of(videos, texts), CosineSpread.Of(videos, summaries), CosineSpread.Of(texts, summaries),
            TSne.Of(squared, options, random, cancellation));
    }

    /// <summary>−1 to 1; NaN of a feature without direction.</summary>
    internal static double Cosine(float[] a, float[] b)
    {
        double dot = 0, first = 0, second = 0;
        for (var c = 0; c < a.Length; c++)
            (dot, first, second) = (dot + ((double)a[c] * b[c]), first + ((double)a[c] * a[c]), second + ((double)b[c] * b[c]));
        return dot / Math.Sqrt(first * second);
    }
}
