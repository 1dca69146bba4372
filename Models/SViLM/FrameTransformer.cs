using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// CLIP's image tower on every frame, and layers of joint space-time attention over the patches of all frames: any CLIP can start
/// it (ours).
/// in: frames [batch, time, 3, size, size] → out: tokens [batch, time·patches, C]; a clip is a frame.
/// </summary>
internal sealed class FrameTransformer : IVideoTokens
{
    private readonly VisionTransformer tower;
    private readonly SpaceTimeConfig config;
    private readonly Tensor time;

    /// <summary>Asks the scopes for their parameters.</summary>
    /// <param name="tower">Of CLIP's image tower.</param>
    /// <param name="scope">Of what comes after it.</param>
    /// <param name="vision">Sizes.</param>
    /// <param name="config">Layers after the tower.</param>
    /// <param name="checkpoint">Compute blocks again in the backward pass.</param>
    public FrameTransformer(ParameterScope tower, ParameterScope scope, VisionConfig vision, SpaceTimeConfig config, bool checkpoint)
    {
        this.config = config;
        this.tower = new VisionTransformer(tower, vision, checkpoint);
        // Zero at first: the frames' tokens are CLIP's.
        time = scope.Parameter("time", [config.MaxClips, vision.Tower.Width], ParameterRole.Embedding, Initial.Zeros);
        Layers = new Transformer(scope.At("transformer"), vision.Tower with { Layers = config.Layers }, causal: false, checkpoint);
    }

    /// <summary>Tokens of the patches; CLIP's class token is left out, so that the tokens keep their grid.</summary>
    public Tensor EncodeFrames(Tensor pixels)
    {
        var tokens = tower.Forward(pixels);
        return tokens.Slice(1, 1, tokens.Shape[1] - 1);
    }

    /// <inheritdoc/>
    public Transformer Layers { get; }

    /// <inheritdoc/>
    public Tensor Embed(Tensor frames, int batch)
    {
        var (count, patches, width) = (frames.Shape[0] / Math.Max(1, batch), frames.Shape[1], frames.Shape[2]);
        if (count < 1 || count > config.MaxClips || count * batch != frames.Shape[0])
            throw new ShapeException(
                "FrameTransformer", $"needs 1 to {config.MaxClips} frames of each of {batch} videos, not {frames.Description}.",
                frames.Shape);
        var tokens = frames.Reshape(batch, count, patches, width) + time.Slice(0, 0, count).Cast(frames.DType).Reshape(count, 1, width);
        return tokens.Reshape(batch, count * patches, width);
    }
}
