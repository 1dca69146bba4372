using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Data.Video;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Memory;
using Gexia.Training.Runs;
using Gexia.Training.Tasks.Features;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks;

/// <summary>
/// A task as its configuration describes it, from labels and videos to figures and the card that says how they were measured.
/// </summary>
/// <remarks>
/// With one pair of splits the run's folder holds log, weights and checkpoints as every run's does; with several, each has a folder of its
/// own in it. A model that does not learn lies in the run once (<see cref="RunFolder.Frozen"/>), and weights and checkpoints hold the head
/// alone.
/// </remarks>
internal sealed class TaskRun : IDisposable
{
    private readonly RunConfig config;
    private readonly TaskConfig task;
    private readonly Device? device;
    private readonly TaskContext context;
    private readonly IVideoTextModel? frozen;
    private readonly ModelConfig model;
    private readonly FileLock? held;
    private readonly bool resume;

    /// <summary>Opens labels, looks for videos and builds the model; nothing is trained yet.</summary>
    /// <param name="config">What to do; has a task.</param>
    /// <param name="folder">Receives everything, or was trained already.</param>
    /// <param name="use">What is wanted.</param>
    /// <param name="cancellation">Ends the opening.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="device">Where the model lives; null for the default.</param>
    /// <exception cref="GexiaException">A file is missing or malformed, nothing is left to train or measure on, another process trains in
    /// the folder, or its run has another configuration.</exception>
    public TaskRun(
        RunConfig config, RunFolder folder, TaskUse use, CancellationToken cancellation = default,
        IProgress<WorkProgress>? progress = null, Device? device = null)
    {
        (this.config, task, Folder, this.device) = (config, config.Task!, folder, device);
        resume = use == TaskUse.Resume;
        held = use == TaskUse.Measure ? null : folder.TakeLock();
        try
        {
            var begun = task.Splits.Any(splits => FolderOf(splits).HasCheckpoint);
            if (use != TaskUse.Measure) RunStart.Prepare(config, folder, begun, HoldsRun, resume);
            Bad = use == TaskUse.Measure ? new(config.Data.BadVideos) : BadVideos.Open(folder.BadVideos, config.Data.BadVideos);
            BadPairs = use == TaskUse.Measure ? new(config.Data.BadVideos) : BadPairs.Open(folder.BadPairs, config.Data.BadVideos);
            Parts = Open(config, Bad, cancellation);
            begun |= use == TaskUse.Measure;
            var tokenizer = Tokenizer(config, folder, begun, Parts, cancellation);
            if (use != TaskUse.Measure)
                MemoryPlan.Require(config, tokenizer.VocabularySize, MemoryPlan.Available(config), device);
            model = config.Model.For(tokenizer);
            frozen = task.Trained == TrainedParts.Head ? OpenFrozen(begun) : null;
            context = Context(tokenizer, use != TaskUse.Measure) with { Progress = progress };
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Ids of the tokenizer that the task's run will have.</summary>
    /// <param name="config">Has a task.</param>
    /// <param name="folder">Receives a tokenizer that is made.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static int VocabularyOf(RunConfig config, RunFolder folder, CancellationToken cancellation) => Tokenizer(
        config, folder, begun: false, Open(config, new BadVideos(config.Data.BadVideos), cancellation), cancellation).VocabularySize;

    /// <summary>Samples that an epoch goes through, of the splits that are trained one after another the most.</summary>
    /// <param name="config">Has a task.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static int SamplesOf(RunConfig config, CancellationToken cancellation) =>
        Open(config, new BadVideos(config.Data.BadVideos), cancellation).Max(part => part.Samples);

    private static IReadOnlyList<TaskPart> Open(RunConfig config, BadVideos bad, CancellationToken cancellation)
    {
        var task = config.Task!;
        var data = new TaskData(task, bad, learns: config.Training.Options.Steps > 0 || config.Training.Epochs is not null);
        return [.. task.Splits.Select(splits => task.Kind.Open(data, splits, cancellation))];
    }

    private static ITokenizer Tokenizer(
        RunConfig config, RunFolder folder, bool begun, IReadOnlyList<TaskPart> parts, CancellationToken cancellation) =>
        RunTokenizer.Open(config, folder, begun, () => parts.SelectMany(part => part.Texts), cancellation);

    /// <summary>Where everything is written.</summary>
    public RunFolder Folder { get; }

    /// <summary>Where the model lives.</summary>
    public Device Device { get; private set; } = null!;

    /// <summary>What is trained and measured, in order.</summary>
    public IReadOnlyList<TaskPart> Parts { get; }

    /// <summary>Videos that are missing or could not be read, or only in part.</summary>
    public BadVideos Bad { get; }

    /// <summary>What could not be used as it is.</summary>
    public BadPairs BadPairs { get; }

    private bool HoldsRun => task.Splits.Any(splits => FolderOf(splits).HoldsRun);

    /// <summary>The folder of log, weights and checkpoints of a pair of splits.</summary>
    public RunFolder FolderOf(TaskSplits splits) => task.FolderOf(Folder, splits);

    /// <summary>Trains every part to the end and measures it, or until cancelled.</summary>
    /// <param name="progress">Makes what is told how a part goes.</param>
    /// <param name="cancellation">Saves and returns.</param>
    /// <returns>How the last training ended, and the card; null where it was cancelled.</returns>
    public (TrainResult Result, ProtocolCard? Card) Train(Func<TaskPart, IProgressSink> progress, CancellationToken cancellation = default)
    {
        TrainResult? result = null;
        List<CardSplit> measured = [];
        foreach (var part in Parts)
        {
            var own = FolderOf(part.Splits);
            Directory.CreateDirectory(own.Root);
            AtomicFile.Sweep(own.Root);
            AtomicFile.Sweep(own.Checkpoints);
            var learning = LearningModel(begun: own.HasCheckpoint);
            var learner = part.Learner(context, learning);
            var trained = learner.Train(own, held!, resume, progress(part), cancellation);
            result = result is null ? trained : Joined(result, trained);
            if (!result.Completed) return (result, null);
            measured.Add(new(part.Splits.Name, Digest(learner), learner.Measure(own, cancellation)));
        }
        Bad.Complete();
        BadPairs.Complete();
        var card = Card(measured);
        card.Save(Folder.Protocol);
        return (result!, card);
    }

    /// <summary>Measures every part again, with its stored weights.</summary>
    /// <param name="best">The best weights instead of the last.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <exception cref="GexiaException">Weights are missing or do not fit.</exception>
    public ProtocolCard Measure(bool best = false, CancellationToken cancellation = default)
    {
        List<CardSplit> measured = [];
        foreach (var part in Parts)
        {
            var own = FolderOf(part.Splits);
            var stored = best ? own.Best : own.Last;
            if (!File.Exists(stored))
            {
                throw new GexiaException(
                    $"{own.Root}: is no finished training: there is no {Path.GetFileName(stored)}. "
                    + $"Go on with it: gexia train --resume {Folder.Root}");
            }
            var learner = part.Learner(context, LearningModel(begun: true));
            Weights.Load(stored, learner.Parameters);
            measured.Add(new(part.Splits.Name, Digest(learner), learner.Measure(own, cancellation)));
        }
        return Card(measured);
    }

    /// <summary>Closes the lists and gives the folder's lock back.</summary>
    public void Dispose()
    {
        Bad?.Dispose();         // null where the opening failed
        BadPairs?.Dispose();
        held?.Dispose();
    }

    // A model that learns begins anew with every part; where a checkpoint or a file of weights gives all, the start is not needed.
    private IVideoTextModel LearningModel(bool begun) => frozen ?? Create(start: !begun).With(task.Policy.Options);

    private IVideoTextModel Create(bool start)
    {
        var made = RunModel.Create(model, new Rng(config.Seed).At(0, "weights"), device, config.Training.ComputeType, start);
        Device = made.LogitScale.Device;
        return made;
    }

    // It is kept when it is first used, so that what the start leads to may change afterwards.
    private IVideoTextModel OpenFrozen(bool begun)
    {
        if (begun && !File.Exists(Folder.Frozen))
            throw new GexiaException(
                $"{Folder.Frozen}: is missing, and the head was trained on that model. Put it back, or start a new run.");
        var made = Create(start: !begun);
        if (begun) Weights.Load(Folder.Frozen, made.Parameters);
        else Weights.Save(Folder.Frozen, made.Parameters, step: 0);
        return made.With(task.Policy.Options);
    }

    private TaskContext Context(ITokenizer tokenizer, bool writes)
    {
        var (size, length, data) = (model.Sizes.Vision.ImageSize, model.Sizes.Text.ContextLength, config.Data);
        if (task.Policy.TextLength > length && task.Policy.TextLength % length != 0)
            throw new ConfigException($"task.textLength is {task.Policy.TextLength}, but the text tower reads {length} ids.");
        var store = new FrameStore(data.FrameStoreBytes);
        SampleReader Reader(FrameGeometry geometry, bool crops) => new(
            new FileFrameSource(task.Videos, geometry, store), tokenizer, size, crops ? data.Crop : null, length);
        var test = Reader(FrameGeometry.Square(size), crops: false);
        var origin = frozen is null ? "" : $"{WeightsDigest.Of(frozen.Parameters)} {task.Kind.Name} {task.Policy} {task.Options} {size}";
        return new(
            config with { Model = model }, task, tokenizer, data.Crop is null ? test : Reader(FrameGeometry.ShortSide(size), crops: true),
            test, Bad, BadPairs, new FeatureStore(Folder.Features, origin, data.FrameStoreBytes, writes));
    }

    private ProtocolCard Card(IReadOnlyList<CardSplit> measured) => new()
    {
        Task = task.Kind.Name,
        Dataset = task.Dataset,
        Model = config.Model.Kind.Name,
        Trained = config.Training.Options.Steps == 0 && task.Trained == TrainedParts.All
            ? "nothing"
            : task.Trained.ToString().ToLowerInvariant(),
        Steps = config.Training.Options.Steps,
        Frames = task.Policy.Frames,
        Views = FrameViews.Of(config),
        Options = task.Policy.Options.ToString(),
        Head = task.Kind.Head,
        Ties = task.Kind.Ties,
        Splits = measured,
    };

    private string Digest(TaskLearner learner) => WeightsDigest.Of((frozen?.Parameters ?? []).Concat(learner.Parameters));

    private static TrainResult Joined(TrainResult before, TrainResult last) => last with
    {
        Step = before.Step + last.Step,
        SkippedSteps = before.SkippedSteps + last.SkippedSteps,
        Seconds = before.Seconds + last.Seconds,
    };
}

/// <summary>What a task's run is opened for.</summary>
internal enum TaskUse
{
    /// <summary>To train it from the start.</summary>
    Train,
    /// <summary>To go on with it.</summary>
    Resume,
    /// <summary>To measure it again; nothing is written.</summary>
    Measure,
}
