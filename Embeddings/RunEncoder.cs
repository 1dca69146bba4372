using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Config;

namespace Gexia.Embeddings;

/// <summary>A trained run: frames, options and length of texts are those of one granularity; a picture is a video of one frame.</summary>
/// <param name="model">Asked with the granularity's options.</param>
/// <param name="config">Its sizes.</param>
/// <param name="policy">The granularity.</param>
/// <param name="kind">What the model is.</param>
internal sealed class RunEncoder(IVideoTextModel model, VideoTextConfig config, GranularityPolicy policy, ModelKind kind) : IEncoder
{
    public int Dimensions => config.EmbeddingWidth;

    public int ContextLength => model.ContextLength;

    public int TextLength => policy.TextLength;

    public int? EndOfText => model.EndOfText;

    public int FrameCount => policy.Frames;

    public Tensor LogitScale => model.LogitScale;

    public ParameterSet MediaParameters => model.Parameters;

    public string MediaSettings => $"{kind.Name} {config} {policy.Options.ForMedia}";

    public Tensor Images(Tensor pixels, CancellationToken cancellation = default) =>
        Videos(pixels.Reshape([pixels.Shape[0], 1, .. pixels.Shape[1..]]), cancellation);

    public Tensor Videos(Tensor frames, CancellationToken cancellation = default) => model.EncodeVideo(frames);

    public Tensor Frames(Tensor pixels, CancellationToken cancellation = default) => model.EncodeFrames(pixels);

    public IVideoTextModel Head => model;

    public Tensor Texts(TextIds texts) => model.EncodeText(texts);
}
