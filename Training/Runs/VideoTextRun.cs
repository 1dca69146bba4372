using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Features;
using Gexia.Training.Memory;
using Gexia.Training.Optimizers;

namespace Gexia.Training.Runs;

/// <summary>A training as its configuration describes it, from files to a measured model.</summary>
/// <remarks>
/// Pairs → GEX → batches of one granularity → both towers → IAMs → loss → AdamW, then retrieval on the test pairs with the last
/// weights.
/// </remarks>
internal sealed class VideoTextRun : IDisposable
{
    private readonly RunConfig config;
    private readonly FileLock held;
    private readonly bool resume;
    private readonly IProgress<WorkProgress>? progress;

    /// <summary>Opens the data and builds the model; nothing is trained yet. The folder is locked until this is disposed.</summary>
    /// <remarks>
    /// As long as there is no checkpoint, all that a start writes (config, tokenizer, lists of bad videos and pairs) is made anew: it may
    /// be of another start, or of one that was killed.
    /// </remarks>
    /// <param name="config">What to do.</param>
    /// <param name="folder">Receives everything.</param>
    /// <param name="resume">Go on from the newest checkpoint, or from step 0 when there is none yet.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <param name="progress">Is told how far the reading of test videos and the measuring are.</param>
    /// <param name="device">Where the model lives and computes; null for the default. What the configuration says of it is for the caller
    /// to open.</param>
    /// <exception cref="ConfigException">The device does not compute in the precision that is asked for.</exception>
    /// <exception cref="TrainingException">It will not fit into memory; the message says what would. Or there is a run already, and it is
    /// not to be resumed.</exception>
    /// <exception cref="GexiaException">Another process trains in the folder, or its run has another configuration.</exception>
    public VideoTextRun(
        RunConfig config, RunFolder folder, bool resume = false, CancellationToken cancellation = default,
        IProgress<WorkProgress>? progress = null, Device? device = null)
    {
        RequirePrecision(config.Training, device);
        (this.config, Folder, this.resume, this.progress) = (config, folder, resume, progress);
        held = folder.TakeLock();
        try
        {
            RunStart.Prepare(config, folder, folder.HasCheckpoint, folder.HoldsRun, resume);
            Bad = BadVideos.Open(folder.BadVideos, config.Data.BadVideos);
            BadPairs = BadPairs.Open(folder.BadPairs, config.Data.BadVideos);
            Data = new RunData(config, folder, Bad, BadPairs, cancellation, progress);
            MemoryPlan.Require(config, Data.Tokenizer.VocabularySize, MemoryPlan.Available(config), device);
            Model = RunModel.Create(
                config.Model.For(Data.Tokenizer), new Rng(config.Seed).At(0, "weights"), device, config.Training.ComputeType,
                start: !folder.HasCheckpoint);
            Test = Data.Cells(EvalSplit.Test, cancellation);
            Validation = Data.Cells(EvalSplit.Validation, cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private static void RequirePrecision(TrainingConfig training, Device? device)
    {
        if (training.Precision == Precision.Float32 || device is { IsHost: false }) return;
        var word = training.ComputeType.ToString().ToLowerInvariant();
        throw new ConfigException(
            $"training.precision is {word}, which needs a GPU, but the processor trains in float32. "
            + "Name a GPU with --device (gexia info --devices lists them), or use --set training.precision=float32.");
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
    /// <param name="progress">Is told how it goes.</param>
    /// <param name="cancellation">Saves and returns.</param>
    public TrainResult Train(IProgressSink progress, CancellationToken cancellation = default)
    {
        var training = config.Training;
        var rng = new Rng(config.Seed).At(0, "training");
        var reader = Data.TrainReader();
        var plan = new BatchPlan(rng, [.. Data.Train.Select(set => set.Planned(reader.Source))], training.Batching, training.Sampling);
        var loader = new BatchLoader(rng, plan, Data.Train, reader, Bad, BadPairs) { Features = Stored(cancellation) };
        var preparation = new BatchPreparation(rng, config.Model.Sizes, Data.Train, training.Granularities, Data.Tokenizer);
        var watched = config.Eval.Best?.Split == EvalSplit.Test ? Test : Validation;
        var loop = new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(Model, training.MicroBatch, TowerUses.Of(training, config.Model.Sizes)), Load,
            training.Optimizer(Model.Parameters, config.Model.Kind), training.Schedule,
            training.Options with { PrefetchAhead = config.Data.PrefetchAhead, PrefetchWorkers = config.Data.PrefetchWorkers },
            config.Settings)
        {
            SavedConfig = config.Placed,
            Lock = held,
            Progress = progress,
            Best = config.Eval.Best is { } best ? new BestRule(best.Figure, best.HigherIsBetter) : null,
            Evaluate = watched.Count == 0 ? null : token => [.. watched.SelectMany(cell => Measure(cell, token))],
        };
        var result = loop.Run(Folder, resume, cancellation);
        Bad.Complete();
        BadPairs.Complete();
        return result;

        VideoTextBatch Load(long number, CancellationToken token) => preparation.Of(loader.Load(number, token), number);
    }

    /// <summary>The disk that the cache of features needs; null where there is none.</summary>
    public FeatureCacheSize? FeatureCache => FeatureCacheSize.Of(config, Data.Train, Data.TestFrames(config.Data.Videos).NameOf);

    // What a checkpoint holds is loaded when the loop begins; the frozen towers are needed before.
    private StoredFeatures? Stored(CancellationToken cancellation)
    {
        if (config.Training.FeatureCache is null) return null;
        var (training, kind) = (config.Training, config.Model.Kind);
        if (Folder.HasCheckpoint)
            Weights.Load(Folder.Last, [.. Model.Parameters.Where(parameter => training.IsFrozen(parameter, kind))], _ => true);
        return new FeatureMaking(config, Data, Model) { Progress = progress }.Run(cancellation);
    }

    /// <summary>Measures one cell with the weights as they are.</summary>
    public RetrievalResult Retrieve(RunCell cell, CancellationToken cancellation = default) =>
        Evaluation().Retrieve(cell.Set, cell.Options, config.Eval.Ties, cancellation);

    /// <summary>Embeds test pairs with the weights as they are.</summary>
    public VideoTextEvaluation Evaluation() => new(Model, Data.TestReader(Data.TestVideos), config.Eval.BatchSize) { Progress = progress };

    /// <summary>Closes the lists of bad videos and pairs and gives the folder's lock back.</summary>
    public void Dispose()
    {
        Bad?.Dispose();         // null where the opening failed
        BadPairs?.Dispose();
        held.Dispose();
    }

    private IEnumerable<Figure> Measure(RunCell cell, CancellationToken cancellation)
    {
        var task = new EvaluationTask(Evaluation(), cell, config.Eval.Ties);
        return Evaluators.Default.Measure(task, cancellation).Select(figure => figure with { Name = $"{cell.Name}.{figure.Name}" });
    }
}
