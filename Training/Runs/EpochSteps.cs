using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Training.Config;
using Gexia.Training.Tasks;

namespace Gexia.Training.Runs;

/// <summary>Epochs as steps: the way in which papers state the length of a training, and the way in which one is run.</summary>
internal static class EpochSteps
{
    /// <summary>
    /// The configuration with steps in place of epochs: ⌈epochs × Σ pairs / batch⌉ batches of all granularities, <c>accumulate</c> of
    /// them a step.
    /// A pair counts whether or not its video can be read, which is not known before.
    /// </summary>
    /// <param name="config">Where it names no epochs it is returned as it is.</param>
    /// <param name="cancellation">Ends the counting.</param>
    /// <exception cref="GexiaException">What is trained on is missing or malformed.</exception>
    public static RunConfig Counted(RunConfig config, CancellationToken cancellation)
    {
        if (config.Training.Epochs is not { } epochs) return config;
        var batches = config.Task is { } task
            ? (double)TaskRun.SamplesOf(config, cancellation) / task.Policy.BatchSize
            : PairsOf(config, cancellation).Sum(own => (double)own.Pairs / own.Policy.BatchSize);
        return config.WithSteps(StepsOf(epochs, batches, config.Training.Options.Accumulate));
    }

    /// <summary>Steps of some epochs.</summary>
    /// <param name="epochs">How many.</param>
    /// <param name="batches">Of an epoch, the last perhaps a part of one.</param>
    /// <param name="accumulate">Batches of a step.</param>
    public static long StepsOf(double epochs, double batches, int accumulate) =>
        // What is whole but for rounding is whole: 0.1 epochs of 30 batches are 3 steps.
        checked((long)Math.Ceiling(Math.Round(epochs * batches / accumulate, 6)));

    private static IEnumerable<(GranularityPolicy Policy, int Pairs)> PairsOf(RunConfig config, CancellationToken cancellation)
    {
        var plan = config.Data.Plan is { } path ? ExpansionPlan.Open(path) : PairExpansion.DefaultPlan(config.Data.MinPairs);
        // What cannot be used is told of when the training opens the file.
        var pairs = PairExpansion.Open(config.Data.PairFile, plan, new Rng(config.Seed).At(0, "expansion"), _ => { }, cancellation);
        return config.Training.Granularities
            .Where(policy => policy.Weight > 0 || config.Training.Batching == GranularityOrder.Turns)
            .Select(policy => (policy, pairs.GetValueOrDefault(Granularity.Named(policy.Name))?.Count ?? 0));
    }
}
