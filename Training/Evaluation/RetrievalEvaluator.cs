namespace Gexia.Training.Evaluation;

/// <summary>Retrieval in both directions.</summary>
internal sealed class RetrievalEvaluator : IEvaluator
{
    public string Name => "retrieval";

    public IReadOnlyList<Figure> Measure(EvaluationTask task, CancellationToken cancellation) =>
        task.Evaluation.Retrieve(task.Cell.Set, task.Cell.Options, task.Ties, cancellation).Figures;
}
