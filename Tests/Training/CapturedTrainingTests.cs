using System.Text.Json;
using Gexia.Cpu;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training;

/// <summary>A training whose steps are captured leaves the bytes of one whose steps are not.</summary>
public sealed class CapturedTrainingTests : IDisposable
{
    private const int Pairs = 4, Size = 8, Vocabulary = 20, Context = 6;

    private static readonly TowerConfig tower = new() { Width = 8, Layers = 1, Heads = 2 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public enum Model { Gexia, Checkpointed, Windows, MeanPooling, Double }

    [Theory]
    [InlineData(Model.Gexia, 1, 0), InlineData(Model.Gexia, 3, 0), InlineData(Model.Gexia, 1, 3), InlineData(Model.Checkpointed, 1, 0)]
    [InlineData(Model.Windows, 1, 0), InlineData(Model.MeanPooling, 2, 0), InlineData(Model.Double, 1, 0)]
    public void Weights_and_log_are_the_same(Model kind, int accumulate, int microBatch)
    {
        var options = new TrainOptions { Steps = 24, Accumulate = accumulate, SaveEvery = 0, EvaluateEvery = 7 };
        Assert.Equal(Train("as usual", kind, options with { Capture = false }, microBatch), Train("captured", kind, options, microBatch));
    }

    [Fact]
    public void So_they_are_when_it_is_killed_and_resumed_on_other_threads()
    {
        var options = new TrainOptions { Steps = 24, SaveEvery = 5, EvaluateEvery = 7 };
        var whole = Train("whole", Model.Gexia, options);
        using (CpuThreads.Limit(3)) Assert.Throws<FormatException>(() => Train("cut", Model.Gexia, options, killAt: 13));
        Assert.Equal(whole, Train("cut", Model.Gexia, options, seed: 77));
    }

    [Fact]
    public void The_loop_makes_no_objects_but_to_wait_for_data()
    {
        using var limit = CpuThreads.Limit(1);
        var model = Build(Model.Gexia, 1);
        var allocated = new List<long>();
        new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(model), (number, _) => BatchAt(number % 4, Context), new AdamW(model.Parameters, 0.01),
            new WarmupThenConstant(3),
            new() { Steps = 60, SaveEvery = 0 }, "{}")
        { Progress = new Probe(() => allocated.Add(GC.GetAllocatedBytesForCurrentThread())) }.Run(new RunFolder(folder.File("run")));
        Assert.InRange((allocated[58] - allocated[18]) / 40, 0, 1500);      // a step recorded anew makes a hundred times as much
    }

    private sealed class Probe(Action stepped) : IProgressSink
    {
        public void Stepped(StepReport report) => stepped();
        public void Skipped(long step, string reason) { }
        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }
        public void Saved(long step, string path) { }
    }

    [Fact]
    public void One_capture_serves_all_batches_alike_and_there_are_no_more_than_can_be_kept()
    {
        var objective = new VideoTextObjective(Build(Model.Gexia, 1));
        var keys = Enumerable.Range(0, 40).Select(number => objective.KeyOf(BatchAt(number, Context))).ToList();
        Assert.DoesNotContain(null, keys);
        Assert.InRange(keys.Distinct().Count(), 3, 2 * (Context - 1));
        Assert.Equal(keys[0], objective.KeyOf(BatchAt(0, Context) with { Options = new Iterations(1, 1) }));
        Assert.NotEqual(keys[0], objective.KeyOf(BatchAt(0, Context) with { Options = new Iterations(1, 2) }));
        Assert.Null(new VideoTextObjective(Build(Model.Gexia, 1), microBatch: 3).KeyOf(BatchAt(0, Context)));

        using var steps = new StepCache<Points>(new CurveOfManyShapes(), capture: true);
        for (var number = 0; number < 2 * (StepCache<Points>.Most + 6); number++)
        {
            var points = Points.At(number % (StepCache<Points>.Most + 6), default);
            using var result = steps.Run(points);
            Assert.Equal(points.X.Sum(), result.Loss, 1e-4);
        }
        Assert.Equal(StepCache<Points>.Most, steps.Count);
    }

    [Theory, InlineData(true, 1), InlineData(true, 3), InlineData(false, 1), InlineData(false, 3)]
    public void Terms_of_a_loss_are_logged_by_name(bool capture, int accumulate)
    {
        var problem = new TwoTerms();
        var run = new RunFolder(folder.File($"terms {capture} {accumulate}"));
        new TrainLoop<Points>(
            problem, Points.At, new AdamW(problem.Parameters, 0), new WarmupThenConstant(1),
            new() { Steps = 5, Accumulate = accumulate, Capture = capture }, "{}").Run(run);
        var lines = File.ReadAllLines(run.Log).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(5, lines.Count);
        for (var step = 0; step < 5; step++)
        {
            var batches = Enumerable.Range(step * accumulate, accumulate).Select(number => Points.At(number, default)).ToList();
            var terms = lines[step].GetProperty("terms");
            Assert.Equal(["first", "second"], terms.EnumerateObject().Select(term => term.Name));
            Assert.Equal(batches.Average(points => points.X.Sum()), terms.GetProperty("first").GetDouble(), 1e-4);
            Assert.Equal(batches.Average(points => 2 * points.X.Sum(x => (double)x * x)), terms.GetProperty("second").GetDouble(), 1e-4);
            Assert.Equal(
                terms.GetProperty("first").GetDouble() + terms.GetProperty("second").GetDouble(),
                lines[step].GetProperty("loss").GetDouble(), 1e-4);
        }
    }

    // One input x and a parameter s: s·Σx, of as many keys as there are batches.
    private sealed class CurveOfManyShapes : SumProblem
    {
        public override ShapeKey? KeyOf(Points batch) => new(null, (int)batch.Number);

        protected override StepLoss Loss(Tensor x) => (x * Scale).Sum();
    }

    private sealed class TwoTerms : SumProblem
    {
        public override ShapeKey? KeyOf(Points batch) => new("two terms");

        protected override StepLoss Loss(Tensor x)
        {
            var (first, second) = ((x * Scale).Sum(), (x * x * Scale).Sum() * 2);
            return new(first + second, [new("first", first), new("second", second)]);
        }
    }

    private abstract class SumProblem : IObjective<Points>
    {
        protected SumProblem()
        {
            var scope = ParameterScope.Fresh(new Rng(1));
            Scale = scope.Parameter("scale", Shape.Scalar, ParameterRole.Matrix, Initial.Ones);
            Parameters = scope.All;
        }

        public ParameterSet Parameters { get; }

        protected Tensor Scale { get; }

        public string Describe(Points batch) => "points";

        public abstract ShapeKey? KeyOf(Points batch);

        protected abstract StepLoss Loss(Tensor x);

        public TrainingStep<Points> StepFor(Points batch, InputMemory memory) =>
            new Step(this, memory.Empty([batch.X.Length], DType.Float32, Scale.Device));

        private sealed class Step(SumProblem problem, Tensor x) : TrainingStep<Points>
        {
            public override void Write(Points batch) => batch.X.CopyTo(x.AsSpan<float>());

            public override StepLoss Loss() => problem.Loss(x);
        }
    }

    [Fact]
    public void Texts_written_over_others_are_as_texts_made_anew()
    {
        var windows = Context + Context;
        var lasting = TextIds.Unwritten((shape, type) => Tensor.Zeros(shape, type), Pairs, 2, Context, DType.Float32);
        for (var number = 0; number < 5; number++)
        {
            var ids = BatchAt(number, windows).Data.TokenIds;
            ids.AsSpan(0, Context - 1).Fill(1);
            ids[Context - 1] = Vocabulary - 1;      // so that nothing is cut
            var anew = TextIds.Of(ids, windows, Context);
            lasting.Write(ids);
            Assert.Equal(anew.Ids.ToArray<int>(), lasting.Ids.ToArray<int>());
            Assert.Equal(anew.Ends, lasting.Ends);
            Assert.Equal(anew.KeyMask(DType.Float32).ToArray<float>(), lasting.KeyMask(DType.Float32).ToArray<float>());
        }
        Assert.Throws<ShapeException>(() => lasting.Write(new int[Context]));
        Assert.Throws<InvalidOperationException>(() => TextIds.Of([1, 19], 2).Write([1, 19]));
        var shorter = TextIds.Unwritten((shape, type) => Tensor.Zeros(shape, type), 1, 1, 2, DType.Float64);
        shorter.Write([1, 19, 0]);
        Assert.Throws<ShapeException>(() => shorter.Write([1, 2, 19]));
    }

    private byte[] Train(string name, Model kind, TrainOptions options, int microBatch = 0, long killAt = -1, ulong seed = 1)
    {
        var model = Build(kind, seed);
        var run = new RunFolder(folder.File(name));
        var length = kind == Model.Windows ? 2 * Context : Context;
        var loop = new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(model, microBatch: microBatch),
            (number, _) => number == killAt ? throw new FormatException() : BatchAt(number, length),
            new AdamW(model.Parameters, 0.01), new WarmupThenConstant(3), options, "{}")
        {
            Evaluate =
                _ =>
                [
                    new(
                        "first",
                        model.EncodeVideo(BatchFrames.Of(BatchAt(1000, length).Data, Device.Default).To(model.LogitScale.DType)).At(0, 0))
                ],
        };
        loop.Run(run, resume: true);
        return [.. File.ReadAllBytes(run.Last), .. File.ReadAllBytes(run.Log)];
    }

    private static IVideoTextModel Build(Model kind, ulong seed)
    {
        var scope = ParameterScope.Fresh(new Rng(seed), kind == Model.Double ? DType.Float64 : DType.Float32);
        var vision = new VisionConfig { ImageSize = Size, PatchSize = 4, Tower = tower };
        var text = new TextConfig { VocabularySize = Vocabulary, ContextLength = Context, Tower = tower };
        if (kind == Model.MeanPooling) return new MeanPooling(scope, new ClipConfig { Vision = vision, Text = text, ProjectionWidth = 8 });
        return new GexiaModel(scope, new()
        {
            Vision = vision, Text = text, Iam = new() { Vectors = 3, Width = 8, Heads = 2 },
            Dense = new() { LongText = kind == Model.Windows ? LongText.Chunk : LongText.Truncate },
            Checkpoint = kind == Model.Checkpointed,
        });
    }

    // Two granularities, and texts whose longest is now longer and now shorter.
    private static VideoTextBatch BatchAt(long number, int length)
    {
        var rng = new Rng(3).At(number, "batch");
        var (isLong, frames) = (number % 2 == 1, number % 2 == 1 ? 3 : 2);
        var (pixels, ids) = (new byte[Pairs * frames * Size * Size * 3], new int[Pairs * length]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextInt32(256);
        for (var start = 0; start < ids.Length; start += Context)
        {
            // a later window may hold nothing
            var end = start % length == 0 ? 1 + rng.NextInt32(Context - 1) : rng.NextInt32(Context);
            for (var i = 0; i < end; i++) ids[start + i] = 1 + rng.NextInt32(Vocabulary - 3);
            if (end > 0) ids[start + end] = Vocabulary - 1;
        }
        return new(
            new(isLong ? "LVLT" : "SVST", frames, Size, pixels, length, ids, [.. Enumerable.Range(0, Pairs)]),
            isLong ? new Iterations(2, 0) : new Iterations(1, 1));
    }
}
