namespace Gexia.Training.Evaluation;

/// <summary>The choice between each video and its segments in opposite order, see <see cref="TwinChoice"/>.</summary>
internal sealed class TwinEvaluator : IEvaluator
{
    public string Name => "twin";

    public IReadOnlyList<Figure> Measure(EvaluationTask task, CancellationToken cancellation) =>
        [new("twin", TwinChoice.Measure(task.Evaluation, task.Cell.Set, task.Cell.Options, cancellation).Average())];
}
