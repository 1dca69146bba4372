using Gexia.Models;
using Gexia.Training;
using Gexia.Training.Ablations;
using Gexia.Training.Miniature;

namespace Gexia.Cli.Reproduce.Ablations;

/// <summary>The tables of GEXIA's paper that share trainings.</summary>
internal static class AblationTables
{
    /// <summary>What <c>--model</c> calls the family.</summary>
    public const string Model = "gexia";

    /// <summary>In the paper's order.</summary>
    public static IReadOnlyList<AblationTable> All { get; } =
    [
        CompositionTable.Table, PolicyTable.Table, InferenceTable.Table, SweepFigure.Table, IntegrationTable.Table, ImageTable.Table,
    ];

    /// <summary>Trains and measures what the tables of a call need.</summary>
    /// <exception cref="CommandException">It was cancelled.</exception>
    public static AblationResult Train(Session session, ReproduceRequest request, string folder, CancellationToken cancellation)
    {
        var usual = new MiniatureOptions();
        var options = usual with
        {
            Seed = request.Seed,
            Steps = request.Steps ?? usual.Steps,
            TrainSources = request.Sources ?? usual.TrainSources,
            TestSources = request.Unseen ?? usual.TestSources,
            Device = request.Device,
            AtATime = request.Device is null ? usual.AtATime : 1,
        };
        var experiment = new AblationExperiment(
            options, request.Seeds, All.Where(table => request.Tables.Contains(table.Table)).SelectMany(table => table.Cells));
        return TrainedTables.Run(
            session, request, experiment.Trainings.Count * request.Seeds, options.Steps, options.AtATime, folder,
            progressOf => experiment.Run(
                folder, (seed, training) => progressOf(FormattableString.Invariant($"{seed}: {training.Name}")), cancellation),
            experiment.Steps, cancellation);
    }

    /// <summary>Retrieval of whole videos by their joined captions.</summary>
    public static AblationCell Long(AblationTraining training, int video, int text) =>
        new(training, AblationGallery.Long, new Iterations(video, text));

    /// <summary>Retrieval of clips by their captions.</summary>
    public static AblationCell Short(AblationTraining training, int video, int text) =>
        new(training, AblationGallery.Short, new Iterations(video, text));

    /// <summary>Retrieval of whole videos by their summaries.</summary>
    public static AblationCell Summary(AblationTraining training, int video, int text) =>
        new(training, AblationGallery.Summary, new Iterations(video, text));

    /// <summary>Classification of middle frames.</summary>
    public static AblationCell Images(AblationTraining training, int video, int text) =>
        new(training, AblationGallery.Images, new Iterations(video, text));

    /// <summary>R@1, R@5 and R@10 of a data set as the paper prints them.</summary>
    /// <param name="name">What the figures' names begin with, such as "activitynet_t2v".</param>
    /// <param name="values">The three.</param>
    public static IEnumerable<Figure> Recalls(string name, params double[] values) =>
        values.Zip((string[])["r1", "r5", "r10"], (value, place) => new Figure($"{name}_{place}", value));
}
