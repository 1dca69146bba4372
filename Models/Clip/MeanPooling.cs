namespace Gexia.Models.Clip;

/// <summary>
/// CLIP4Clip with its parameter-free head (Luo et al., arXiv 2104.08860): the mean of the unit-length frame embeddings
/// of CLIP against CLIP's text embedding. The baseline GEXIA is compared with, on the same towers.
/// </summary>
public sealed class MeanPooling(ParameterScope scope, ClipConfig config, bool checkpoint = false) : IVideoTextModel
{
    private readonly ClipModel clip = new(scope, config, checkpoint);

    /// <inheritdoc/>
    public ParameterSet Parameters => clip.Parameters;

    /// <inheritdoc/>
    public Tensor LogitScale => clip.LogitScale;

    /// <inheritdoc/>
    public int ContextLength => config.Text.ContextLength;

    /// <inheritdoc/>
    public int? EndOfText => config.Text.EndOfText;

    /// <inheritdoc/>
    public Tensor EncodeVideo(Tensor frames, int iterations)
    {
        if (frames.Shape.Rank != 5) throw new ShapeException("MeanPooling", $"needs frames [batch, time, 3, size, size], not {frames.Description}.", frames.Shape);
        var (batch, time) = (frames.Shape[0], frames.Shape[1]);
        return EmbedFrames(EncodeFrames(frames.Reshape([batch * time, .. frames.Shape[2..]])), batch, iterations);
    }

    /// <summary>Unit-length embeddings of single frames.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <returns>[frames, width].</returns>
    public Tensor EncodeFrames(Tensor pixels) => clip.EncodeImage(pixels).L2Normalize();

    /// <inheritdoc/>
    public Tensor EmbedFrames(Tensor features, int batch, int iterations) => features.Reshape(batch, features.Shape[0] / Math.Max(1, batch), features.Shape[1]).Mean(1);

    /// <inheritdoc/>
    public Tensor EncodeText(TextIds texts, int iterations) => clip.EncodeText(texts);
}
