namespace Gexia.Models;

/// <summary>
/// GEXIA's video with variants of one frame: keys and values of its other frames are projected once for the unrolled and once for the
/// shared weights, and a variant brings only its own P tokens'. Queries attend to both apart, see <see cref="AttentionPart"/>.
/// </summary>
/// <remarks>
/// Beside the image tower, a variant costs 2·P·C·D a weight set for its keys, and a shared step 2·N·M·D of attention; in the unrolled step,
/// whose queries are the base vectors' and the same for all variants, the other frames cost nothing.
/// </remarks>
internal sealed class GexiaFrameExchange : IFrameExchange
{
    private readonly DenseVideo dense;
    private readonly IterativeApproximation iam;
    private readonly int time, iterations;
    private readonly FeatureKeys unrolled;
    private readonly FeatureKeys? shared;

    /// <summary>Projects the keys and values of all frames.</summary>
    /// <param name="dense">Makes dense features of frames' tokens.</param>
    /// <param name="iam">The video's.</param>
    /// <param name="features">[time, 1 + patches, C]: the video's frames.</param>
    /// <param name="iterations">#iter of the video.</param>
    public GexiaFrameExchange(DenseVideo dense, IterativeApproximation iam, Tensor features, int iterations)
    {
        (this.dense, this.iam, time, this.iterations) = (dense, iam, features.Shape[0], iterations);
        (unrolled, shared) = iam.Project(dense.WithTime(features, 1, time), iterations);
    }

    public Tensor With(int frame, Tensor features)
    {
        var own = dense.AtFrame(features, frame);
        var (first, later) = iam.Project(own, iterations);
        return iam.Embed(Attend(unrolled, first), shared is null ? query => query : Attend(shared, later!), iterations, own.DType);

        Func<Tensor, Tensor> Attend(FeatureKeys all, FeatureKeys variants)
        {
            var others = all.Without(frame, time);
            return query =>
            {
                var seen = variants.Attend(query.Expand([variants.Projected.Key.Shape[0], .. query.Shape[1..]]));
                return others is null ? seen.Mixture : seen.Join(others.Attend(query));
            };
        }
    }
}
