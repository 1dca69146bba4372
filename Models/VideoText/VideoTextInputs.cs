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
    public abstract Tensor Videos(Func<Tensor, Tensor> encode);

    /// <summary>What an encoder makes of all texts.</summary>
    /// <param name="encode">The texts → [texts, …], each text by itself.</param>
    public abstract Tensor Texts(Func<TextIds, Tensor> encode);
}
