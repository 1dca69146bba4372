using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>
/// The videos and texts of a training step as a loss sees them. It says which encoder to use; whether all pairs are encoded at once, or one
/// micro-batch after another, is not its concern.
/// </summary>
internal abstract class VideoTextInputs
{
    /// <summary>What an encoder makes of all videos.</summary>
    /// <param name="encode">[videos, time, 3, size, size], normalised → [videos, …], each video by itself.</param>
    public Tensor Videos(Func<Tensor, Tensor> encode) => Videos((frames, _) => encode(frames));

    /// <summary>What an encoder makes of all videos and of the noise that was drawn for each.</summary>
    /// <param name="encode">Frames as above, and [videos, <see cref="BatchNeeds.Noise"/>], null where none is asked for.</param>
    public abstract Tensor Videos(Func<Tensor, Tensor?, Tensor> encode);

    /// <summary>What an encoder makes of all texts.</summary>
    /// <param name="encode">The texts → [texts, …], each text by itself.</param>
    public abstract Tensor Texts(Func<TextIds, Tensor> encode);

    /// <summary>The embeddings of all videos; a tower that stays as it is may have made its part of them before.</summary>
    /// <param name="model">Embeds.</param>
    public virtual Tensor EmbeddedVideos(IVideoTextModel model) => Videos(model.EncodeVideo);

    /// <summary>The embeddings of all texts; a tower that stays as it is may have made its part of them before.</summary>
    /// <param name="model">Embeds.</param>
    public virtual Tensor EmbeddedTexts(IVideoTextModel model) => Texts(model.EncodeText);

    /// <summary>What an encoder makes of the noun phrases of all texts.</summary>
    /// <param name="encode">The phrases → [phrases, …], each by itself.</param>
    /// <returns>[texts·K, …], a text's phrases side by side.</returns>
    /// <exception cref="InvalidOperationException">The model's <see cref="BatchNeeds"/> ask for none.</exception>
    public virtual Tensor Phrases(Func<TextIds, Tensor> encode) =>
        throw new InvalidOperationException("VideoTextInputs: the batch has no phrases, because the model's needs name none.");

    /// <summary>Which clips are of which video; null where the model's <see cref="BatchNeeds"/> ask for no blend.</summary>
    public virtual BlendInputs? Blend => null;
}
