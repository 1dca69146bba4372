using Gexia.Models;
using System.Diagnostics;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Training.Optimizers;

namespace Gexia.Training;

/// <summary>
/// Trains an objective: learning rate, evaluate and save, forward and backward for each batch of the step, clip, update, log.
/// See lessons/12-training.cs.
/// </summary>
/// <remarks>
/// Everything a step does is a function of the configuration and the step's number. So a training that is killed at any moment and
/// resumed ends with the bytes (weights and log) of an uninterrupted one, and the number of threads changes nothing.
/// Trainings may run at the same time on different threads: nothing is shared between them but the pool of memory.
/// Where the objective allows it, a step is captured once for each <see cref="ShapeKey"/> and then run again (<see cref="CapturedStep"/>).
/// </remarks>
/// <typeparam name="TBatch">Plain data.</typeparam>
/// <param name="objective">Model and loss.</param>
/// <param name="batches">Makes batch 0, 1, …; a pure function of its number, called on background threads.</param>
/// <param name="optimizer">Made over the objective's parameters.</param>
/// <param name="schedule">Factor on the learning rates.</param>
/// <param name="options">The numbers.</param>
/// <param name="config">All that decides the result, as JSON; saved in every checkpoint and compared on resuming, when only training.steps
/// may have been raised.</param>
public sealed class TrainLoop<TBatch>(
    IObjective<TBatch> objective, Func<long, CancellationToken, TBatch> batches, AdamW optimizer, ISchedule schedule, TrainOptions options,
    string config)
{
    private readonly TrainOptions options = options.Checked();
    private readonly double largestRate = optimizer.Groups.Max(group => group.LearningRate);
    private TrainState state = new();
    private IReadOnlyList<Figure> figures = [];

    /// <summary>
    /// Measures the model as it is; null evaluates nothing. Called inside a <see cref="TensorScope"/>, with recording off.
    /// </summary>
    public Func<CancellationToken, IReadOnlyList<Figure>>? Evaluate { get; init; }

    /// <summary>Which figure makes weights the best; null keeps the newest as best.</summary>
    public BestRule? Best { get; init; }

    /// <summary>What is saved beside the run as <c>config.json</c>, where that is not the configuration that checkpoints keep.</summary>
    public string? SavedConfig { get; init; }

    /// <summary>The lock of the folder, where the caller holds it for longer; otherwise it is held while <see cref="Run"/> runs.</summary>
    public FileLock? Lock { get; init; }

    /// <summary>Is told how it goes.</summary>
    public IProgressSink Progress { get; init; } = new NoProgress();

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <param name="folder">Receives config, logs, weights and checkpoints.</param>
    /// <param name="resume">Go on from the newest checkpoint; starts anew when there is none yet.</param>
    /// <param name="cancellation">Saves a checkpoint and returns.</param>
    /// <exception cref="TrainingException">Too many steps were not finite, or the folder holds a run already.</exception>
    /// <exception cref="GexiaException">What is there to resume does not fit, another process trains here, or the folder
    /// vanished.</exception>
    /// <exception cref="IOException">A file could not be written; the message says which checkpoint is safe.</exception>
    public TrainResult Run(RunFolder folder, bool resume = false, CancellationToken cancellation = default)
    {
        using var own = Lock is null ? folder.TakeLock() : null;
        try
        {
            return Train(folder, Lock ?? own!, resume, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{error.Message.TrimEnd('.')}. {SafeState(folder)}", error);
        }
    }

    private TrainResult Train(RunFolder folder, FileLock held, bool resume, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        RequireFolder(folder, held);
        var savedStep = Start(folder, resume);
        using var log = RunLog.Open(folder, state.LogBytes, state.Step);
        using var prefetch = new Prefetch<TBatch>(
            batches, state.Step * options.Accumulate, (options.Steps - state.Step) * options.Accumulate, options.PrefetchAhead,
            options.PrefetchWorkers, cancellation);
        using var runner = StepRunner<TBatch>.For(objective, optimizer, options);
        runner.LossScale = state.LossScale;
        var pace = new Pace(clock);
        TBatch Next()
        {
            using (pace.Waiting()) return prefetch.Next(cancellation);
        }
        try
        {
            while (true)
            {
                var multiplier = schedule.Multiplier(state.Step);

                RequireFolder(folder, held);
                if (IsDue(options.EvaluateEvery) && state.EvaluatedStep != state.Step) EvaluateNow(folder, log, runner.Steps, cancellation);
                if (IsDue(options.SaveEvery) && savedStep != state.Step) savedStep = Save(folder, log);
                if (state.Step == options.Steps) return Result(completed: true, clock);
                cancellation.ThrowIfCancellationRequested();

                Step(runner, Next, multiplier, log, pace);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            RequireFolder(folder, held);
            if (savedStep != state.Step) Save(folder, log);
            return Result(completed: false, clock);
        }
    }

    // Whoever writes into a folder that is gone makes another one, with a part of the run.
    private void RequireFolder(RunFolder folder, FileLock held)
    {
        if (!held.IsHeld)
        {
            throw new GexiaException(
                $"{folder.Root}: the folder of the run was deleted, moved or replaced while it was written to. "
                + $"The training ends at step {state.Step}; nothing more is saved.");
        }
    }

    private static string SafeState(RunFolder folder) => folder.SavedSteps() is [.., var newest]
        ? $"The checkpoint of step {newest} is safe: {folder.Checkpoint(newest)}."
        : "There is no checkpoint yet.";

    /// <summary>Prepares the folder and, on resuming, takes over the newest checkpoint. Returns its step, or −1.</summary>
    private long Start(RunFolder folder, bool resume)
    {
        if (!resume && folder.HoldsRun)
            throw new TrainingException($"{folder.Root}: holds a run already. Use --resume to go on with it, or another folder.");
        Directory.CreateDirectory(folder.Checkpoints);
        var savedStep = -1L;
        if (resume && folder.SavedSteps() is [.., var newest])
        {
            state = Checkpoint.Load(folder.Checkpoint(newest), objective.Parameters, optimizer, config);
            if (state.Step > options.Steps)
            {
                throw new GexiaException(
                    $"{folder.Checkpoint(newest)}: is at step {state.Step}, beyond the {options.Steps} steps of the training.");
            }
            savedStep = state.Step;
        }
        folder.SaveConfig(SavedConfig ?? config);
        return savedStep;
    }

    private bool IsDue(long every) => state.Step == options.Steps || (every > 0 && state.Step > 0 && state.Step % every == 0);

    private void EvaluateNow(RunFolder folder, RunLog log, StepCache<TBatch> steps, CancellationToken cancellation)
    {
        if (Evaluate is not null)
        {
            using (steps.Begin())
            using (Graph.NoGradient()) figures = Evaluate(cancellation);
            log.Write((state.Step, figures), static (json, entry) =>
            {
                json.WriteNumber("step", entry.Step);
                json.WriteStartObject("eval");
                foreach (var figure in entry.figures) WriteNumber(json, figure.Name, figure.Value);
                json.WriteEndObject();
            });
            Progress.Evaluated(state.Step, figures);
        }
        state = state with { EvaluatedStep = state.Step };
        if (Best is null || Evaluate is null) return;
        var score = figures.FirstOrDefault(figure => figure.Name == Best.Figure)?.Value
            ?? throw new TrainingException(
                $"The best weights are to be chosen by '{Best.Figure}', which the evaluation does not give. "
                + $"It gives: {string.Join(", ", figures.Select(figure => figure.Name))}.");
        if (double.IsNaN(score) || (state.BestStep >= 0 && (Best.HigherIsBetter ? score <= state.Best : score >= state.Best))) return;
        state = state with { Best = score, BestStep = state.Step };
        Weights.Save(folder.Best, objective.Parameters, state.Step);
    }

    /// <summary>
    /// Weights first, the state last: whatever is interrupted, the state on the disk is of a moment from which all else is made again.
    /// </summary>
    private long Save(RunFolder folder, RunLog log)
    {
        log.Flush();
        state = state with { LogBytes = log.Length };
        Weights.Save(folder.Last, objective.Parameters, state.Step);
        if (state.BestStep < 0) Weights.Save(folder.Best, objective.Parameters, state.Step);
        Checkpoint.Save(folder.Checkpoint(state.Step), objective.Parameters, optimizer, state, config);
        var saved = folder.SavedSteps();
        foreach (var old in saved.Take(saved.Count - options.KeepCheckpoints)) File.Delete(folder.Checkpoint(old));
        Progress.Saved(state.Step, folder.Checkpoint(state.Step));
        return state.Step;
    }

    private void Step(StepRunner<TBatch> runner, Func<TBatch> next, double multiplier, RunLog log, Pace pace)
    {
        var outcome = runner.Run(next, multiplier);
        state = state with { Step = state.Step + 1, LossScale = runner.LossScale };
        if (!outcome.IsApplied)
        {
            Skip(
                log,
                pace,
                double.IsFinite(outcome.Loss)
                    ? FormattableString.Invariant($"the gradient norm is {outcome.Norm}")
                    : FormattableString.Invariant($"the loss is {outcome.Loss}"),
                outcome);
            return;
        }
        state = state with { Loss = outcome.Loss };
        Log(log, pace, outcome, runner.Terms, largestRate * multiplier);
    }

    private void Log(RunLog log, Pace pace, StepOutcome outcome, LossTerms terms, double rate)
    {
        var (label, loss, norm) = (outcome.Label, outcome.Loss, outcome.Norm);
        log.Write((state.Step, label, loss, terms, rate, norm), static (json, entry) =>
        {
            json.WriteNumber("step", entry.Step);
            json.WriteString("batch", entry.label);
            json.WriteNumber("loss", entry.loss);
            entry.terms.WriteTo(json);
            json.WriteNumber("learning_rate", entry.rate);
            json.WriteNumber("gradient_norm", entry.norm);
        });
        pace.Stepped(log, state.Step);
        Progress.Stepped(
            new(state.Step, options.Steps, label, loss, rate, norm, pace.StepsPerSecond, pace.Remaining(options.Steps - state.Step)));
    }

    private void Skip(RunLog log, Pace pace, string reason, StepOutcome outcome)
    {
        var label = outcome.Label;
        if (!outcome.IsRescaled) state = state with { SkippedSteps = state.SkippedSteps + 1 };
        log.Write((state.Step, label, reason), static (json, entry) =>
        {
            json.WriteNumber("step", entry.Step);
            json.WriteString("batch", entry.label);
            json.WriteString("skipped", entry.reason);
        });
        pace.Stepped(log, state.Step);
        Progress.Skipped(state.Step, reason);
        if (outcome.IsRescaled || state.SkippedSteps <= options.MaxSkippedSteps) return;
        log.Flush();
        var weights = FiniteWeights.Problem(objective.Parameters) is { } problem
            ? $"{problem}, so go on from the last checkpoint"
            : "the weights are unharmed";
        throw new TrainingException(
            $"Step {state.Step} ({label}): {reason}. That is {state.SkippedSteps} steps left out, more than the "
            + $"{options.MaxSkippedSteps} allowed; {weights}. Try a lower learning rate or a longer warm-up.");
    }

    private TrainResult Result(bool completed, Stopwatch clock) => new(
        completed, state.Step, state.Loss, state.SkippedSteps, figures, state.BestStep < 0 ? null : state.Best, state.BestStep,
        clock.Elapsed.TotalSeconds, PeakMemory.Bytes);

    // JSON has no word for NaN and infinity.
    private static void WriteNumber(System.Text.Json.Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
