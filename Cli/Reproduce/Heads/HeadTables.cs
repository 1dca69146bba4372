using Gexia.Training.Evaluation;
using Gexia.Training.OrderWorlds;

namespace Gexia.Cli.Reproduce.Heads;

/// <summary>The tables of GEXIA's paper that compare heads, or what heads do with their towers.</summary>
internal static class HeadTables
{
    /// <summary>In the paper's order.</summary>
    public static IReadOnlyList<HeadTable> All { get; } = [new MeanPoolingTable(), new TowersTable(), new RunTimeFigure()];

    /// <summary>Trains and measures what the tables of a call need.</summary>
    /// <exception cref="CommandException">It was cancelled.</exception>
    public static HeadResult Train(Session session, ReproduceRequest request, string folder, CancellationToken cancellation)
    {
        var usual = new OrderOptions();
        var options = usual with
        {
            Seed = request.Seed,
            Steps = request.Steps ?? usual.Steps,
            TrainSources = request.Sources ?? usual.TrainSources,
            TestSources = request.Unseen ?? usual.TestSources,
            Device = request.Device,
            AtATime = request.Device is null ? usual.AtATime : 1,
        };
        var experiment = new HeadExperiment(
            options, request.Seeds, All.Where(table => request.Tables.Contains(table.Table)).SelectMany(table => table.Cells));
        return TrainedTables.Run(
            session, request, experiment.Trainings, options.Steps, options.AtATime, folder,
            progressOf => experiment.Run(folder, progressOf, cancellation), null, cancellation);
    }

    /// <summary>R@1 text to video of a cell.</summary>
    public static double TextToVideo(this HeadSeed seed, HeadCell cell) => seed.Heads[cell].Retrieval.TextToVideo.R1;

    /// <summary>How far a cell is ahead of another in R@1 text to video, for each seed.</summary>
    public static SeedDifference Lead(this HeadResult result, HeadCell ahead, HeadCell behind) =>
        result.Each(seed => seed.TextToVideo(ahead) - seed.TextToVideo(behind));

    /// <summary>A difference for each seed.</summary>
    public static SeedDifference Each(this HeadResult result, Func<HeadSeed, double> difference) =>
        new([.. result.Seeds.Select(difference)]);

    /// <summary>A figure over the seeds.</summary>
    public static ReproducedFigure Figure(this HeadResult result, string name, Func<HeadSeed, double> of) =>
        new(name, "0.0", [.. result.Seeds.Select(of)]);
}
