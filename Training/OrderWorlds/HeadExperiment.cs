using System.Collections.Concurrent;
using System.Diagnostics;
using Gexia.Data.Granularities;
using Gexia.Data.Synthetic;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Training.OrderWorlds;

/// <summary>
/// Heads on whole videos, compared over several seeds: each training and the towers that it starts with once for every seed and world,
/// whichever measurements ask for them.
/// </summary>
internal sealed class HeadExperiment
{
    private readonly OrderOptions options;
    private readonly int seeds;
    private readonly IReadOnlyList<HeadCell> cells;

    /// <summary>Nothing is made yet.</summary>
    /// <param name="options">The numbers; their seed is the first. Their palettes are not looked at.</param>
    /// <param name="seeds">How many seeds, at least 1.</param>
    /// <param name="cells">What is measured; only what that needs is trained.</param>
    /// <exception cref="ConfigException">A change of settings cannot be made.</exception>
    public HeadExperiment(OrderOptions options, int seeds, IEnumerable<HeadCell> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        (this.options, this.seeds, this.cells) = (options, seeds, [.. cells.Distinct()]);
        // GEXIA's trainings take longer: first, so that both threads end together.
        Heads = [.. this.cells.Select(cell => cell.Training).Distinct().OrderBy(training => training.Head)];
        Stages = [.. Heads.Select(training => training.Stage).OfType<HeadWorld>().Distinct()];
        Worlds = [.. Heads.Select(training => training.World).Concat(Stages).Distinct()];
        foreach (var training in Heads) _ = OrderConfig.Head(options, new OrderFolder(""), training, training.Name);  // told of at once
    }

    /// <summary>What is trained on whole videos, for each seed.</summary>
    public IReadOnlyList<HeadTraining> Heads { get; }

    /// <summary>Worlds that towers are trained on, for each seed.</summary>
    public IReadOnlyList<HeadWorld> Stages { get; }

    /// <summary>These, and those of the heads.</summary>
    public IReadOnlyList<HeadWorld> Worlds { get; }

    /// <summary>Trainings of all seeds together, towers among them.</summary>
    public int Trainings => seeds * (Heads.Count + Stages.Count);

    /// <summary>Where the files of a world lie for one seed.</summary>
    /// <param name="root">Holds all seeds.</param>
    /// <param name="number">Of the seed, from 0.</param>
    /// <param name="world">The world.</param>
    public OrderFolder FolderOf(string root, int number, HeadWorld world) =>
        new(Path.Combine(root, FormattableString.Invariant($"seed-{options.OfSeed(number).Seed}"), world.Name));

    /// <summary>Trains, going on from what the folder holds, and measures.</summary>
    /// <param name="root">Receives data and runs, see <see cref="FolderOf"/>.</param>
    /// <param name="progressOf">The sink of a training by its name, such as "0/order-8/towers"; they are called from different
    /// threads.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; running it again goes on from there.</exception>
    public HeadResult Run(string root, Func<string, IProgressSink> progressOf, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var ceilings = new ConcurrentDictionary<(int, HeadWorld), double>();
        var measured = new ConcurrentDictionary<(int, HeadCell), OrderHead>();
        SideBySide.Run(Each(Worlds), options.AtATime, job =>
        {
            var folder = FolderOf(root, job.Number, job.Item);
            ceilings[job] = Write(folder, job.Number, job.Item, cancellation);
            if (Stages.Contains(job.Item))
                Train(job.Number, job.Item, OrderExperiment.TowersName, own => OrderConfig.Towers(own, folder), _ => { });
        });
        SideBySide.Run(Each(Heads), options.AtATime, job =>
        {
            var (number, training) = job;
            var folder = FolderOf(root, number, training.World);
            Train(number, training.World, training.Name, own => OrderConfig.Head(own, folder, training, training.Name), run =>
            {
                var set = run.Test.First(cell => cell.Set.Granularity == Granularity.Lvlt).Set;
                foreach (var cell in cells.Where(cell => cell.Training == training))
                    measured[(number, cell)] = OrderHead.Measure(run, RunCell.Of(set, cell.Iterations), cancellation);
            });
        });
        return new(
            [
                .. Enumerable.Range(0, seeds).Select(number => new HeadSeed(
                    cells.ToDictionary(cell => cell, cell => measured[(number, cell)]),
                    Worlds.ToDictionary(world => world, world => ceilings[(number, world)])))
            ],
            clock.Elapsed.TotalSeconds);

        void Train(int number, HeadWorld world, string name, Func<OrderOptions, RunConfig> config, Action<VideoTextRun> measure)
        {
            var (own, folder) = (options.OfSeed(number), FolderOf(root, number, world).Run(name));
            using var run = new VideoTextRun(config(own), folder, folder.HoldsRun, cancellation, device: options.Device);
            run.Train(progressOf(FormattableString.Invariant($"{own.Seed}/{world.Name}/{name}")), cancellation);
            cancellation.ThrowIfCancellationRequested();
            measure(run);
        }
    }

    private List<(int Number, T Item)> Each<T>(IReadOnlyList<T> items) =>
        [.. from number in Enumerable.Range(0, seeds) from item in items select (number, item)];

    private double Write(OrderFolder folder, int number, HeadWorld world, CancellationToken cancellation)
    {
        var seed = options.OfSeed(number).Seed;
        var gallery = world.Gallery(seed, options.TestSources, cancellation);
        folder.Write(world.Train(seed, options.TrainSources, cancellation), gallery, cancellation);
        return OrderWorld.OrderBlindCeiling(gallery);
    }
}

/// <summary>What came out.</summary>
/// <param name="Seeds">At least one.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record HeadResult(IReadOnlyList<HeadSeed> Seeds, double Seconds);

/// <summary>What one seed gave.</summary>
/// <param name="Heads">By what was measured.</param>
/// <param name="Ceilings">R@1 text to video, percent, that a model without order can be expected to reach at best in each world.</param>
internal sealed record HeadSeed(IReadOnlyDictionary<HeadCell, OrderHead> Heads, IReadOnlyDictionary<HeadWorld, double> Ceilings);
