using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// A video transformer with joint space-time attention: patches of several frames, learned positions of time and of space, every token sees
/// every other (docs/svilm.md; the positions are ours).
/// in: frames [batch, time, 3, size, size] → out: tokens [batch, clips·patches, C], clips = ⌈time / tubelet⌉.
/// </summary>
/// <remarks>A clip that is not full, such as that of a picture, is filled with its last frame.</remarks>
internal sealed class SpaceTimeTransformer : IVideoTokens
{
    private readonly VisionConfig vision;
    private readonly SpaceTimeConfig config;
    private readonly DType compute;
    private readonly Linear patch;
    private readonly Tensor time, space;

    /// <summary>Asks the scope for its parameters.</summary>
    public SpaceTimeTransformer(ParameterScope scope, VisionConfig vision, SpaceTimeConfig config, bool checkpoint)
    {
        (this.vision, this.config, compute) = (vision, config, scope.ComputeType);
        var width = vision.Tower.Width;
        patch = new Linear(
            scope.At("patch"), config.Tubelet * 3 * vision.PatchSize * vision.PatchSize, width, vision.Tower.Initialization);
        time = scope.Parameter("time", [config.MaxClips, width], ParameterRole.Embedding, Initial.Normal(0.02));
        space = scope.Parameter("space", [vision.Patches, width], ParameterRole.Embedding, Initial.Normal(0.02));
        Layers = new Transformer(scope.At("transformer"), vision.Tower, causal: false, checkpoint);
    }

    /// <summary>The frames as they are: a patch spans several of them, so nothing is made of one alone.</summary>
    public Tensor EncodeFrames(Tensor pixels) => pixels;

    /// <inheritdoc/>
    public Transformer Layers { get; }

    /// <inheritdoc/>
    public Tensor Embed(Tensor frames, int batch)
    {
        var (size, p, tubelet) = (vision.ImageSize, vision.PatchSize, config.Tubelet);
        var (count, side) = (frames.Shape[0] / Math.Max(1, batch), size / p);
        var clips = (count + tubelet - 1) / tubelet;
        var fits = frames.Shape.Rank == 4 && frames.Shape[1] == 3 && frames.Shape[2] == size && frames.Shape[3] == size;
        if (!fits || count * batch != frames.Shape[0] || clips < 1 || clips > config.MaxClips)
        {
            throw new ShapeException(
                "SpaceTimeTransformer",
                $"needs frames [batch, time, 3, {size}, {size}], 1 to {tubelet * config.MaxClips} of them, not "
                + $"{frames.Description} for {batch} videos.", frames.Shape);
        }
        var videos = frames.Cast(compute).Reshape(batch, count, 3, size, size);
        if (clips * tubelet > count)
        {
            var last = videos.Slice(1, count - 1, 1).Expand(batch, (clips * tubelet) - count, 3, size, size);
            videos = ConcatOp.Concat([videos, last], axis: 1);
        }
        // Patches do not overlap, so the 3-D convolution is a linear map of each.
        var patches = videos.Reshape(batch, clips, tubelet, 3, side, p, side, p).Permute(0, 1, 4, 6, 2, 3, 5, 7)
            .Reshape(batch, clips, side * side, tubelet * 3 * p * p);
        var tokens = patch.Forward(patches) + time.Slice(0, 0, clips).Cast(compute).Reshape(clips, 1, -1) + space.Cast(compute);
        return tokens.Reshape(batch, clips * side * side, -1);
    }
}
