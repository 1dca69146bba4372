using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>Turns videos into tokens that keep their place: clip by clip, and in a clip row by row.</summary>
internal interface IVideoTokens
{
    /// <summary>What is made of single frames, so that a caller may change one frame and keep the others.</summary>
    /// <param name="pixels">[frames, 3, size, size], normalised.</param>
    /// <returns>[frames, …].</returns>
    Tensor EncodeFrames(Tensor pixels);

    /// <summary>The tokens of videos before the space-time layers, their positions added.</summary>
    /// <param name="frames">[batch·time, …], from <see cref="EncodeFrames"/>.</param>
    /// <param name="batch">Videos.</param>
    /// <returns>[batch, clips·patches, C].</returns>
    Tensor Embed(Tensor frames, int batch);

    /// <summary>The layers of joint space-time attention.</summary>
    Transformer Layers { get; }
}
