using System.Collections.Concurrent;
using System.Diagnostics;
using Gexia.Data.Synthetic;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Training.GroundingWorlds;

/// <summary>
/// S-ViLM in miniature: the same small model trained with and without its parts on <see cref="TwoObjectWorld"/>, a training for each
/// <see cref="GroundingRow"/>, and what each reaches on unseen videos.
/// </summary>
internal sealed class GroundingExperiment
{
    // The longest first, so that both threads end together.
    private static readonly string[] order = ["both", "grounding", "grouping", "blended", "contrastive"];

    private readonly GroundingOptions options;
    private readonly int seeds;

    /// <summary>Nothing is made yet.</summary>
    /// <param name="options">The numbers; their seed is the first.</param>
    /// <param name="seeds">How many seeds, one after the other, at least 1.</param>
    /// <exception cref="ConfigException">A change of settings cannot be made.</exception>
    public GroundingExperiment(GroundingOptions options, int seeds = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        (this.options, this.seeds) = (options, seeds);
        foreach (var row in GroundingRow.All) _ = GroundingConfig.Of(options, new GroundingFolder(""), row);    // told of at once
    }

    /// <summary>Where a seed's files lie: the first one's in the root itself, so that more can be added to a finished one.</summary>
    public GroundingFolder FolderOf(string root, int number) =>
        new(number == 0 ? root : Path.Combine(root, FormattableString.Invariant($"seed-{options.OfSeed(number).Seed}")));

    /// <summary>The runs of all rows of all seeds.</summary>
    public IEnumerable<RunFolder> Runs(string root) =>
        from number in Enumerable.Range(0, seeds) from row in GroundingRow.All select FolderOf(root, number).Run(row.Name);

    /// <summary>Trains all rows of all seeds, going on from what the folder holds, and measures them.</summary>
    /// <param name="root">See <see cref="GroundingFolder"/>.</param>
    /// <param name="progressOf">The sink of a row of a seed; they are called from different threads.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; running it again goes on from there.</exception>
    public GroundingResult Run(
        string root, Func<ulong, GroundingRow, IProgressSink> progressOf, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        var unseen = new IReadOnlyList<TwoObjectSource>[seeds];
        for (var number = 0; number < seeds; number++) unseen[number] = Write(root, number, cancellation);
        var figures = new ConcurrentDictionary<(int Number, string Row), GroundingFigures>();
        var jobs = from number in Enumerable.Range(0, seeds) from name in order select (number, name);
        SideBySide.Run([.. jobs], options.AtATime, job =>
        {
            var (row, own, folder) = (GroundingRow.Named(job.name), options.OfSeed(job.number), FolderOf(root, job.number));
            var place = folder.Run(row.Name);
            using var run = new VideoTextRun(
                GroundingConfig.Of(own, folder, row), place, place.HoldsRun, cancellation, device: options.Device);
            run.Train(progressOf(own.Seed, row), cancellation);
            cancellation.ThrowIfCancellationRequested();
            figures[job] = new GroundingMeasure(run, unseen[job.number], own.Seed).Measure(cancellation);
        });
        return new(
            [
                .. Enumerable.Range(0, seeds).Select(number => new GroundingSeed(
                    options.OfSeed(number).Seed, unseen[number],
                    GroundingRow.All.ToDictionary(row => row.Name, row => figures[(number, row.Name)]))),
            ],
            clock.Elapsed.TotalSeconds);
    }

    private IReadOnlyList<TwoObjectSource> Write(string root, int number, CancellationToken cancellation)
    {
        var world = new TwoObjectWorld(options.OfSeed(number).Seed);
        var test = world.Test(options.TestSources, cancellation);
        FolderOf(root, number).Write(world.Train(options.TrainSources, cancellation), test, cancellation);
        return test;
    }
}

/// <summary>What came out.</summary>
/// <param name="Seeds">At least one.</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record GroundingResult(IReadOnlyList<GroundingSeed> Seeds, double Seconds);

/// <summary>What one seed gave.</summary>
/// <param name="Seed">Of data, weights and batches.</param>
/// <param name="Unseen">The videos that were measured on.</param>
/// <param name="Rows">By <see cref="GroundingRow.Name"/>.</param>
internal sealed record GroundingSeed(
    ulong Seed, IReadOnlyList<TwoObjectSource> Unseen, IReadOnlyDictionary<string, GroundingFigures> Rows);
