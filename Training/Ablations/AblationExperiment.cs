using System.Collections.Concurrent;
using System.Diagnostics;
using Gexia.Training.Miniature;

namespace Gexia.Training.Ablations;

/// <summary>
/// The trainings that tables T3, T4, T6, T11 and figure 3 of GEXIA's paper compare, in miniature: each once for every seed, whichever
/// tables ask for it, and measured on unseen sources.
/// </summary>
internal sealed class AblationExperiment
{
    private readonly MiniatureOptions options;
    private readonly int seeds;
    private readonly IReadOnlyList<AblationCell> cells;

    /// <summary>Nothing is made yet.</summary>
    /// <param name="options">The numbers; their seed is the first.</param>
    /// <param name="seeds">How many seeds, one after the other, at least 1.</param>
    /// <param name="cells">What is measured; only what that needs is trained.</param>
    public AblationExperiment(MiniatureOptions options, int seeds, IEnumerable<AblationCell> cells)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        (this.options, this.seeds, this.cells) = (options.Checked(), seeds, [.. cells.Distinct()]);
        HashSet<AblationTraining> needed = [];
        foreach (var cell in this.cells)
            for (var training = cell.Training; training is not null && needed.Add(training); training = training.After) { }
        Trainings = [.. AblationTraining.All.Where(needed.Contains)];
    }

    /// <summary>What is trained for each seed.</summary>
    public IReadOnlyList<AblationTraining> Trainings { get; }

    /// <summary>Updates of all trainings of all seeds together.</summary>
    public long Steps => seeds * Trainings.Sum(training => (long)OptionsOf(training, options).Steps);

    /// <summary>Where a seed's files lie: the first one's in the root itself, so that more can be added to a finished one.</summary>
    public MiniatureFolder FolderOf(string root, int number) =>
        new(number == 0 ? root : Path.Combine(root, FormattableString.Invariant($"seed-{options.OfSeed(number).Seed}")));

    /// <summary>Trains, going on from what the folder holds, and measures.</summary>
    /// <param name="root">See <see cref="MiniatureFolder"/>.</param>
    /// <param name="progressOf">The sink of a training of a seed; they are called from different threads.</param>
    /// <param name="cancellation">Saves what is trained so far and stops.</param>
    /// <exception cref="OperationCanceledException">It was cancelled; running it again goes on from there.</exception>
    public AblationResult Run(
        string root, Func<ulong, AblationTraining, IProgressSink> progressOf, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        List<IReadOnlyDictionary<AblationCell, AblationFigures>> results = [];
        // Data of one seed at a time is held in memory. What starts with another training's weights runs behind that on the same thread.
        for (var number = 0; number < seeds; number++) results.Add(RunSeed(number));
        return new(results, clock.Elapsed.TotalSeconds);

        Dictionary<AblationCell, AblationFigures> RunSeed(int number)
        {
            var (own, folder) = (options.OfSeed(number), FolderOf(root, number));
            var data = new MiniatureData(own, cancellation);
            folder.Write(data, cancellation);
            var figures = new ConcurrentDictionary<AblationCell, AblationFigures>();
            SideBySide.Run(Trainings.Where(training => training.After is null).ToList(), options.AtATime, first =>
            {
                foreach (var training in Trainings.Where(training => training == first || training.After == first))
                    Train(training, own, data, folder, figures);
            });
            return figures.ToDictionary();
        }

        void Train(
            AblationTraining training, MiniatureOptions own, MiniatureData data, MiniatureFolder folder,
            ConcurrentDictionary<AblationCell, AblationFigures> figures)
        {
            var place = folder.Run(training.Name);
            var run = new MiniatureTraining(training.Name, OptionsOf(training, own), data, training.Recipe, place);
            run.Run(place, progressOf(own.Seed, training), cancellation);
            cancellation.ThrowIfCancellationRequested();
            foreach (var cell in cells.Where(cell => cell.Training == training))
                figures[cell] = AblationFigures.Measure(run, data, cell, cancellation);
        }
    }

    private static MiniatureOptions OptionsOf(AblationTraining training, MiniatureOptions options) =>
        training.Recipe.Composition == Composition.Images ? options.ForImages() : options;
}

/// <summary>What came out.</summary>
/// <param name="Seeds">[seeds] what each cell gave.</param>
/// <param name="Seconds">Wall-clock time of trainings and measurements.</param>
internal sealed record AblationResult(IReadOnlyList<IReadOnlyDictionary<AblationCell, AblationFigures>> Seeds, double Seconds)
{
    /// <summary>[seeds] a figure of a cell.</summary>
    public IReadOnlyList<double> Of(AblationCell cell, string figure) => [.. Seeds.Select(seed => seed[cell][figure])];
}
