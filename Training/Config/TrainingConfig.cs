using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training.Optimizers;

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

/// <summary>Which parameters are decayed. The temperature never is (spec §5).</summary>
public enum DecayRule
{
    /// <summary>Weights of linear maps only (spec §7).</summary>
    Matrices,
    /// <summary>All.</summary>
    All,
}

/// <summary>One granularity's row of the policy table (spec §6).</summary>
/// <param name="Name">SVST, LVLT, LVST, ….</param>
/// <param name="Frames">Frames sampled from each video.</param>
/// <param name="Iterations">#iter of both IAMs.</param>
/// <param name="TextLength">Ids of each text at most.</param>
/// <param name="BatchSize">Pairs in a batch.</param>
/// <param name="Weight">Multiplies its share when batching is proportional.</param>
public sealed record GranularityPolicy(string Name, int Frames, Iterations Iterations, int TextLength, int BatchSize, double Weight);

/// <summary>The <c>training</c> section.</summary>
public sealed record TrainingConfig
{
    /// <summary>The loop's numbers.</summary>
    public required TrainOptions Options { get; init; }

    /// <summary>Pairs embedded at a time, with the gradients of the whole batch; 0 embeds the batch at once.</summary>
    public int MicroBatch { get; init; }

    /// <summary>Memory that the training may use, in MiB; 0 for what the machine has left.</summary>
    public long MemoryLimitMegabytes { get; init; }

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

    /// <summary>Decoupled weight decay.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>What is decayed.</summary>
    public required DecayRule Decay { get; init; }

    /// <summary>AdamW's constants.</summary>
    public required AdamWConfig Adam { get; init; }

    /// <summary>The schedule.</summary>
    public required ISchedule Schedule { get; init; }

    /// <summary>#iter by granularity, as the objective takes it.</summary>
    public IReadOnlyDictionary<string, Iterations> IterationsByGranularity => Granularities.ToDictionary(policy => policy.Name, policy => policy.Iterations);

    /// <summary>The optimizer that this section describes: towers and the rest, decayed and not.</summary>
    /// <param name="parameters">A model's; those of the IAMs begin with <c>iam.</c>.</param>
    public AdamW Optimizer(ParameterSet parameters)
    {
        bool Encoder(Parameter p) => !p.Name.StartsWith("iam.", StringComparison.Ordinal) && p.Role != ParameterRole.LogitScale;
        bool Decayed(Parameter p) => p.Role != ParameterRole.LogitScale && (Decay == DecayRule.All || p.Role == ParameterRole.Matrix);
        return new AdamW(GroupRule.Split(parameters,
            new("towers", p => Encoder(p) && Decayed(p), EncoderLearningRate, WeightDecay),
            new("towers, not decayed", Encoder, EncoderLearningRate, 0),
            new("rest", Decayed, LearningRate, WeightDecay),
            new("rest, not decayed", _ => true, LearningRate, 0)), Adam);
    }

    internal static TrainingConfig Read(ConfigSection section)
    {
        var steps = section.Integer("steps", null, 1);
        var kind = section.Choice<ScheduleKind>("schedule", ScheduleKind.WarmupThenCosine);
        var warmup = section.Integer("warmupSteps", steps / 20, 0);
        var rate = section.Number("learningRate", 1e-4, 0, 10);
        List<GranularityPolicy> policies = [.. section.Named("granularities").Select(named => ReadPolicy(named.Name, named.Section))];
        if (policies.Count == 0) throw section.Error("granularities", """must name at least one, as "SVST": { "frames": 8, "iterations": "1-1" }.""");
        return new TrainingConfig
        {
            Options = new TrainOptions
            {
                Steps = steps,
                Accumulate = section.Count("accumulate", 1, 1, 1 << 20),
                ClipNorm = section.Number("clipNorm", 1),
                EvaluateEvery = section.Integer("evaluateEvery", 0),
                SaveEvery = section.Integer("saveEvery", 100),
                KeepCheckpoints = section.Count("keepCheckpoints", 2, 1),
                MaxSkippedSteps = section.Count("maxSkippedSteps", 10),
                Capture = section.Flag("capture", true),
            },
            MicroBatch = section.Count("microBatch", 0, 0, 1 << 16),
            MemoryLimitMegabytes = section.Integer("memoryLimitMegabytes", 0, 0, 1L << 30),
            Batching = section.Choice<GranularityOrder>("batching", GranularityOrder.Proportional),
            Sampling = section.Choice<SampleOrder>("sampling", SampleOrder.Epochs),
            Granularities = policies,
            LearningRate = rate,
            EncoderLearningRate = section.Number("encoderLearningRate", rate, 0, 10),
            WeightDecay = section.Number("weightDecay", 0.2, 0, 10),
            Decay = section.Choice<DecayRule>("decay", DecayRule.Matrices),
            Adam = new(section.Number("beta1", 0.9, 0, 0.999999), section.Number("beta2", 0.98, 0, 0.999999), section.Number("epsilon", 1e-6, 1e-30, 1)),
            Schedule = kind switch
            {
                ScheduleKind.WarmupThenCosine => new WarmupThenCosine(warmup, steps),
                ScheduleKind.WarmupTimesCosine => new WarmupTimesCosine(warmup, steps),
                _ => new WarmupThenConstant(warmup),
            },
        };
    }

    private static GranularityPolicy ReadPolicy(string name, ConfigSection section)
    {
        var policy = new GranularityPolicy(
            name,
            section.Count("frames", null, 1, 1 << 16),
            section.Parsed("iterations", "1-1", Iterations.Parse),
            section.Count("textLength", 77, 2, 1 << 16),
            section.Count("batch", 32, 0, 1 << 16),
            section.Number("weight", 1));
        return policy.BatchSize >= ContrastiveRule.Least ? policy
            : throw section.Error("batch", $"is {policy.BatchSize}, but the contrastive loss compares the pairs of a batch and needs at least {ContrastiveRule.Least}.");
    }
}
