namespace Gexia.Training;

/// <summary>The numbers of a training loop.</summary>
public sealed record TrainOptions
{
    /// <summary>Updates to make; 0 only evaluates and saves.</summary>
    public required long Steps { get; init; }

    /// <summary>Batches whose mean gradient makes one update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Largest global gradient norm; 0 clips nothing.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>Steps between evaluations; 0 evaluates only at the end. The end is always evaluated.</summary>
    public long EvaluateEvery { get; init; }

    /// <summary>Steps between checkpoints; 0 saves only at the end. The end is always saved.</summary>
    public long SaveEvery { get; init; } = 100;

    /// <summary>Checkpoints to keep, the newest; at least 1.</summary>
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Steps that may be left out in the whole training because a loss or gradient was not finite; one more ends it.</summary>
    public int MaxSkippedSteps { get; init; } = 10;

    /// <summary>Capture each form of step once and run it again, instead of building its record anew: no object is then made in a step.
    /// The bits are the same.</summary>
    public bool Capture { get; init; } = true;

    /// <summary>Multiply losses before the backward pass by a factor that finds itself, as gradients in float16 need: on a device that
    /// queues its work. A step that the factor was too large for is left out and not counted among
    /// <see cref="MaxSkippedSteps"/>.</summary>
    public bool ScalesLoss { get; init; }

    /// <summary>Batches made ahead.</summary>
    public int PrefetchAhead { get; init; } = 2;

    /// <summary>Threads that make them.</summary>
    public int PrefetchWorkers { get; init; } = 1;

    internal TrainOptions Checked()
    {
        if (Steps < 0
            || Accumulate < 1 || !(ClipNorm >= 0) || EvaluateEvery < 0 || SaveEvery < 0 || KeepCheckpoints < 1 || MaxSkippedSteps < 0
            || PrefetchAhead < 1 || PrefetchWorkers < 1)
            throw new ArgumentException(FormattableString.Invariant($"TrainOptions: a number is out of range: {this}"));
        return this;
    }
}
