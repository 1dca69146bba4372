using Gexia.Models.Layers;

namespace Gexia.Models.Clip;

/// <summary>
/// CLIP's image tower (Dosovitskiy et al.'s ViT with LN before and after; openai/CLIP, clip/model.py).
/// in: pixels [frames, 3, size, size] → out: tokens [frames, 1 + patches, width].
/// </summary>
public sealed class VisionTransformer
{
    private readonly VisionConfig config;
    private readonly DType compute;
    private readonly LinearWeight patchWeight;
    private readonly Tensor classEmbedding, positions;
    private readonly LayerNorm before, after;
    private readonly Transformer transformer;

    /// <summary>Asks the scope for its parameters.</summary>
    public VisionTransformer(ParameterScope scope, VisionConfig config, bool checkpoint = false)
    {
        config.Validate();
        this.config = config;
        compute = scope.ComputeType;
        var (width, patch, tower) = (config.Tower.Width, config.PatchSize, config.Tower);
        var fanIn = 3 * patch * patch;
        classEmbedding = scope.Parameter("class_embedding", [width], ParameterRole.Embedding, Initial.Normal(0.02));
        positions = scope.Parameter("positional_embedding", [config.Patches + 1, width], ParameterRole.Embedding, Initial.Normal(0.02));
        patchWeight = scope.At("conv1").Weight("weight", [width, 3, patch, patch], tower.Initialization.Weight(fanIn));
        before = new LayerNorm(scope.At("ln_pre"), width, tower.Epsilon);
        transformer = new Transformer(scope.At("transformer"), tower, causal: false, checkpoint);
        after = new LayerNorm(scope.At("ln_post"), width, tower.Epsilon);
    }

    /// <summary>Every token of every frame after the last block and LN_post; token 0 is the class token.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised, of any floating dtype.</param>
    /// <param name="observe">Sees every block's output, see <see cref="Transformer.Forward"/>.</param>
    /// <returns>[frames, 1 + patches, width], in what the model computes in.</returns>
    /// <exception cref="ShapeException">The pixels do not fit the configuration.</exception>
    public Tensor Forward(Tensor pixels, Func<int, Tensor, Tensor>? observe = null) => after.Forward(Tokens(pixels, observe));

    /// <summary>The class token of every frame after LN_post, which is all that CLIP's image embedding uses.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <param name="observe">Sees every block's output.</param>
    /// <returns>[frames, width].</returns>
    public Tensor ForwardClass(Tensor pixels, Func<int, Tensor, Tensor>? observe = null) =>
        after.Forward(Tokens(pixels, observe).Select(1, 0));

    private Tensor Tokens(Tensor pixels, Func<int, Tensor, Tensor>? observe)
    {
        var (size, patch, width) = (config.ImageSize, config.PatchSize, config.Tower.Width);
        if (pixels.Shape.Rank != 4 || pixels.Shape[1] != 3 || pixels.Shape[2] != size || pixels.Shape[3] != size)
            throw new ShapeException(
                "VisionTransformer", $"needs pixels [frames, 3, {size}, {size}], not {pixels.Description}.", pixels.Shape);
        var (frames, side) = (pixels.Shape[0], size / patch);
        // The convolution's windows do not overlap, so it is a linear map of each patch.
        var patches = pixels.Cast(compute).Reshape(frames, 3, side, patch, side, patch).Permute(0, 2, 4, 1, 3, 5)
            .Reshape(frames, side * side, 3 * patch * patch);
        var embedded = patchWeight.Apply(patches, bias: null);
        var first = classEmbedding.Cast(compute).Reshape(1, 1, width).Expand(frames, 1, width);
        var tokens = ConcatOp.Concat([first, embedded], axis: 1);
        return transformer.Forward(before.Forward(tokens + positions.Cast(compute)), observe);
    }
}
