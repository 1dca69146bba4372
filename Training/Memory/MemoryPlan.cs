using System.Globalization;
using Gexia.Models;
using Gexia.Planning;
using Gexia.Training.Config;
using Gexia.Training.Tasks;

namespace Gexia.Training.Memory;

/// <summary>The memory that a training will need, known before its first step.</summary>
/// <param name="Parameters">Bytes of the weights.</param>
/// <param name="Optimizer">Bytes of AdamW's two moments, and of summed gradients where batches are accumulated.</param>
/// <param name="Steps">The tensors of a step, by granularity.</param>
/// <param name="Evaluation">The tensors of an evaluation's largest batch; 0 when nothing is evaluated.</param>
/// <param name="Batches">Bytes of batches in use and made ahead.</param>
internal sealed record MemoryPlan(long Parameters, long Optimizer, IReadOnlyList<StepMemory> Steps, long Evaluation, long Batches)
{
    /// <summary>The program itself, its code and its small objects.</summary>
    private const long Program = 100_000_000;

    /// <summary>
    /// Bytes that the training needs at most. Buffers are reused in sizes that do not quite fit: a sixth is added for that.
    /// </summary>
    public long Bytes => Program + Batches + OwnBytes;

    /// <summary>As <see cref="Bytes"/>, what a device holds that has memory of its own.</summary>
    public long OwnBytes =>
        Parameters + Optimizer + (Math.Max(Steps.Select(step => step.Bytes).DefaultIfEmpty().Max(), Evaluation) * 7 / 6);

    /// <summary>As <see cref="Bytes"/>, what stays with the processor then: also a copy of what a checkpoint holds.</summary>
    public long HostBytes => Program + Batches + Parameters + Optimizer;

    /// <summary>The plan of a configuration: its model is built, and its steps are run, on a device that holds no numbers.</summary>
    /// <param name="config">What to train.</param>
    /// <param name="vocabulary">Ids of the tokenizer.</param>
    public static MemoryPlan Of(RunConfig config, int vocabulary)
    {
        config = config with { Model = config.Model.WithVocabulary(vocabulary) };
        var (sizes, training) = (config.Model.Sizes, config.Training);
        var model = sizes.Build(ParameterScope.Fresh(new Rng(0), device: new PlanningDevice()).ComputingIn(training.ComputeType));
        var towers = TowerUses.Of(training, sizes);
        var largest = training.Granularities.Max(policy =>
            (long)policy.BatchSize
            * ((policy.Frames * FrameBytes(towers, sizes)) + TextBytes(towers, policy.TextLength)));
        var evaluated = config.Task is not null || config.Eval.Pairs is not null || config.Eval.ValidationPairs is not null;
        var learns = config.Task is not { Trained: TrainedParts.Head };
        var learning = model.Parameters.Where(parameter => !training.IsFrozen(parameter, config.Model.Kind))
            .Sum(parameter => parameter.Value.Length * parameter.Value.DType.Size());
        return new(
            model.Parameters.Bytes,
            learns ? (2 * learning) + (training.Options.Accumulate > 1 ? model.Parameters.Bytes : 0) : 0,
            learns ? [.. training.Granularities.Select(policy => StepMemory.Of(model, config, policy))] : [],
            evaluated ? training.Granularities.Max(policy => StepMemory.OfEvaluation(model, config, policy)) : 0,
            largest * (1 + config.Data.PrefetchAhead + config.Data.PrefetchWorkers));
    }

    private static long FrameBytes(TowerUses towers, VideoTextConfig sizes) => towers.Vision == TowerUse.Stored
        ? towers.FrameNumbers * 2L
        : 3L * sizes.Vision.ImageSize * sizes.Vision.ImageSize;

    private static long TextBytes(TowerUses towers, int length) => (length * sizeof(int))
        + (towers.Text == TowerUse.Stored ? towers.TextFeatures.Width * 2L * (towers.TextFeatures.PerToken ? length : 1) : 0);

    /// <summary>Bytes that a training may use: the configuration's limit, or what the machine (or its container) has left.</summary>
    public static long Available(RunConfig config)
    {
        return config.Training.MemoryLimitMegabytes > 0 ? config.Training.MemoryLimitMegabytes << 20 : Free();
    }

    /// <summary>Bytes that the machine (or its container) has left.</summary>
    public static long Free()
    {
        if (GC.GetGCMemoryInfo().Index == 0) GC.Collect();                 // until the first collection the figures are 0
        var info = GC.GetGCMemoryInfo();
        return Math.Max(0, info.TotalAvailableMemoryBytes - info.MemoryLoadBytes);
    }

    /// <summary>Refuses a training that will not fit.</summary>
    /// <param name="config">What to train.</param>
    /// <param name="vocabulary">Ids of the tokenizer.</param>
    /// <param name="available">Bytes that the processor's memory has.</param>
    /// <param name="device">Where it trains; null for the processor. Of its own memory it needs what is free there.</param>
    /// <exception cref="TrainingException">With what it needs, what there is, and which settings would make it fit.</exception>
    public static void Require(RunConfig config, int vocabulary, long available, Device? device = null)
    {
        var plan = Of(config, vocabulary);
        if (device is not { IsHost: false }) Require("memory", plan.Bytes, available, plan => plan.Bytes);
        else
        {
            Require("memory", plan.HostBytes, available, plan => plan.HostBytes);
            if (device.FreeBytes is >= 0 and var free) Require($"the memory of {device}", plan.OwnBytes, free, plan => plan.OwnBytes);
        }

        void Require(string what, long needed, long available, Func<MemoryPlan, long> bytesOf)
        {
            if (needed <= available) return;
            throw new TrainingException(string.Create(CultureInfo.InvariantCulture,
                $"The training needs {needed / 1e6:N0} MB of {what}, but there are {available / 1e6:N0} MB. "
                + $"{Remedy(config, vocabulary, available, bytesOf)}"));
        }
    }

    private static string Remedy(RunConfig config, int vocabulary, long available, Func<MemoryPlan, long> bytesOf)
    {
        var least = long.MaxValue;
        foreach (var (checkpoint, micro) in Thriftier(config))
        {
            var changed = config with
            {
                Model = config.Model with { Sizes = config.Model.Sizes with { Checkpoint = checkpoint } },
                Training = config.Training with { MicroBatch = micro },
            };
            var bytes = bytesOf(Of(changed, vocabulary));
            least = Math.Min(least, bytes);
            if (bytes > available) continue;
            List<string> settings = [];
            if (checkpoint != config.Model.Sizes.Checkpoint) settings.Add("--set model.checkpoint=true");
            if (micro != config.Training.MicroBatch) settings.Add($"--set training.microBatch={micro}");
            return string.Create(CultureInfo.InvariantCulture, $"With {string.Join(' ', settings)} it needs {bytes / 1e6:N0} MB.");
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"With checkpoints and small micro-batches it would still need {least / 1e6:N0} MB: take a smaller model, fewer frames, "
            + $"or a smaller eval.batch.");
    }

    // What costs least time first: checkpoints make the forward pass of the blocks twice, micro-batches all of it, and both three times.
    private static IEnumerable<(bool Checkpoint, int MicroBatch)> Thriftier(RunConfig config)
    {
        var training = config.Training;
        if (!config.Model.Sizes.Checkpoint) yield return (true, training.MicroBatch);
        var most = training.Granularities.Max(policy => policy.BatchSize);
        foreach (var checkpoint in (bool[])[config.Model.Sizes.Checkpoint, true])
            for (var micro = (training.MicroBatch > 0 ? Math.Min(training.MicroBatch, most) : most) / 2; micro >= 1; micro /= 2)
                yield return (checkpoint, micro);
    }
}
