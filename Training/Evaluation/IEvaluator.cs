using Gexia.Training.Runs;

namespace Gexia.Training.Evaluation;

/// <summary>Measures a model. An evaluator is a class like this and a row in <see cref="Evaluators"/>.</summary>
internal interface IEvaluator
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>The figures of one cell.</summary>
    /// <param name="task">What to measure on.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    IReadOnlyList<Figure> Measure(EvaluationTask task, CancellationToken cancellation);
}

/// <summary>What an evaluator works on.</summary>
/// <param name="Evaluation">Embeds with the model.</param>
/// <param name="Cell">Pairs, and how the model is asked.</param>
/// <param name="Ties">Which rank equal scores get.</param>
internal sealed record EvaluationTask(VideoTextEvaluation Evaluation, RunCell Cell, TieRule Ties);
