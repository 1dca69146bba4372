using Gexia.Models;

namespace Gexia.Training;

/// <summary>
/// Loss and gradients of one batch after another: by a captured step where the objective gives a key for it, else as usual.
/// </summary>
/// <remarks>
/// Everything shares one memory: captured steps of all keys, steps as usual, evaluations. It goes back to the process's pool at the
/// end. The bits do not depend on which way a step goes.
/// </remarks>
internal sealed class StepCache<TBatch>(IObjective<TBatch> objective, bool capture) : IDisposable
{
    // A captured step holds its small objects, half a megabyte for each 750 kernel calls; what is beyond is computed as usual.
    internal const int Most = 64;

    private readonly CaptureArena arena = new();
    private readonly InputMemory inputs = InputMemory.Shared();
    private readonly Dictionary<ShapeKey, Entry> entries = [];

    /// <summary>Captured steps so far.</summary>
    public int Count => entries.Count;

    /// <summary>A scope for what is computed without a capture.</summary>
    public TensorScope Begin() => capture ? arena.Begin() : TensorScope.Begin();

    /// <summary>Loss and gradients of a batch. They can be read until the result is disposed.</summary>
    public StepResult Run(TBatch batch) => capture && objective.KeyOf(batch) is { } key && EntryOf(key, batch) is { } entry
        ? entry.Run(batch, arena)
        : RunOnce(batch);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => arena.Dispose();

    private Entry? EntryOf(ShapeKey key, TBatch batch)
    {
        if (entries.TryGetValue(key, out var entry)) return entry;
        if (entries.Count == Most) return null;
        inputs.BeginStep();
        entries.Add(key, entry = new(objective.StepFor(batch, inputs)));
        return entry;
    }

    private StepResult RunOnce(TBatch batch)
    {
        var scope = Begin();
        try
        {
            var loss = objective.LossOf(batch);
            var value = loss.Total.At();
            Figure[] terms = [.. loss.Terms.Select(term => new Figure(term.Name, term.Value.At()))];      // before the walk gives them back
            return new(scope, value, double.IsFinite(value) ? loss.Total.Backward(release: true) : null, terms);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private sealed class Entry(TrainingStep<TBatch> step)
    {
        private CapturedStep? captured;
        private LossTerm[] terms = [];

        public StepResult Run(TBatch batch, CaptureArena arena)
        {
            step.Write(batch);
            if (captured is null) captured = CapturedStep.Capture(Loss, arena);
            else captured.Run();
            Figure[] figures = terms.Length == 0 ? [] : [.. terms.Select((term, i) => new Figure(term.Name, captured.Figures[i].At()))];
            return new(default, captured.Loss.At(), captured.Gradients, figures);
        }

        private (Tensor Loss, IReadOnlyList<Tensor> Figures) Loss()
        {
            var loss = step.Loss();
            terms = [.. loss.Terms];
            return (loss.Total, [.. terms.Select(term => term.Value)]);
        }
    }
}

/// <summary>What a step gave.</summary>
internal readonly ref struct StepResult(TensorScope scope, double loss, Gradients? gradients, IReadOnlyList<Figure> terms) : IDisposable
{
    private readonly TensorScope scope = scope;

    /// <summary>The loss.</summary>
    public double Loss => loss;

    /// <summary>Its gradients; where the loss is not finite there may be none.</summary>
    public Gradients? Gradients => gradients;

    /// <summary>Its terms, where it has several.</summary>
    public IReadOnlyList<Figure> Terms => terms;

    /// <summary>Ends what can be read.</summary>
    public void Dispose() => scope.Dispose();
}
