namespace Gexia.Models.Clip;

/// <summary>
/// CLIP (Radford et al., arXiv 2103.00020): two towers and a projection of each into one space. Parameters carry OpenAI's names.
/// </summary>
public sealed class ClipModel
{
    private readonly VisionTransformer vision;
    private readonly TextTransformer text;
    private readonly Tensor visionProjection, textProjection;

    /// <summary>Asks the scope for its parameters.</summary>
    public ClipModel(ParameterScope scope, ClipConfig config, bool checkpoint = false)
    {
        Config = config;
        vision = new VisionTransformer(scope.At("visual"), config.Vision, checkpoint);
        var (visionWidth, textWidth) = (config.Vision.Tower.Width, config.Text.Tower.Width);
        visionProjection = scope.At("visual")
            .Parameter("proj", [visionWidth, config.ProjectionWidth], ParameterRole.Matrix, Initial.Normal(1 / Math.Sqrt(visionWidth)));
        text = new TextTransformer(scope, config.Text, checkpoint);
        textProjection = scope.Parameter(
            "text_projection", [textWidth, config.ProjectionWidth], ParameterRole.Matrix, Initial.Normal(1 / Math.Sqrt(textWidth)));
        LogitScale = scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(Math.Log(1 / 0.07)));
        (Parameters, ComputeType) = (scope.All, scope.ComputeType);
    }

    /// <summary>Sizes.</summary>
    public ClipConfig Config { get; }

    /// <summary>What activations are stored in; embeddings are of the parameters' dtype.</summary>
    internal DType ComputeType { get; }

    /// <summary>Every parameter.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>ℓ = ln(1/τ), a scalar.</summary>
    public Tensor LogitScale { get; }

    /// <summary>LN_post(x_cls)·W_proj of every picture, not normalised.</summary>
    /// <param name="pixels">[pictures, 3, size, size], normalised.</param>
    /// <param name="observe">Sees every block's output.</param>
    /// <returns>[pictures, projection width].</returns>
    public Tensor EncodeImage(Tensor pixels, Func<int, Tensor, Tensor>? observe = null) =>
        vision.ForwardClass(pixels, observe).Cast(visionProjection.DType).MatMul(visionProjection);

    /// <summary>ln_final at the end token, times W_text; not normalised.</summary>
    /// <param name="ids">The texts.</param>
    /// <param name="observe">Sees every block's output.</param>
    /// <returns>[texts, projection width].</returns>
    /// <exception cref="ArgumentException">The texts were made for another end token than <see cref="TextConfig.EndOfText"/>.</exception>
    public Tensor EncodeText(TextIds ids, Func<int, Tensor, Tensor>? observe = null) =>
        ids.EndingAt(Config.Text.EndOfText, Config.Text.VocabularySize).AtEnds(text.Forward(ids.Ids, observe))
            .Cast(textProjection.DType).MatMul(textProjection);

    /// <summary>ln_final of every token: [texts, length, width of the text tower].</summary>
    internal Tensor TokenFeatures(TextIds ids) => text.Forward(ids.EndingAt(Config.Text.EndOfText, Config.Text.VocabularySize).Ids);
}
