using Gexia.Training.Evaluation;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>What measuring a head gave.</summary>
/// <param name="Train">What it was trained on.</param>
/// <param name="Test">What it was measured on.</param>
/// <param name="Figures">The figures, the one that says most first.</param>
/// <param name="Details">What else has to be known to compare them, by name.</param>
internal sealed record PartResult(
    SplitCount Train, SplitCount Test, IReadOnlyList<MeasuredFigure> Figures, IReadOnlyList<KeyValuePair<string, long>> Details);
