using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training.Optimizers;
using Gexia.Training.Tasks;

namespace Gexia.Training.Config;

/// <summary>The shape of the learning rate over the steps.</summary>
public enum ScheduleKind
{
    /// <summary>Warm-up, then a cosine over the rest.</summary>
    WarmupThenCosine,
    /// <summary>Warm-up multiplied with a cosine over all steps.</summary>
    WarmupTimesCosine,
    /// <summary>Warm-up, then constant.</summary>
    WarmupThenConstant,
}

/// <summary>What a training stores activations and their gradients in; parameters and the optimizer stay in float32.</summary>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    Float32,
    /// <summary>bfloat16, on a GPU.</summary>
    Bfloat16,
    /// <summary>float16 with a loss scale that finds itself, on a GPU.</summary>
    Float16,
}

/// <summary>Which parameters are decayed. The temperature never is.</summary>
public enum DecayRule
{
    /// <summary>Weights of linear maps only, as in CLIP4Clip's recipe.</summary>
    Matrices,
    /// <summary>All.</summary>
    All,
}

/// <summary>One granularity's row of the policy table (GEXIA §4.1, Table 10).</summary>
/// <param name="Name">SVST, LVLT, LVST, ….</param>
/// <param name="Frames">Frames sampled from each video.</param>
/// <param name="Options">How the model is asked, such as #iter.</param>
/// <param name="TextLength">Ids of each text at most.</param>
/// <param name="BatchSize">Pairs in a batch.</param>
/// <param name="Weight">Multiplies its share when batching is proportional.</param>
public sealed record GranularityPolicy(string Name, int Frames, ModelOptions Options, int TextLength, int BatchSize, double Weight);

/// <summary>The <c>training</c> section.</summary>
public sealed record TrainingConfig
{
    /// <summary>The loop's numbers.</summary>
    public required TrainOptions Options { get; init; }

    /// <summary>
    /// How often all pairs are gone through, where that is given in place of the steps, which then are 0 until the pairs are counted.
    /// </summary>
    internal double? Epochs { get; init; }

    /// <summary>Pairs embedded at a time, with the gradients of the whole batch; 0 embeds the batch at once.</summary>
    public int MicroBatch { get; init; }

    /// <summary>Memory that the training may use, in MiB; 0 for what the machine has left.</summary>
    public long MemoryLimitMegabytes { get; init; }

    /// <summary>What activations and their gradients are stored in.</summary>
    public Precision Precision { get; init; }

    /// <summary><see cref="Precision"/> as a dtype.</summary>
    internal DType ComputeType => Precision switch
    {
        Precision.Bfloat16 => DType.BFloat16,
        Precision.Float16 => DType.Float16,
        _ => DType.Float32,
    };

    /// <summary>Order of granularities.</summary>
    public required GranularityOrder Batching { get; init; }

    /// <summary>Order of pairs.</summary>
    public required SampleOrder Sampling { get; init; }

    /// <summary>What is trained on, in this order.</summary>
    public required IReadOnlyList<GranularityPolicy> Granularities { get; init; }

    /// <summary>Peak learning rate of all but the towers.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Peak learning rate of the towers.</summary>
    public required double EncoderLearningRate { get; init; }

    /// <summary>Which towers stay as they are.</summary>
    internal FrozenTowers Frozen { get; init; }

    /// <summary>Folder of what frozen towers made of videos and texts, so that they are run once; null runs them in every step.</summary>
    internal string? FeatureCache { get; init; }

    /// <summary>Disk that <see cref="FeatureCache"/> may use, in MiB; 0 for what the disk has left.</summary>
    internal long FeatureCacheMegabytes { get; init; }

    /// <summary>Decoupled weight decay.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>What is decayed.</summary>
    public required DecayRule Decay { get; init; }

    /// <summary>AdamW's constants.</summary>
    public required AdamWConfig Adam { get; init; }

    /// <summary>The schedule.</summary>
    public required ISchedule Schedule { get; init; }

    /// <summary>The optimizer that this section describes: towers and the rest, decayed and not.</summary>
    /// <param name="parameters">A model's.</param>
    /// <param name="kind">Knows which of them are towers.</param>
    public AdamW Optimizer(ParameterSet parameters, ModelKind kind) =>
        Optimizer([.. parameters.Where(parameter => !IsFrozen(parameter, kind))], kind.IsTower);

    /// <summary>Whether a parameter stays as it is.</summary>
    /// <param name="parameter">A model's.</param>
    /// <param name="kind">The model's.</param>
    internal bool IsFrozen(Parameter parameter, ModelKind kind) => Frozen switch
    {
        FrozenTowers.None => false,
        FrozenTowers.Vision => kind.IsImageTower(parameter),
        FrozenTowers.Text => kind.IsTower(parameter) && !kind.IsImageTower(parameter),
        _ => kind.IsTower(parameter),
    };

    /// <summary>The same where others than the towers learn at <see cref="EncoderLearningRate"/>.</summary>
    /// <param name="parameters">A model's.</param>
    /// <param name="isEncoder">Which of them do.</param>
    internal AdamW Optimizer(IReadOnlyList<Parameter> parameters, Func<Parameter, bool> isEncoder)
    {
        bool Decayed(Parameter p) => p.Role != ParameterRole.LogitScale && (Decay == DecayRule.All || p.Role == ParameterRole.Matrix);
        return new AdamW(GroupRule.Split(parameters,
            new("towers", p => isEncoder(p) && Decayed(p), EncoderLearningRate, WeightDecay),
            new("towers, not decayed", isEncoder, EncoderLearningRate, 0),
            new("rest", Decayed, LearningRate, WeightDecay),
            new("rest, not decayed", _ => true, LearningRate, 0)), Adam);
    }

    private const string Ours = "ours", Clip4Clip = "CLIP4Clip's; the paper says nothing";

    internal static TrainingConfig Read(ConfigSection section, ModelConfig model, DataConfig data, TaskConfig? task)
    {
        var (steps, epochs) = ReadLength(section);
        if (task is { Kind.Learns: false } && (steps > 0 || epochs is not null))
            throw section.Error(
                epochs is null ? "steps" : "epochs", $"is given, but {task.Kind.Name} learns nothing: set training.steps to 0.");
        var schedule = ReadSchedule(section, steps);
        var rate = section.Number(
            "learningRate", new("Peak learning rate of all but the towers.", "GEXIA §4.1", "lr", "rate", "base_lr", "max_lr"), 1e-4, 0, 10);
        var policies = task is null ? ReadPolicies(section, model) : [task.Policy];
        var precision = ReadPrecision(section);
        var (frozen, cache, cacheMegabytes) = task is null ? FrozenSettings.Read(section, model, data) : default;
        return new TrainingConfig
        {
            Frozen = frozen,
            FeatureCache = cache,
            FeatureCacheMegabytes = cacheMegabytes,
            Epochs = epochs,
            Options = ReadLoop(section, steps) with { ScalesLoss = precision == Precision.Float16 },
            Precision = precision,
            MicroBatch = section.Count(
                "microBatch",
                new(
                    "Pairs embedded at a time, with the gradients of the whole batch: less memory, more time; 0 embeds the batch at once.",
                    "ours, after Gao et al. 2021", "micro_batch_size"),
                0,
                0,
                1 << 16),
            MemoryLimitMegabytes = section.Integer(
                "memoryLimitMegabytes", new("Memory that the training may use, MiB; 0 for what the machine has left.", Ours, "max_memory"),
                0, 0, 1L << 30),
            Batching = task is null ? ReadBatching(section) : GranularityOrder.Turns,
            Sampling = ReadSampling(section),
            Granularities = policies,
            LearningRate = rate,
            EncoderLearningRate = section.Number(
                "encoderLearningRate",
                new(
                    "Peak learning rate of the towers.", "GEXIA §4.1: 1e-6, where they are pre-trained", "encoder_lr", "backbone_lr",
                    "clip_lr")
                { Default = "learningRate" },
                rate,
                0,
                10),
            WeightDecay = section.Number("weightDecay", new("Decoupled weight decay.", Clip4Clip, "wd", "decay_rate"), 0.2, 0, 10),
            Decay = section.Choice<DecayRule>(
                "decay", new("What is decayed: weights of linear maps, or all; the temperature never.", "CLIP's practice"),
                DecayRule.Matrices),
            Adam = ReadAdam(section),
            Schedule = schedule,
        };
    }

    private static (long Steps, double? Epochs) ReadLength(ConfigSection section)
    {
        var ofSteps = new KeyNote(
            "Updates of the weights; 0 only measures. Either these or epochs are given.", "GEXIA §4.1: 5 epochs in batches of 512",
            "max_steps", "num_steps", "n_steps", "total_steps", "train_steps", "num_train_steps");
        var both = section.Has("epochs") && section.Has("steps");
        var steps = section.Has("epochs") ? section.OptionalInteger("steps", ofSteps) : section.Integer("steps", ofSteps, null, 0);
        var epochs = section.OptionalNumber(
            "epochs",
            new(
                "How often all pairs are gone through, in place of steps: steps = ⌈epochs × pairs / batch⌉. A run keeps the steps.",
                "GEXIA §4.1: 5; §4.2: 50; §4.3: 100", "epoch", "num_epochs", "max_epochs", "num_train_epochs", "n_epochs", "train_epochs"),
            0.001,
            1e6);
        return both ? throw section.Error("epochs", "is given beside training.steps; give one of them.") : (steps ?? 0, epochs);
    }

    private static GranularityOrder ReadBatching(ConfigSection section) => section.Choice<GranularityOrder>(
        "batching",
        new(
            "Which granularity a batch has, always one: in turns, or drawn in proportion to its pairs.",
            "ours: GEXIA §4.1 trains on the union of all pairs"),
        GranularityOrder.Proportional);

    private static SampleOrder ReadSampling(ConfigSection section) => section.Choice<SampleOrder>(
        "sampling", new("Pairs in random order, each once an epoch; or every batch drawn from all.", Ours, "shuffle"),
        SampleOrder.Epochs);

    private static Precision ReadPrecision(ConfigSection section) => section.Choice<Precision>(
        "precision",
        new(
            "What activations and their gradients are stored in; less than float32 needs a GPU. Weights and optimizer are float32.", Ours,
            "dtype", "mixed_precision", "amp", "fp16", "bf16"),
        Precision.Float32);

    private static ISchedule ReadSchedule(ConfigSection section, long steps)
    {
        var kind = section.Choice<ScheduleKind>(
            "schedule",
            new(
                "The learning rate over the steps: a linear warm-up, and a cosine after or times it.",
                "cosine: GEXIA §4.1; the warm-up is ours", "scheduler", "lr_scheduler", "lr_schedule"),
            ScheduleKind.WarmupThenCosine);
        var warmup = section.Integer(
            "warmupSteps",
            new("Steps until the rate is at its peak.", "ours", "warmup", "num_warmup_steps", "warmup_ratio", "warmup_epochs")
            {
                Default = "steps / 20"
            },
            steps / 20,
            0);
        return kind switch
        {
            ScheduleKind.WarmupThenCosine => new WarmupThenCosine(warmup, steps),
            ScheduleKind.WarmupTimesCosine => new WarmupTimesCosine(warmup, steps),
            _ => new WarmupThenConstant(warmup),
        };
    }

    private static List<GranularityPolicy> ReadPolicies(ConfigSection section, ModelConfig model)
    {
        var granularities = section.Named(
            "granularities",
            new(
                "A section for each granularity that is trained, in the order of turns: SVST, LVLT, LVST, or another that the plan makes.",
                "GEXIA §4.1"));
        List<GranularityPolicy> policies = [.. granularities.Select(named => ReadPolicy(named.Name, named.Section, model))];
        if (policies.Count == 0)
            throw section.Error("granularities", """must name at least one, as "SVST": { "frames": 8, "iterations": "1-1" }.""");
        return policies;
    }

    private static TrainOptions ReadLoop(ConfigSection section, long steps) => new()
    {
        Steps = steps,
        Accumulate = section.Count(
            "accumulate",
            new(
                "Batches whose mean gradient makes one update. It adds no negatives; see microBatch.", Ours,
                "gradient_accumulation", "gradient_accumulation_steps", "accumulation_steps"),
            1,
            1,
            1 << 20),
        ClipNorm = section.Number(
            "clipNorm",
            new(
                "Largest norm of all gradients together; 0 clips nothing.", Clip4Clip, "grad_clip", "max_grad_norm",
                "clip_grad_norm", "gradient_clip_val"),
            1),
        EvaluateEvery = section.Integer(
            "evaluateEvery",
            new("Steps between evaluations; 0 measures at the end only.", Ours, "eval_steps", "eval_every", "val_every"), 0),
        SaveEvery = section.Integer(
            "saveEvery", new("Steps between checkpoints; 0 saves at the end only.", Ours, "save_steps", "checkpoint_every"), 100),
        KeepCheckpoints = section.Count("keepCheckpoints", new("Checkpoints to keep, the newest.", Ours, "save_total_limit"), 2, 1),
        MaxSkippedSteps = section.Count(
            "maxSkippedSteps",
            new("Steps that may be left out because a loss or gradient is not finite; one more ends the training.", Ours), 10),
        Capture = section.Flag(
            "capture", new("Capture each form of step once and run it again: faster, the same bits.", Ours, "compile"), true),
    };

    private static AdamWConfig ReadAdam(ConfigSection section) => new(
        section.Number("beta1", new("AdamW's mean of gradients.", Clip4Clip, "adam_beta1"), 0.9, 0, 0.999999),
        section.Number("beta2", new("AdamW's mean of their squares.", Clip4Clip, "adam_beta2"), 0.98, 0, 0.999999),
        section.Number("epsilon", new("AdamW's, in the denominator.", Clip4Clip, "eps", "adam_epsilon"), 1e-6, 1e-30, 1));

    private static GranularityPolicy ReadPolicy(string name, ConfigSection section, ModelConfig model)
    {
        var policy = new GranularityPolicy(
            name,
            section.Count(
                "frames",
                new(
                    "d: frames sampled from a video.", "GEXIA §4.1: 16 of a short one, 32 of a long one; appendix F: 1 of an image",
                    "num_frames", "n_frames"),
                null,
                1,
                1 << 16),
            model.Kind.ReadOptions(section),
            section.Count(
                "textLength",
                new(
                    "Ids of a text, start and end included; longer ones are cut.", "GEXIA §3.2: as many as the text tower reads",
                    "max_length", "max_text_length", "text_len"),
                77,
                2,
                1 << 16),
            section.Count(
                "batch",
                new("Pairs of a batch: each is compared with all others of it.", "GEXIA §4.1: 512", "batch_size", "train_batch_size"),
                32,
                0,
                1 << 16),
            section.Number("weight", new("Multiplies the share of the granularity where batching is proportional.", Ours), 1));
        try
        {
            model.Sizes.NeedsOf(policy.Frames);
        }
        catch (ArgumentException error)
        {
            throw section.Error("frames", $"is {policy.Frames}: {error.Message}");
        }
        return policy.BatchSize >= ContrastiveRule.Least ? policy
            : throw section.Error(
                "batch",
                $"is {policy.BatchSize}, but the contrastive loss compares the pairs of a batch and needs at least "
                + $"{ContrastiveRule.Least}.");
    }
}
