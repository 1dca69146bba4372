using System.Text;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Memory;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.Memory;

/// <summary>The plan says what a step will hold: exactly what is measured, and with a remedy where it is too much.</summary>
public sealed class MemoryPlanTests
{
    private const int Vocabulary = 50;

    private const string Config = """
        {
          "model": {
            "vision": { "imageSize": 32, "patchSize": 8, "width": 32, "layers": 3, "heads": 2 },
            "text": { "contextLength": 24, "width": 32, "layers": 2, "heads": 2 },
            "iam": { "vectors": 8, "heads": 2 }
          },
          "data": { "pairs": "train.jsonl", "videos": "clips" },
          "training": { "steps": 10, "granularities": { "SVST": { "frames": 4, "textLength": 24, "batch": 12, "iterations": "2-1" } } }
        }
        """;

    private static RunConfig Parse(params string[] overrides) => RunConfig.Parse("plan.json", Encoding.UTF8.GetBytes(Config), overrides);

    public static TheoryData<string> Changes { get; } =
    [
        "",
        "model.vision.width=96",
        "model.vision.width=96 model.vision.layers=1 model.text.layers=6 model.text.width=64",
        "model.vision.layers=8 model.checkpoint=true",
        "model.text.layers=9 model.text.width=64 training.granularities.SVST.frames=1",
        "model.iam.vectors=64 training.granularities.SVST.iterations=\"5-5\"",
        "model.iam.mlp=none model.dense.temporalEmbedding=false",
        "model.iam.mlp=afterBoth model.iam.vectors=40 model.iam.width=64",
        "model.iam.literal=true",
        "model.vision.mlpRatio=2 model.vision.heads=8",
        "training.microBatch=3",
        "training.microBatch=5 model.checkpoint=true model.vision.layers=6",
        "training.granularities.SVST.batch=2 model.text.vocabularySize=9000",
        "training.granularities.SVST.batch=64 training.granularities.SVST.frames=1",
        "model.kind=meanPooling",
        "model.kind=meanPooling model.checkpoint=true model.vision.layers=7 training.microBatch=4",
        "model.dense.longText=chunk training.granularities.SVST.textLength=72",
        "model.vision.imageSize=24 training.granularities.SVST.frames=3 training.granularities.SVST.textLength=19 "
        + "training.granularities.SVST.batch=7",
        "training.granularities.SVST.frames=5 training.granularities.SVST.textLength=23 training.granularities.SVST.batch=11 "
        + "training.microBatch=3 model.checkpoint=true",
        "model.kind=meanPooling training.granularities.SVST.textLength=17 training.granularities.SVST.batch=5 training.microBatch=2",
        "model.kind=meanPooling model.projectionWidth=24 model.checkpoint=true",
        "model.dense.longText=chunk training.granularities.SVST.textLength=48 training.microBatch=5",
        "model.dense.maskTextPads=false model.dense.useCls=false model.iam.finalNorm=false",
    ];

    [Theory, MemberData(nameof(Changes))]
    public void A_step_holds_what_was_planned(string changes)
    {
        var config = Parse(changes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var (model, policy) = (config.Model.WithVocabulary(Vocabulary), config.Training.Granularities[0]);
        var plan = MemoryPlan.Of(config, Vocabulary);
        var built = RunModel.Create(model, new Rng(1));
        Assert.Equal(built.Parameters.Bytes, plan.Parameters);

        using var scope = TensorScope.Begin();
        var objective = new VideoTextObjective(built, config.Training.MicroBatch);
        var gradients = objective.LossOf(Batch(policy, model.Sizes.Vision.ImageSize)).Total.Backward(release: true);
        Assert.Equal(scope.Live.Peak, plan.Steps[0].Bytes);
        Assert.Equal(
            built.Parameters.Where(parameter => gradients.TryGet(parameter.Value, out _))
                .Sum(parameter => parameter.Value.Length * sizeof(float)),
            plan.Steps[0].Gradients);
    }

    [Theory, MemberData(nameof(Changes))]
    public void A_batch_of_an_evaluation_holds_what_was_planned(string changes)
    {
        var config = Parse([.. changes.Split(' ', StringSplitOptions.RemoveEmptyEntries), "eval.pairs=test.jsonl", "eval.batch=12"]);
        var (model, policy) = (config.Model.WithVocabulary(Vocabulary), config.Training.Granularities[0]);
        var built = RunModel.Create(model, new Rng(1)).With(policy.Options);
        var batch = Batch(policy with { BatchSize = 12 }, model.Sizes.Vision.ImageSize).Data;
        var planned = MemoryPlan.Of(config, Vocabulary).Evaluation;
        using var pause = Graph.NoGradient();
        var peaks = new List<long>();
        foreach (var embed in (Func<Tensor>[])
            [
                () => built.EncodeVideo(BatchFrames.Of(batch, Device.Default)),
                () => built.EncodeText(BatchTexts.Of(batch.TokenIds, batch.TextLength, built))
            ])
        {
            using var scope = TensorScope.Begin();
            embed();
            peaks.Add(scope.Live.Peak);
        }
        Assert.Equal(peaks.Max(), planned);
    }

    [Theory, MemberData(nameof(Changes))]
    public void A_captured_step_takes_no_more_than_one_recorded_anew(string changes)
    {
        var config = Parse(changes.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var (model, policy) = (config.Model.WithVocabulary(Vocabulary), config.Training.Granularities[0]);
        var objective = new VideoTextObjective(RunModel.Create(model, new Rng(1)), microBatch: config.Training.MicroBatch);
        var batch = Batch(policy, model.Sizes.Vision.ImageSize);
        if (objective.KeyOf(batch) is null) return;           // micro-batches are not captured
        var step = objective.StepFor(batch, InputMemory.Shared());
        step.Write(batch);
        using CaptureArena captured = new(), usual = new();
        CapturedStep.Capture(() => step.Loss().Total, captured);
        using (usual.Begin()) objective.LossOf(batch).Total.Backward(release: true);
        // apart when captured
        var pixels = 3L * policy.BatchSize * policy.Frames * model.Sizes.Vision.ImageSize * model.Sizes.Vision.ImageSize;
        Assert.InRange(captured.PooledBytes + pixels, 1, usual.PooledBytes * 21 / 20);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_cheapest_remedy()
    {
        var config = Parse("model.vision.layers=12", "training.granularities.SVST.batch=64");
        var needed = MemoryPlan.Of(config, Vocabulary).Bytes;
        MemoryPlan.Require(config, Vocabulary, needed);
        var checkpointed = MemoryPlan.Of(
            Parse("model.vision.layers=12", "training.granularities.SVST.batch=64", "model.checkpoint=true"), Vocabulary).Bytes;
        Assert.True(checkpointed < needed);

        string Refusal(long available) => Assert.Throws<TrainingException>(() => MemoryPlan.Require(config, Vocabulary, available)).Message;
        Assert.Contains(
            $"With --set model.checkpoint=true it needs {checkpointed / 1e6:N0} MB.", Refusal(needed - 1), StringComparison.Ordinal);
        Assert.Contains("training.microBatch=", Refusal(checkpointed - 1), StringComparison.Ordinal);
        Assert.Contains("there are 103 MB", Refusal(103_000_000), StringComparison.Ordinal);
        Assert.Contains("still", Refusal(1_000_000), StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_of_ones_own_takes_the_machines_place()
    {
        Assert.Equal(200L << 20, MemoryPlan.Available(Parse("training.memoryLimitMegabytes=200")));
        Assert.InRange(MemoryPlan.Available(Parse()), 1 << 20, 1L << 50);
    }

    [Fact]
    public void Accumulation_evaluation_and_batches_are_counted()
    {
        var plain = MemoryPlan.Of(Parse(), Vocabulary);
        Assert.Equal(2 * plain.Parameters, plain.Optimizer);
        Assert.Equal(3 * plain.Parameters, MemoryPlan.Of(Parse("training.accumulate=2"), Vocabulary).Optimizer);
        Assert.Equal(4 * 12 * ((4 * 3 * 32 * 32) + (24 * sizeof(int))), plain.Batches);
        Assert.Equal(0, plain.Evaluation);
        var (small, large) = (
            MemoryPlan.Of(Parse("eval.pairs=test.jsonl"), Vocabulary),
            MemoryPlan.Of(Parse("eval.pairs=test.jsonl", "eval.batch=640"), Vocabulary));
        Assert.True(small.Bytes < large.Bytes && large.Evaluation > large.Steps[0].Bytes);
    }

    private static VideoTextBatch Batch(GranularityPolicy policy, int size)
    {
        var ids = new int[policy.BatchSize * policy.TextLength];
        for (var i = 0; i < ids.Length; i++)
            ids[i] = i % policy.TextLength == policy.TextLength - 1 ? Vocabulary - 1 : 1 + (i % (Vocabulary - 3));
        var pixels = new byte[policy.BatchSize * policy.Frames * size * size * 3];
        return new(
            new(policy.Name, policy.Frames, size, pixels, policy.TextLength, ids, [.. Enumerable.Range(0, policy.BatchSize)]),
            policy.Options);
    }

    [Fact]
    public void A_device_needs_what_it_holds_and_the_processor_the_rest()
    {
        var plan = MemoryPlan.Of(Parse(), Vocabulary);
        MemoryPlan.Require(Parse(), Vocabulary, plan.HostBytes, new SmallDevice(plan.OwnBytes));
        MemoryPlan.Require(Parse(), Vocabulary, plan.HostBytes, new SmallDevice(-1));       // does not say
        var error = Assert.Throws<TrainingException>(
            () => MemoryPlan.Require(Parse(), Vocabulary, plan.HostBytes, new SmallDevice(plan.OwnBytes - 1))).Message;
        Assert.Contains("of the memory of toy", error);
        Assert.Contains("With --set", error);
        Assert.DoesNotContain(
            "toy", Assert.Throws<TrainingException>(
                () => MemoryPlan.Require(Parse(), Vocabulary, plan.HostBytes - 1, new SmallDevice(plan.OwnBytes))).Message);
    }

    // A device of which nothing is known but its memory.
    private sealed class SmallDevice(long free) : Device("toy")
    {
        public override long FreeBytes => free;

        public override bool IsHost => false;

        public override void Synchronize() { }

        internal override DeviceBuffer BufferOf(long bytes) => throw new OutOfMemoryException();

        private protected override void RunHere<TKernel>(in TKernel kernel) => throw new NotSupportedException();
    }
}
