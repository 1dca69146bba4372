using Gexia.Training.Evaluation;

namespace Gexia.Training.GroundingWorlds;

/// <summary>
/// What a part of the model is said to do, and how that is judged: the worst row with the part against the best row without it.
/// </summary>
/// <param name="Text">Such as "rows with L_t against rows without".</param>
/// <param name="Measure">What the points are of.</param>
/// <param name="Has">Whether a row has the part.</param>
/// <param name="Values">[videos or phrases] of a row, all finite; their mean is the row's figure.</param>
internal sealed record GroundingClaim(
    string Text, string Measure, Func<GroundingRow, bool> Has, Func<GroundingFigures, IReadOnlyList<double>> Values)
{
    /// <summary>Those of the paper's figures.</summary>
    public static IReadOnlyList<GroundingClaim> All { get; } =
    [
        new(
            "Telling the clips of two videos apart: the worst row with L_t against the best without", "clip accuracy", row => row.Groups,
            figures => [.. figures.Clips.Select(clip => clip.Accuracy)]),
        new(
            "Blocks in the similarity of clips: the worst row with L_t against the best without", "block contrast, in hundredths",
            row => row.Groups, figures => [.. figures.Clips.Select(clip => 100 * clip.Contrast)]),
        new(
            "Pointing at the object of a noun phrase: the worst row with L_g against the best without", "pointing accuracy",
            row => row.Grounds, figures => [.. figures.Phrases.Select(phrase => phrase.Pointing)]),
    ];

    /// <summary>The difference that a seed gives, on the same videos.</summary>
    public PairedDifference Of(GroundingSeed seed)
    {
        double Mean(string row) => Values(seed.Rows[row]).Average();
        var worst = GroundingRow.All.Where(Has).Select(row => row.Name).MinBy(Mean)!;
        var best = GroundingRow.All.Where(row => !Has(row)).Select(row => row.Name).MaxBy(Mean)!;
        return PairedDifference.Of(Values(seed.Rows[worst]), Values(seed.Rows[best]));
    }
}
