using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>A model that embeds videos and texts in one space, compared by cosine.</summary>
public interface IVideoTextModel
{
    /// <summary>Every parameter.</summary>
    ParameterSet Parameters { get; }

    /// <summary>
    /// What it stores activations in, from pixels and ids to the embeddings, which are of the parameters' dtype. Frames may be given so.
    /// </summary>
    internal DType ComputeType => LogitScale.DType;

    /// <summary>ℓ = ln(1/τ), a scalar.</summary>
    Tensor LogitScale { get; }

    /// <summary>Longest sequence that the text tower reads at once.</summary>
    int ContextLength { get; }

    /// <summary>The token at whose first place a text ends; null for the largest id of its row.</summary>
    int? EndOfText { get; }

    /// <summary>The same model, the same parameters, asked with other options.</summary>
    /// <param name="options">Those of the model's kind; a model without any takes all of them alike.</param>
    /// <exception cref="ArgumentException">They are another kind's.</exception>
    IVideoTextModel With(ModelOptions options);

    /// <summary>Embeds videos.</summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised.</param>
    /// <returns>[batch, width], of any length.</returns>
    Tensor EncodeVideo(Tensor frames);

    /// <summary>
    /// The first half of <see cref="EncodeVideo"/>: what it makes of single frames, so that a caller may change one
    /// frame and keep the others.
    /// </summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <returns>[frames, …], whatever <see cref="EmbedFrames"/> takes.</returns>
    Tensor EncodeFrames(Tensor pixels);

    /// <summary>The second half: embeds videos whose frames are encoded already.</summary>
    /// <param name="features">[batch·time, …], from <see cref="EncodeFrames"/>.</param>
    /// <param name="batch">Videos.</param>
    /// <returns>[batch, width], of any length.</returns>
    Tensor EmbedFrames(Tensor features, int batch);

    /// <summary>Between the two: one video's frames, ready for variants of one of them.</summary>
    /// <param name="features">[time, …], from <see cref="EncodeFrames"/>.</param>
    internal IFrameExchange Exchange(Tensor features) => new WholeFrameExchange(this, features);

    /// <summary>
    /// The first half of <see cref="EncodeText"/>: what the text tower makes of texts, see <see cref="VideoTextConfig.TextFeatures"/>.
    /// </summary>
    /// <param name="texts">Their tokens.</param>
    internal Tensor EncodeTextTower(TextIds texts) => EncodeText(texts);

    /// <summary>The second half: embeds texts whose tokens are encoded already.</summary>
    /// <param name="features">From <see cref="EncodeTextTower"/>.</param>
    /// <param name="texts">The same texts.</param>
    /// <returns>[texts, width], of any length.</returns>
    internal Tensor EmbedTokens(Tensor features, TextIds texts) => features;

    /// <summary>
    /// Features of the consecutive clips of videos, for heads: their mean describes a video, their order what happens when.
    /// </summary>
    /// <param name="frames">[batch, time, 3, size, size], normalised.</param>
    /// <returns>[batch, clips, <see cref="VideoTextConfig.ClipWidth"/>]; a model that tells no clips apart gives its embedding as
    /// one.</returns>
    Tensor EncodeClips(Tensor frames)
    {
        var embedding = EncodeVideo(frames);
        return embedding.Reshape(embedding.Shape[0], 1, embedding.Shape[1]);
    }

    /// <summary>What the text tower makes of every token, before any head.</summary>
    /// <param name="texts">Their tokens, a window each.</param>
    /// <returns>[texts, length, width of the text tower].</returns>
    /// <exception cref="NotSupportedException">It shows no tokens.</exception>
    internal Tensor TokenFeatures(TextIds texts) => throw new NotSupportedException($"{GetType().Name}: shows no tokens of texts.");

    /// <summary>The loss that it is trained with, of a batch; the symmetric contrastive loss where it has none of its own.</summary>
    /// <param name="inputs">The batch.</param>
    internal StepLoss Loss(VideoTextInputs inputs) => ContrastiveLoss.Of(this, inputs);

    /// <summary>Embeds texts.</summary>
    /// <param name="texts">Their tokens.</param>
    /// <returns>[texts, width], of any length.</returns>
    Tensor EncodeText(TextIds texts);
}
