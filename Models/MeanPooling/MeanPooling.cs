namespace Gexia.Models.Clip;

/// <summary>
/// CLIP4Clip with its parameter-free head (Luo et al., arXiv 2104.08860): the mean of the unit-length frame embeddings
/// of CLIP against CLIP's text embedding. The baseline GEXIA is compared with, on the same towers.
/// </summary>
/// <param name="clip">The towers and their projections.</param>
public sealed class MeanPooling(ClipModel clip) : IVideoTextModel
{
    /// <summary>Asks the scope for its parameters.</summary>
    public MeanPooling(ParameterScope scope, ClipConfig config, bool checkpoint = false)
        : this(new ClipModel(scope, config, checkpoint)) { }

    /// <inheritdoc/>
    public ParameterSet Parameters => clip.Parameters;

    DType IVideoTextModel.ComputeType => clip.ComputeType;

    /// <inheritdoc/>
    public Tensor LogitScale => clip.LogitScale;

    /// <inheritdoc/>
    public int ContextLength => clip.Config.Text.ContextLength;

    /// <inheritdoc/>
    public int? EndOfText => clip.Config.Text.EndOfText;

    /// <summary>This model: it is asked in one way, so that the options of those it is compared with change nothing.</summary>
    public IVideoTextModel With(ModelOptions options) => this;

    /// <inheritdoc/>
    public Tensor EncodeVideo(Tensor frames) => EncodeVideo(frames, null);

    /// <summary>Embeds videos.</summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised.</param>
    /// <param name="observe">Sees every block's output.</param>
    /// <returns>[batch, width].</returns>
    public Tensor EncodeVideo(Tensor frames, Func<int, Tensor, Tensor>? observe)
    {
        if (frames.Shape.Rank != 5)
            throw new ShapeException("MeanPooling", $"needs frames [batch, time, 3, size, size], not {frames.Description}.", frames.Shape);
        var (batch, time) = (frames.Shape[0], frames.Shape[1]);
        return EmbedFrames(EncodeFrames(frames.Reshape([batch * time, .. frames.Shape[2..]]), observe), batch);
    }

    /// <inheritdoc/>
    public Tensor EncodeFrames(Tensor pixels) => EncodeFrames(pixels, null);

    /// <summary>Unit-length embeddings of single frames.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <param name="observe">Sees every block's output.</param>
    /// <returns>[frames, width].</returns>
    public Tensor EncodeFrames(Tensor pixels, Func<int, Tensor, Tensor>? observe) => clip.EncodeImage(pixels, observe).L2Normalize();

    /// <inheritdoc/>
    public Tensor EmbedFrames(Tensor features, int batch) =>
        features.Reshape(batch, features.Shape[0] / Math.Max(1, batch), features.Shape[1]).Mean(1);

    Tensor IVideoTextModel.TokenFeatures(TextIds texts) => clip.TokenFeatures(texts);

    /// <inheritdoc/>
    public Tensor EncodeText(TextIds texts) => clip.EncodeText(texts);

    IFrameExchange IVideoTextModel.Exchange(Tensor features) => new MeanFrameExchange(features);
}

/// <summary>Mean pooling of a video with variants of one frame: the sum over the others is made once.</summary>
/// <param name="features">[time, width]: the unit-length embeddings of its frames.</param>
internal sealed class MeanFrameExchange(Tensor features) : IFrameExchange
{
    public Tensor With(int frame, Tensor variants)
    {
        var time = features.Shape[0];
        if (time == 1) return variants;
        // summed anew for each frame: taking it from the sum over all would lose digits
        var others = ConcatOp.Concat([features.Slice(0, 0, frame), features.Slice(0, frame + 1, time - frame - 1)], 0).Sum(0);
        return (variants + others) / time;
    }
}
