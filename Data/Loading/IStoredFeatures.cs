using Gexia.Data.Granularities;

namespace Gexia.Data.Loading;

/// <summary>
/// Features that towers which stay as they are made of pairs before a training: batches take them in place of what the towers would read.
/// May be called from several threads at once.
/// </summary>
internal interface IStoredFeatures
{
    /// <summary>Bytes of the features of one frame; 0 where videos are read as pixels.</summary>
    int FrameBytes { get; }

    /// <summary>Whether texts have features.</summary>
    bool HasTexts { get; }

    /// <summary>Reads the features of a pair's video.</summary>
    /// <param name="pair">One of a training's.</param>
    /// <param name="features">Receives those of all frames.</param>
    /// <returns>False where its video cannot be used, of which was told when the features were made.</returns>
    /// <exception cref="GexiaException">They are not there any more.</exception>
    bool TryReadVideo(Pair pair, Span<byte> features);

    /// <summary>The features of a pair's text.</summary>
    /// <param name="pair">One of a training's.</param>
    /// <exception cref="GexiaException">They are not there any more.</exception>
    byte[] ReadText(Pair pair);
}
