using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Memory;
using Gexia.Training.Optimizers;

namespace Gexia.Training.Runs;

/// <summary>A training as its configuration describes it, from files to a measured model.</summary>
/// <remarks>
/// Pairs → GEX → batches of one granularity → both towers → IAMs → loss → AdamW, then retrieval on the test pairs with the last
/// weights.
/// </remarks>
public sealed class VideoTextRun : IDisposable
{
    private readonly RunConfig config;

    /// <summary>Opens the data and builds the model; nothing is trained yet.</summary>
    /// <param name="config">What to do.</param>
    /// <param name="folder">Receives everything.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <exception cref="TrainingException">It will not fit into memory; the message says what would.</exception>
    public VideoTextRun(RunConfig config, RunFolder folder, CancellationToken cancellation = default)
    {
        (this.config, Folder) = (config, folder);
        Directory.CreateDirectory(folder.Root);
        Bad = BadVideos.Open(folder.BadVideos, config.Data.BadVideos);
        try
        {
            BadPairs = BadPairs.Open(folder.BadPairs, config.Data.BadVideos);
            Data = new RunData(config, folder, Bad, BadPairs, cancellation);
            MemoryPlan.Require(config, Data.Tokenizer.VocabularySize, MemoryPlan.Available(config));
            Model = RunModel.Create(config.Model.For(Data.Tokenizer), new Rng(config.Seed).At(0, "weights"));
            Test = Data.Cells(EvalSplit.Test, cancellation);
            Validation = Data.Cells(EvalSplit.Validation, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where everything is written.</summary>
    public RunFolder Folder { get; }

    /// <summary>What is trained and tested on.</summary>
    public RunData Data { get; }

    /// <summary>The model, trained in place.</summary>
    public IVideoTextModel Model { get; }

    /// <summary>What is measured at the end; empty without test pairs.</summary>
    public IReadOnlyList<RunCell> Test { get; }

    /// <summary>What is measured on the way; empty without validation pairs.</summary>
    public IReadOnlyList<RunCell> Validation { get; }

    /// <summary>Videos that could not be read, or only in part.</summary>
    public BadVideos Bad { get; }

    /// <summary>Pairs that could not be used as their file gives them.</summary>
    public BadPairs BadPairs { get; }

    /// <summary>Captions that stand both in the training and in the test pairs: where they do, retrieval does not test new words.</summary>
    public (int Shared, int Test) SharedCaptions()
    {
        var trained = Data.Train.SelectMany(set => set.Pairs).Select(pair => pair.Text).ToHashSet(StringComparer.Ordinal);
        var tested = Test.SelectMany(cell => cell.Set.Pairs).Select(pair => pair.Text).Distinct().ToList();
        return (tested.Count(trained.Contains), tested.Count);
    }

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <param name="resume">Go on from the newest checkpoint.</param>
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellation">Saves and returns.</param>
    public TrainResult Train(bool resume, IProgressSink progress, CancellationToken cancellation = default)
    {
        var training = config.Training;
        var rng = new Rng(config.Seed).At(0, "training");
        var reader = Data.TrainReader();
        var plan = new BatchPlan(rng, [.. Data.Train.Select(set => set.Planned(reader.Source))], training.Batching, training.Sampling);
        var loader = new BatchLoader(rng, plan, Data.Train, reader, Bad, BadPairs);
        var watched = config.Eval.Best?.Split == EvalSplit.Test ? Test : Validation;
        var loop = new TrainLoop<Batch>(
            new VideoTextObjective(Model, training.IterationsByGranularity, training.MicroBatch), loader.Load, training.Optimizer(Model.Parameters), training.Schedule,
            training.Options with { PrefetchAhead = config.Data.PrefetchAhead, PrefetchWorkers = config.Data.PrefetchWorkers }, config.Resolved)
        {
            Progress = progress,
            Best = config.Eval.Best is { } best ? new BestRule(best.Figure, best.HigherIsBetter) : null,
            Evaluate = watched.Count == 0 ? null : token => [.. watched.SelectMany(cell => Figures(cell.Name, Retrieve(cell, token)))],
        };
        var result = loop.Run(Folder, resume, cancellation);
        Bad.Complete();
        BadPairs.Complete();
        return result;
    }

    /// <summary>Measures one cell with the weights as they are.</summary>
    public RetrievalResult Retrieve(RunCell cell, CancellationToken cancellation = default) =>
        Evaluation().Retrieve(cell.Set, cell.Iterations, config.Eval.Ties, cancellation);

    /// <summary>Embeds test pairs with the weights as they are.</summary>
    public VideoTextEvaluation Evaluation() => new(Model, Data.TestReader(Data.TestVideos), config.Eval.BatchSize);

    /// <inheritdoc/>
    public void Dispose()
    {
        Bad.Dispose();
        BadPairs?.Dispose();
    }

    private static IEnumerable<Figure> Figures(string cell, RetrievalResult result) =>
        from name in (string[])["r1", "t2v.r1", "t2v.r5", "t2v.r10", "t2v.mdr", "t2v.mnr", "v2t.r1", "v2t.r5", "v2t.r10", "v2t.mdr", "v2t.mnr"]
        select new Figure($"{cell}.{name}", result.Figure(name));
}
