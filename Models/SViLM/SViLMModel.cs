using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// S-ViLM (Xiong et al., ICLR 2024, arXiv 2303.16341): a video encoder whose tokens keep their place in time and space, group tokens that
/// gather them into regions, and a text encoder, in one space. What is known of the paper and what is our choice: docs/svilm.md.
/// </summary>
public sealed class SViLMModel : IVideoTextModel
{
    private readonly DType compute;
    private readonly IVideoTokens encoder;
    private readonly GroupTokens groups;
    private readonly LayerNorm normVideo;
    private readonly Linear videoProjection, textProjection;
    private readonly TextTransformer text;

    /// <summary>
    /// Asks the scope for its parameters: OpenAI's names for CLIP's towers, <c>svilm</c> before all the others.
    /// </summary>
    public SViLMModel(ParameterScope scope, SViLMConfig config)
    {
        config.Validate();
        Config = config;
        var (own, tower, width) = (scope.At("svilm"), config.Vision.Tower, config.Vision.Tower.Width);
        var rule = config.Groups.Initialization;
        encoder = config.Video.Encoding == VideoEncoding.Joint
            ? new SpaceTimeTransformer(own.At("video"), config.Vision, config.Video, config.Checkpoint)
            : new FrameTransformer(scope.At("visual"), own.At("video"), config.Vision, config.Video, config.Checkpoint);
        groups = new GroupTokens(own.At("groups"), config.Groups, tower, config.ProjectionWidth);
        normVideo = new LayerNorm(own.At("ln_video"), width);
        videoProjection = new Linear(own.At("video_projection"), width, config.ProjectionWidth, rule);
        text = new TextTransformer(scope, config.Text, config.Checkpoint);
        textProjection = new Linear(own.At("text_projection"), config.Text.Tower.Width, config.ProjectionWidth, rule);
        LogitScale = scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(Math.Log(1 / 0.07)));
        GroundingScale = own.Parameter(
            "grounding_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(Math.Log(1 / 0.07)));
        (Parameters, compute) = (scope.All, scope.ComputeType);
    }

    /// <summary>Sizes and losses.</summary>
    public SViLMConfig Config { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; }

    /// <summary>ℓ = ln(1/τ) of L_c, a scalar.</summary>
    public Tensor LogitScale { get; }

    /// <summary>ℓ = ln(1/τ) of L_g, a scalar.</summary>
    public Tensor GroundingScale { get; }

    DType IVideoTextModel.ComputeType => compute;

    /// <inheritdoc/>
    public int ContextLength => text.ContextLength;

    /// <inheritdoc/>
    public int? EndOfText => text.EndOfText;

    /// <summary>This model: it is asked in one way.</summary>
    public IVideoTextModel With(ModelOptions options) => this;

    /// <inheritdoc/>
    public Tensor EncodeVideo(Tensor frames) => Whole(Tokens(frames, walk: null));

    /// <inheritdoc/>
    public Tensor EncodeFrames(Tensor pixels) => encoder.EncodeFrames(pixels);

    /// <inheritdoc/>
    public Tensor EmbedFrames(Tensor features, int batch) => Whole(Tokens(features, batch, walk: null));

    /// <inheritdoc/>
    public Tensor EncodeClips(Tensor frames) => Clips(Tokens(frames, walk: null));

    /// <inheritdoc/>
    public Tensor EncodeText(TextIds texts)
    {
        var ends = texts.EndingAt(Config.Text.EndOfText, Config.Text.VocabularySize).AtEnds(text.Forward(texts.Ids));
        return textProjection.Forward(ends.Cast(LogitScale.DType));
    }

    Tensor IVideoTextModel.TokenFeatures(TextIds texts) =>
        text.Forward(texts.EndingAt(text.EndOfText, text.VocabularySize).Ids);

    /// <summary>All that the losses and the analyses look at.</summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised.</param>
    /// <param name="noise">[batch, blocks·L·M] of the standard Gumbel distribution for training; null for none.</param>
    internal SViLMVideo Inspect(Tensor frames, Tensor? noise = null)
    {
        var walk = groups.Begin(frames.Shape[0], noise);
        var tokens = Tokens(frames, walk);
        return new(Whole(tokens), Clips(tokens), groups.Project(walk.Groups), walk.Soft, walk.Assigned);
    }

    /// <summary>As <see cref="Inspect"/>, without the group tokens.</summary>
    internal SViLMVideo InspectVideo(Tensor frames)
    {
        var tokens = Tokens(frames, walk: null);
        return new(Whole(tokens), Clips(tokens), null, null, null);
    }

    StepLoss IVideoTextModel.Loss(VideoTextInputs inputs) => new SViLMLoss(this).Of(inputs);

    private Tensor Tokens(Tensor frames, GroupTokens.Walk? walk)
    {
        if (frames.Shape.Rank != 5)
            throw new ShapeException("SViLM", $"needs frames [batch, time, 3, size, size], not {frames.Description}.", frames.Shape);
        var (batch, time) = (frames.Shape[0], frames.Shape[1]);
        return Tokens(encoder.EncodeFrames(frames.Reshape([batch * time, .. frames.Shape[2..]])), batch, walk);
    }

    private Tensor Tokens(Tensor single, int batch, GroupTokens.Walk? walk)
    {
        var tokens = encoder.Embed(single, batch);
        // In self-attention group tokens change the video's, so they are there also where nobody asks for them.
        if (Config.Groups.SelfAttention) walk ??= groups.Begin(batch, noise: null);
        return walk is null ? encoder.Layers.Forward(tokens) : walk.Through(tokens, encoder.Layers);
    }

    // v = W·LN(mean over all tokens): [batch, L, C] → [batch, D].
    private Tensor Whole(Tensor tokens) => videoProjection.Forward(normVideo.Forward(tokens.Mean(1)).Cast(LogitScale.DType));

    // z_j = mean over the patches of clip j: [batch, L, C] → [batch, clips, C].
    private Tensor Clips(Tensor tokens)
    {
        var patches = Config.Vision.Patches;
        return tokens.Reshape(tokens.Shape[0], tokens.Shape[1] / patches, patches, tokens.Shape[2]).Mean(2).Cast(LogitScale.DType);
    }
}

/// <summary>What S-ViLM makes of some videos.</summary>
/// <param name="Embedding">[batch, D], of any length.</param>
/// <param name="Clips">z: [batch, clips, C], the space mean of the last layer's tokens.</param>
/// <param name="Groups">g: [batch, M, D], the projected group tokens, of any length; null where nobody asked for them.</param>
/// <param name="Soft">y of the last grouping block, [batch, L, M]: rows sum to 1; null where there is no block.</param>
/// <param name="Assigned">Â of the last grouping block, [batch, L, M].</param>
internal sealed record SViLMVideo(Tensor Embedding, Tensor Clips, Tensor? Groups, Tensor? Soft, Tensor? Assigned);
