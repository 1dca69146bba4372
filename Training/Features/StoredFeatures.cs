using Gexia.Data.Granularities;
using Gexia.Data.Loading;

namespace Gexia.Training.Features;

/// <summary>The features of a training's pairs, by keys of caches that hold all of them.</summary>
/// <param name="videos">Features of clips; null where videos are read as pixels.</param>
/// <param name="texts">Features of texts; null where the text tower is run.</param>
/// <param name="frameBytes">Bytes of the features of one frame.</param>
internal sealed class StoredFeatures(FeatureCache? videos, FeatureCache? texts, int frameBytes) : IStoredFeatures
{
    private readonly Dictionary<Pair, string> videoKeys = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Pair, string> textKeys = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public int FrameBytes => videos is null ? 0 : frameBytes;

    /// <inheritdoc/>
    public bool HasTexts => texts is not null;

    /// <summary>Says under which key the video of a pair is kept.</summary>
    public void SetVideo(Pair pair, string key) => videoKeys[pair] = key;

    /// <summary>Says under which key the text of a pair is kept.</summary>
    public void SetText(Pair pair, string key) => textKeys[pair] = key;

    /// <inheritdoc/>
    public bool TryReadVideo(Pair pair, Span<byte> features)
    {
        if (!videoKeys.TryGetValue(pair, out var key)) return false;
        videos!.Read(key, features);
        return true;
    }

    /// <inheritdoc/>
    public byte[] ReadText(Pair pair) => texts!.Read(textKeys[pair]);
}
