using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Video;

namespace Gexia.Training.Evaluation;

/// <summary>
/// The gallery of a retrieval: each clip once, however many texts describe it (every text is a query that looks for its own
/// clip; a clip is found by the best of its texts).
/// </summary>
/// <param name="Clips">[clips] the first pair that shows each, in the order of the pairs.</param>
/// <param name="ClipOf">[pairs] the clip that each pair's text describes.</param>
internal sealed record ClipGallery(IReadOnlyList<Pair> Clips, IReadOnlyList<int> ClipOf)
{
    /// <summary>The gallery of some pairs.</summary>
    /// <param name="pairs">In any order; a clip's texts may be spread over them.</param>
    /// <param name="source">Knows which names are one video.</param>
    public static ClipGallery Of(IReadOnlyList<Pair> pairs, IFrameSource source)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        List<Pair> clips = [];
        var clipOf = new int[pairs.Count];
        foreach (var (index, key) in ClipKey.Of(pairs, source.NameOf).Index())
        {
            if (!places.TryGetValue(key, out clipOf[index]))
            {
                places[key] = clipOf[index] = clips.Count;
                clips.Add(pairs[index]);
            }
        }
        return new(clips, clipOf);
    }
}

/// <summary>Embeddings of some pairs, not normalised.</summary>
/// <param name="Videos">[clips, width].</param>
/// <param name="Texts">[pairs, width].</param>
/// <param name="Gallery">Which text belongs to which clip.</param>
internal sealed record EmbeddedPairs(Tensor Videos, Tensor Texts, ClipGallery Gallery);
