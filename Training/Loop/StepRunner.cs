using Gexia.Training.Optimizers;

namespace Gexia.Training;

/// <summary>What an update of the weights gave.</summary>
/// <param name="Label">What kind of batch it was; the first one's, where several are accumulated.</param>
/// <param name="Loss">Mean over the batches.</param>
/// <param name="Norm">Of all gradients; NaN where none was computed.</param>
/// <param name="IsApplied">Whether the weights were changed: everything was finite.</param>
/// <param name="IsRescaled">Whether nothing was changed because the loss scale was too large.</param>
internal readonly record struct StepOutcome(string Label, double Loss, double Norm, bool IsApplied, bool IsRescaled);

/// <summary>Makes updates of the weights: forward and backward for each batch, norm, clip, AdamW, clamp.</summary>
internal abstract class StepRunner<TBatch>(IObjective<TBatch> objective, TrainOptions options, StepCache<TBatch> steps) : IDisposable
{
    /// <summary>Memory of steps, and of what is computed between them.</summary>
    public StepCache<TBatch> Steps => steps;

    /// <summary>The terms of the last update's losses, as means over its batches.</summary>
    public LossTerms Terms { get; } = new();

    /// <summary>The loss scale of the next step, and good steps since it changed; null where losses are not scaled.</summary>
    public virtual (float Scale, int Good)? LossScale { get => null; set { } }

    protected IObjective<TBatch> Objective => objective;

    protected TrainOptions Options => options;

    protected GradientAccumulator? Accumulator { get; } =
        options.Accumulate > 1 ? new(objective.Parameters.Select(parameter => parameter.Value)) : null;

    /// <summary>The runner for where the parameters live.</summary>
    public static StepRunner<TBatch> For(IObjective<TBatch> objective, AdamW optimizer, TrainOptions options) =>
        optimizer.Queued(options.Accumulate, options.ClipNorm, new(options.ScalesLoss)) is { } update
            ? new QueuedSteps<TBatch>(objective, update, options)
            : new ReadSteps<TBatch>(objective, optimizer, options);

    /// <summary>Makes one update.</summary>
    /// <param name="next">Gives the next batch.</param>
    /// <param name="multiplier">The schedule's factor on every group's learning rate.</param>
    public abstract StepOutcome Run(Func<TBatch> next, double multiplier);

    /// <inheritdoc/>
    public void Dispose() => steps.Dispose();
}

/// <summary>Updates where the processor reads loss and norm on the way, and decides.</summary>
internal sealed class ReadSteps<TBatch>(IObjective<TBatch> objective, AdamW optimizer, TrainOptions options)
    : StepRunner<TBatch>(objective, options, new(objective, options.Capture))
{
    public override StepOutcome Run(Func<TBatch> next, double multiplier)
    {
        double loss = 0, norm = double.NaN;
        var label = "";
        Accumulator?.Clear();
        Terms.Clear();
        for (var micro = 0; micro < Options.Accumulate; micro++)
        {
            var batch = next();
            if (micro == 0) label = Objective.Describe(batch);
            using var result = Steps.Run(batch);
            loss += result.Loss / Options.Accumulate;
            Terms.Add(result.Terms, 1.0 / Options.Accumulate);
            if (!double.IsFinite(loss)) continue; // take the step's other batches too, so that numbers stay in step
            if (Accumulator is null) norm = Update(result.Gradients!, multiplier);
            else Accumulator.Add(result.Gradients!, 1.0 / Options.Accumulate);
        }
        if (Accumulator is not null && double.IsFinite(loss)) norm = Update(Accumulator.Gradients, multiplier);
        if (double.IsFinite(norm)) TemperatureClamp.Apply(Objective.Parameters);
        return new(label, loss, norm, double.IsFinite(norm), IsRescaled: false);
    }

    /// <summary>Clips and updates, unless the norm is not finite. Returns it.</summary>
    private double Update(Gradients gradients, double multiplier)
    {
        var norm = optimizer.GradientNorm(gradients);
        if (double.IsFinite(norm)) optimizer.Step(gradients, multiplier, GradientNorm.ClipScale(norm, Options.ClipNorm));
        return norm;
    }
}

/// <summary>Updates that are queued on a device as a whole, decisions included; loss and norm are read once, behind them.</summary>
internal sealed class QueuedSteps<TBatch>(IObjective<TBatch> objective, QueuedUpdate update, TrainOptions options)
    : StepRunner<TBatch>(objective, options, new(objective, options.Capture, new Tail(update, isWhole: options.Accumulate == 1)))
{
    public override (float Scale, int Good)? LossScale
    {
        get => Options.ScalesLoss ? (update.LossScale, update.GoodSteps) : null;
        set
        {
            if (value is { } state) update.SetLossScale(state.Scale, state.Good);
        }
    }

    public override StepOutcome Run(Func<TBatch> next, double multiplier)
    {
        var label = "";
        var terms = new IReadOnlyList<string>[Options.Accumulate];
        Gradients? reached = null;
        Accumulator?.Clear();
        Terms.Clear();
        update.Begin(multiplier);
        for (var micro = 0; micro < Options.Accumulate; micro++)
        {
            var batch = next();
            if (micro == 0) label = Objective.Describe(batch);
            using var step = Steps.Queue(batch);
            terms[micro] = step.Terms;
            reached = step.Gradients;
            if (Accumulator is null) continue;
            update.KeepNoted(micro);
            Accumulator.Add(step.Gradients, 1.0 / Options.Accumulate);
        }
        if (Accumulator is not null) update.Queue(reached = Accumulator.Gradients);
        var report = update.Read();
        if (report.IsApplied) update.Count(reached!);
        return new(label, Losses(report, terms), report.Values[QueuedReport.Norm], report.IsApplied, report.IsRescaled);
    }

    // The mean of the losses; their terms are added up beside.
    private double Losses(QueuedReport report, IReadOnlyList<string>[] terms)
    {
        double loss = 0;
        for (var micro = 0; micro < terms.Length; micro++)
        {
            var row = report.Values.AsSpan(QueuedReport.Losses + (micro * QueuedReport.Width), QueuedReport.Width);
            loss += row[0] / (double)terms.Length;
            for (var i = 0; i < Math.Min(terms[micro].Count, QueuedReport.MostTerms); i++)
                Terms.Add(terms[micro][i], row[i + 1], 1.0 / terms.Length);
        }
        return loss;
    }

    // What is captured with each batch: its loss is noted, and where one batch makes a step, the update follows.
    private sealed class Tail(QueuedUpdate update, bool isWhole) : IStepTail
    {
        public Tensor Root(Tensor loss) => update.Root(loss);

        public void Queue(IReadOnlyList<Tensor> figures, Gradients gradients)
        {
            update.Note(figures);
            if (isWhole) update.Queue(gradients);
        }
    }
}
