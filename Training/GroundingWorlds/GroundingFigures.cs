using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;

namespace Gexia.Training.GroundingWorlds;

/// <summary>What a row reaches on unseen videos.</summary>
/// <param name="Retrieval">Whole videos and their captions, nothing pasted in.</param>
/// <param name="Clips">A value for each video into which a stretch of another was pasted.</param>
/// <param name="Phrases">A value for each noun phrase of each video, a video's side by side; nothing pasted in.</param>
internal sealed record GroundingFigures(
    RetrievalResult Retrieval, IReadOnlyList<BlendedClips> Clips, IReadOnlyList<PointedPhrase> Phrases)
{
    /// <summary>R@1 text to video, percent.</summary>
    public double Recall => Retrieval.TextToVideo.R1;

    /// <summary>Mean of <see cref="BlendedClips.Accuracy"/>.</summary>
    public double ClipAccuracy => Mean(Clips.Select(clip => clip.Accuracy));

    /// <summary>Mean of <see cref="BlendedClips.CentreAccuracy"/>.</summary>
    public double CentreAccuracy => Mean(Clips.Select(clip => clip.CentreAccuracy));

    /// <summary>Mean of <see cref="BlendedClips.Contrast"/>.</summary>
    public double BlockContrast => Mean(Clips.Select(clip => clip.Contrast));

    /// <summary>Mean of <see cref="PointedPhrase.Pointing"/>.</summary>
    public double Pointing => Mean(Phrases.Select(phrase => phrase.Pointing));

    /// <summary>Mean of <see cref="PointedPhrase.Overlap"/>.</summary>
    public double Overlap => Mean(Phrases.Select(phrase => phrase.Overlap));

    /// <summary>All of them beside retrieval, by the names that JSON gives them.</summary>
    public IReadOnlyList<Figure> Named =>
    [
        new("clip_accuracy", ClipAccuracy), new("block_contrast", BlockContrast), new("pointing", Pointing),
        new("centre_accuracy", CentreAccuracy), new("iou", Overlap),
    ];

    private static double Mean(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}

/// <summary>A video into which a stretch of another was pasted.</summary>
/// <param name="Source">The video that is the foreground.</param>
/// <param name="Background">The other.</param>
/// <param name="Mask">[clips] true for the foreground's.</param>
/// <param name="Similarity">How alike the clips are.</param>
/// <param name="Split">[clips] the two groups that were found without the mask.</param>
internal sealed record BlendedClips(
    string Source, string Background, IReadOnlyList<bool> Mask, ClipSimilarity Similarity, IReadOnlyList<bool> Split)
{
    /// <summary>See <see cref="ClipSimilarity.Agreement"/>; percent.</summary>
    public double Accuracy => ClipSimilarity.Agreement(Split, Mask);

    /// <summary>See <see cref="ClipSimilarity.NearOwnCentre"/>; percent.</summary>
    public double CentreAccuracy => Similarity.NearOwnCentre(Mask).Select(near => near ? 100.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>See <see cref="ClipSimilarity.BlockContrast"/>.</summary>
    public double Contrast => Similarity.BlockContrast(Mask);
}

/// <summary>Where a noun phrase points in a video.</summary>
/// <param name="Source">The video.</param>
/// <param name="Map">Where.</param>
/// <param name="Pointing">See <see cref="PhraseMap.Pointing"/>; percent.</param>
/// <param name="Overlap">See <see cref="PhraseMap.IntersectionOverUnion"/>; percent.</param>
internal sealed record PointedPhrase(string Source, PhraseMap Map, double Pointing, double Overlap);
