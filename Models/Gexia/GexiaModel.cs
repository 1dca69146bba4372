using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>
/// GEXIA (Wang et al., WACV 2025, arXiv 2412.07704): CLIP towers give dense features of any length, two IAMs approximate them in
/// one space, the mean of their vectors is the embedding.
/// in: frames or ids → towers → dense features → IAM → mean → [batch, D].
/// </summary>
public sealed class GexiaModel : IVideoTextModel
{
    private readonly DType compute;
    private readonly VisionTransformer vision;
    private readonly TextTransformer text;
    private readonly DenseVideo denseVideo;
    private readonly DenseText denseText;
    private readonly IterativeApproximation videoIam, textIam;

    /// <summary>
    /// Asks the scope for its parameters: OpenAI's names for the towers, <c>iam.video</c> and <c>iam.text</c> for the rest.
    /// </summary>
    public GexiaModel(ParameterScope scope, GexiaConfig config)
    {
        config.Validate();
        Config = config;
        var (videoWidth, textWidth, iam) = (config.Vision.Tower.Width, config.Text.Tower.Width, scope.At("iam"));
        vision = new VisionTransformer(scope.At("visual"), config.Vision, config.Checkpoint);
        denseVideo = new DenseVideo(iam.At("video"), vision, videoWidth, config.Dense);
        videoIam = new IterativeApproximation(iam.At("video"), config.Iam, videoWidth);
        text = new TextTransformer(scope, config.Text, config.Checkpoint);
        denseText = new DenseText(iam.At("text"), text, textWidth, config.Dense);
        textIam = new IterativeApproximation(iam.At("text"), config.Iam, textWidth);
        LogitScale = scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(Math.Log(1 / 0.07)));
        (Parameters, compute) = (scope.All, scope.ComputeType);
    }

    // The same modules and parameters, asked with another #iter.
    private GexiaModel(GexiaModel model, Iterations iterations)
    {
        (vision, text, denseVideo, denseText, videoIam, textIam) =
            (model.vision, model.text, model.denseVideo, model.denseText, model.videoIam, model.textIam);
        (Config, Parameters, compute) = (model.Config, model.Parameters, model.compute);
        (LogitScale, Iterations) = (model.LogitScale, iterations);
    }

    /// <summary>Sizes.</summary>
    public GexiaConfig Config { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public Tensor LogitScale { get; }

    DType IVideoTextModel.ComputeType => compute;

    /// <inheritdoc/>
    public int ContextLength => text.ContextLength;

    /// <inheritdoc/>
    public int? EndOfText => text.EndOfText;

    /// <summary>#iter where none is given: 1-1, unless it was made by <see cref="With"/>.</summary>
    public Iterations Iterations { get; } = new(1, 1);

    /// <summary>The same model with another #iter.</summary>
    /// <exception cref="ArgumentException">The options are no <see cref="Models.Iterations"/>.</exception>
    public IVideoTextModel With(ModelOptions options) => options is Iterations iterations
        ? new GexiaModel(this, iterations)
        : throw new ArgumentException($"GexiaModel: is asked with #iter, not with {options.GetType().Name}.", nameof(options));

    /// <inheritdoc/>
    public Tensor EncodeVideo(Tensor frames) => EncodeVideo(frames, Iterations.Video);

    /// <inheritdoc/>
    public Tensor EncodeText(TextIds texts) => EncodeText(texts, Iterations.Text);

    Tensor IVideoTextModel.TokenFeatures(TextIds texts) =>
        text.Forward(texts.EndingAt(text.EndOfText, text.VocabularySize).Ids);

    /// <inheritdoc/>
    public Tensor EmbedFrames(Tensor features, int batch) => EmbedFrames(features, batch, Iterations.Video);

    IFrameExchange IVideoTextModel.Exchange(Tensor features) =>
        new GexiaFrameExchange(denseVideo, videoIam, features, Iterations.Video);

    /// <summary>Embeds videos.</summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised.</param>
    /// <param name="iterations">#iter of the video IAM.</param>
    /// <returns>[batch, D].</returns>
    public Tensor EncodeVideo(Tensor frames, int iterations) => videoIam.Embed(denseVideo.Forward(frames), iterations);

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">Their tokens.</param>
    /// <param name="iterations">#iter of the text IAM.</param>
    /// <returns>[texts, D].</returns>
    public Tensor EncodeText(TextIds texts, int iterations)
    {
        var (features, mask) = denseText.Forward(texts);
        return textIam.Embed(features, iterations, mask);
    }

    Tensor IVideoTextModel.EncodeTextTower(TextIds texts) => denseText.Encode(texts);

    Tensor IVideoTextModel.EmbedTokens(Tensor features, TextIds texts)
    {
        var (dense, mask) = denseText.InWindows(features, texts);
        return textIam.Embed(dense, Iterations.Text, mask);
    }

    /// <summary>Tokens of single frames.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <returns>[frames, 1 + patches, C].</returns>
    public Tensor EncodeFrames(Tensor pixels) => vision.Forward(pixels);

    /// <summary>Embeds videos whose frames' tokens are at hand.</summary>
    /// <param name="features">[batch·time, 1 + patches, C], from <see cref="EncodeFrames"/>.</param>
    /// <param name="batch">Videos.</param>
    /// <param name="iterations">#iter of the video IAM.</param>
    /// <returns>[batch, D].</returns>
    public Tensor EmbedFrames(Tensor features, int batch, int iterations) =>
        videoIam.Embed(denseVideo.WithTime(features, batch, features.Shape[0] / Math.Max(1, batch)), iterations);
}
