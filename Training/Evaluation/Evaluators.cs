namespace Gexia.Training.Evaluation;

/// <summary>All evaluators, a row each.</summary>
internal static class Evaluators
{
    /// <summary>By name; the first is what a training measures.</summary>
    public static IReadOnlyList<IEvaluator> All { get; } =
    [
        new RetrievalEvaluator(),
        new TwinEvaluator(),
    ];

    /// <summary>What a training measures.</summary>
    public static IEvaluator Default => All[0];

    /// <summary>The evaluator of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IEvaluator Named(string name) => All.FirstOrDefault(evaluator => evaluator.Name == name)
        ?? throw new ArgumentException(
            $"Evaluators: there is no '{name}'; known are {string.Join(", ", All.Select(evaluator => evaluator.Name))}.", nameof(name));
}
