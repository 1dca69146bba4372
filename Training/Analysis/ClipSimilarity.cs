namespace Gexia.Training.Analysis;

/// <summary>
/// How alike the clips of one video are: cos(z_j, z_k) of their features. Of a video into which a stretch of another one was pasted it
/// shows whether the features tell the two apart (S-ViLM, Figs. 2 left and 5).
/// </summary>
internal sealed class ClipSimilarity
{
    /// <summary>Most clips that <see cref="Halves"/> takes: it looks at all 2^(clips − 1) − 1 ways.</summary>
    public const int MostClips = 16;

    private readonly double[][] features;

    /// <summary>Of the clips of one video.</summary>
    /// <param name="features">[clips][C], any length; a feature of length 0 is at right angles to every other.</param>
    /// <exception cref="ArgumentException">There is no clip, or the features differ in width.</exception>
    public ClipSimilarity(IReadOnlyList<IReadOnlyList<float>> features)
    {
        if (features.Count == 0 || features.Any(row => row.Count != features[0].Count))
            throw new ArgumentException(
                $"ClipSimilarity: needs the features of at least one clip, all of one width; got widths "
                + $"[{string.Join(", ", features.Select(row => row.Count))}].");
        this.features = [.. features.Select(row => row.Select(value => (double)value).ToArray())];
        Cosines = new double[features.Count, features.Count];
        for (var j = 0; j < Clips; j++)
            for (var k = 0; k < Clips; k++) Cosines[j, k] = Cosine(this.features[j], this.features[k]);
    }

    /// <summary>Clips.</summary>
    public int Clips => features.Length;

    /// <summary>[clips, clips] cosines, −1 to 1.</summary>
    public double[,] Cosines { get; }

    /// <summary>Of many videos.</summary>
    /// <param name="clips">[videos, clips, C].</param>
    public static IReadOnlyList<ClipSimilarity> Of(Tensor clips)
    {
        var (count, width) = (clips.Shape[1], clips.Shape[2]);
        return
        [
            .. clips.ToHost().To(DType.Float32).ToArray<float>().Chunk(count * width).Select(
                video => new ClipSimilarity([.. video.Chunk(width)])),
        ];
    }

    /// <summary>
    /// Block contrast: the mean cosine of two different clips of one video, minus that of two clips of different videos.
    /// </summary>
    /// <param name="mask">[clips] true for those of the foreground.</param>
    /// <returns>−2 to 2, 0 where the features say nothing; NaN where there are no two clips of one video, or only one video.</returns>
    public double BlockContrast(IReadOnlyList<bool> mask)
    {
        Require(mask);
        double within = 0, across = 0;
        int near = 0, far = 0;
        for (var j = 0; j < Clips; j++)
            for (var k = 0; k < j; k++)
            {
                if (mask[j] == mask[k]) (within, near) = (within + Cosines[j, k], near + 1);
                else (across, far) = (across + Cosines[j, k], far + 1);
            }
        return near == 0 || far == 0 ? double.NaN : (within / near) - (across / far);
    }

    /// <summary>
    /// The clips in two groups, without knowing the mask: the split with the largest Σ_groups ‖Σ_j ẑ_j‖, which is the best that spherical
    /// 2-means can find; among all splits, so that it depends on no start.
    /// </summary>
    /// <returns>[clips] the group of each; the first clip's is false.</returns>
    /// <exception cref="ArgumentException">There are fewer than 2 clips or more than <see cref="MostClips"/>.</exception>
    public IReadOnlyList<bool> Halves()
    {
        if (Clips is < 2 or > MostClips)
            throw new ArgumentException($"ClipSimilarity: halves of {Clips} clips; it takes 2 to {MostClips}.");
        var (best, most) = (1, double.NegativeInfinity);
        for (var code = 1; code < 1 << (Clips - 1); code++)
        {
            double first = 0, second = 0;
            for (var j = 0; j < Clips; j++)
                for (var k = 0; k < Clips; k++)
                {
                    if (In(code, j) != In(code, k)) continue;
                    if (In(code, j)) first += Cosines[j, k];
                    else second += Cosines[j, k];
                }
            var length = Math.Sqrt(Math.Max(0, first)) + Math.Sqrt(Math.Max(0, second));
            if (length > most) (best, most) = (code, length);
        }
        return [.. Enumerable.Range(0, Clips).Select(j => In(best, j))];

        static bool In(int code, int clip) => clip > 0 && (code >> (clip - 1) & 1) == 1;
    }

    /// <summary>
    /// How well a split agrees with the mask, percent: the mean over both videos of the share of its clips that are in its group, under the
    /// better of the two ways to name the groups.
    /// </summary>
    /// <remarks>
    /// A mean over videos, not clips: the foreground has up to 7 of 8, and all in one group would be right in 7 of 8 too.
    /// </remarks>
    /// <param name="split">[clips] the group of each.</param>
    /// <param name="mask">[clips] true for those of the foreground; both kinds occur.</param>
    /// <returns>50 to 100.</returns>
    public static double Agreement(IReadOnlyList<bool> split, IReadOnlyList<bool> mask)
    {
        var share = 50 * new[] { true, false }.Sum(kind =>
            (double)mask.Index().Count(item => item.Item == kind && split[item.Index] == kind) / mask.Count(item => item == kind));
        return Math.Max(share, 100 - share);
    }

    /// <summary>
    /// Which clips are nearer to the centre of their own video (S-ViLM Eq. 1 with the arg-max), each measured against centres without
    /// itself: a centre that holds the clip is near to it whatever the features say.
    /// </summary>
    /// <param name="mask">[clips] true for those of the foreground.</param>
    /// <returns>A value for each clip whose video has another one here: whether it is.</returns>
    public IReadOnlyList<bool> NearOwnCentre(IReadOnlyList<bool> mask)
    {
        Require(mask);
        List<bool> near = [];
        for (var j = 0; j < Clips; j++)
        {
            var (own, other) = (Centre(j, mask[j]), Centre(j, !mask[j]));
            if (own is not null && other is not null) near.Add(Cosine(features[j], own) > Cosine(features[j], other));
        }
        return near;

        double[]? Centre(int without, bool kind)
        {
            var members = Enumerable.Range(0, Clips).Where(k => k != without && mask[k] == kind).Select(k => features[k]).ToList();
            return members.Count == 0 ? null : [.. Enumerable.Range(0, features[0].Length).Select(c => members.Average(row => row[c]))];
        }
    }

    private void Require(IReadOnlyList<bool> mask)
    {
        if (mask.Count != Clips) throw new ArgumentException($"ClipSimilarity: a mask of {mask.Count} for {Clips} clips.", nameof(mask));
    }

    private static double Cosine(double[] a, double[] b)
    {
        double dot = 0, first = 0, second = 0;
        for (var c = 0; c < a.Length; c++) (dot, first, second) = (dot + (a[c] * b[c]), first + (a[c] * a[c]), second + (b[c] * b[c]));
        return first > 0 && second > 0 ? dot / Math.Sqrt(first * second) : 0;
    }
}
