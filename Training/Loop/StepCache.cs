using System.Diagnostics.CodeAnalysis;
using Gexia.Models;

namespace Gexia.Training;

/// <summary>
/// Loss and gradients of one batch after another: by a captured step where the objective gives a key for it, else as usual.
/// </summary>
/// <remarks>
/// Everything shares one memory: captured steps of all keys, steps as usual, evaluations. It goes back to the process's pool at the
/// end. The bits do not depend on which way a step goes.
/// </remarks>
/// <param name="objective">Gives the losses.</param>
/// <param name="capture">Whether steps are captured.</param>
/// <param name="tail">What belongs to each step besides, where steps are queued and not read; null where they are read.</param>
internal sealed class StepCache<TBatch>(IObjective<TBatch> objective, bool capture, IStepTail? tail = null) : IDisposable
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

    /// <summary>Queues the step of a batch with its tail; reads nothing. The gradients hold until the result is disposed.</summary>
    public QueuedStep Queue(TBatch batch) => capture && objective.KeyOf(batch) is { } key && EntryOf(key, batch) is { } entry
        ? entry.Queue(batch, arena)
        : QueueOnce(batch);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => arena.Dispose();

    private Entry? EntryOf(ShapeKey key, TBatch batch)
    {
        if (entries.TryGetValue(key, out var entry)) return entry;
        if (entries.Count == Most) return null;
        inputs.BeginStep();
        entries.Add(key, entry = new(objective.StepFor(batch, inputs), tail));
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

    private QueuedStep QueueOnce(TBatch batch)
    {
        var scope = Begin();
        try
        {
            var loss = objective.LossOf(batch);
            // before the walk gives them back
            Tensor[] figures = [loss.Total.Detach().Copy(), .. loss.Terms.Select(term => term.Value.Detach().Copy())];
            var gradients = tail!.Root(loss.Total).Backward(release: true);
            tail.Queue(figures, gradients);
            return new(scope, gradients, [.. loss.Terms.Select(term => term.Name)]);
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    private sealed class Entry(TrainingStep<TBatch> step, IStepTail? tail)
    {
        private CapturedStep? captured;
        private string[] names = [];            // of the terms

        public StepResult Run(TBatch batch, CaptureArena arena)
        {
            Make(batch, arena);
            Figure[] figures = names.Length == 0 ? [] : [.. names.Select((name, i) => new Figure(name, captured.Figures[i].At()))];
            return new(default, captured.Loss.At(), captured.Gradients, figures);
        }

        public QueuedStep Queue(TBatch batch, CaptureArena arena)
        {
            Make(batch, arena);
            return new(default, captured.Gradients, names);
        }

        [MemberNotNull(nameof(captured))]
        private void Make(TBatch batch, CaptureArena arena)
        {
            step.Write(batch);
            if (captured is not null) captured.Run();
            else if (tail is null) captured = CapturedStep.Capture(Loss, arena);
            else captured = CapturedStep.Capture(ScaledLoss, arena, tail.Queue);
        }

        private (Tensor Loss, IReadOnlyList<Tensor> Figures) Loss()
        {
            var loss = step.Loss();
            names = [.. loss.Terms.Select(term => term.Name)];
            return (loss.Total, [.. loss.Terms.Select(term => term.Value)]);
        }

        private (Tensor Loss, IReadOnlyList<Tensor> Figures) ScaledLoss()
        {
            var (loss, terms) = Loss();
            return (tail!.Root(loss), [loss, .. terms]);
        }
    }
}

/// <summary>What belongs to each step that is queued and not read: it is captured with the step.</summary>
internal interface IStepTail
{
    /// <summary>What the backward pass starts from, a multiple of the loss.</summary>
    Tensor Root(Tensor loss);

    /// <summary>Queues what follows the backward pass.</summary>
    /// <param name="figures">Scalars: the loss, then its terms.</param>
    /// <param name="gradients">Of <see cref="Root"/>.</param>
    void Queue(IReadOnlyList<Tensor> figures, Gradients gradients);
}

/// <summary>A step that was queued.</summary>
internal readonly ref struct QueuedStep(TensorScope scope, Gradients gradients, IReadOnlyList<string> terms) : IDisposable
{
    private readonly TensorScope scope = scope;

    /// <summary>Of the loss, or of its multiple that the tail made.</summary>
    public Gradients Gradients => gradients;

    /// <summary>Names of the loss's terms.</summary>
    public IReadOnlyList<string> Terms => terms;

    /// <summary>Ends what can be used.</summary>
    public void Dispose() => scope.Dispose();
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
