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

    private static readonly Dictionary<string, Iterations> policy = new() { ["SVST"] = new(1, 1), ["LVLT"] = new(2, 0) };
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
        new TrainLoop<Batch>(
            new VideoTextObjective(model, policy), (number, _) => BatchAt(number % 4, Context), new AdamW(model.Parameters, 0.01), new WarmupThenConstant(3),
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
    public void One_form_serves_all_batches_alike_and_there_are_no_more_than_can_be_kept()
    {
        var objective = new VideoTextObjective(Build(Model.Gexia, 1), policy);
        var forms = Enumerable.Range(0, 40).Select(number => objective.FormOf(BatchAt(number, Context))).ToList();
        Assert.DoesNotContain(null, forms);
        Assert.InRange(forms.Distinct().Count(), 3, 2 * (Context - 1));
        Assert.Null(new VideoTextObjective(Build(Model.Gexia, 1), policy, microBatch: 3).FormOf(BatchAt(0, Context)));
        for (var frames = 1; frames <= 300; frames++) objective.FormOf(BatchAt(0, Context) with { Frames = frames });
        Assert.Null(objective.FormOf(BatchAt(0, Context) with { Frames = 301 }));
    }

    [Fact]
    public void Texts_written_over_others_are_as_texts_made_anew()
    {
        var windows = Context + Context;
        var lasting = TextIds.Lasting(Pairs, 2, Context, DType.Float32);
        for (var number = 0; number < 5; number++)
        {
            var ids = BatchAt(number, windows).TokenIds;
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
        var shorter = TextIds.Lasting(1, 1, 2, DType.Float64);
        shorter.Write([1, 19, 0]);
        Assert.Throws<ShapeException>(() => shorter.Write([1, 2, 19]));
    }

    private byte[] Train(string name, Model kind, TrainOptions options, int microBatch = 0, long killAt = -1, ulong seed = 1)
    {
        var model = Build(kind, seed);
        var run = new RunFolder(folder.File(name));
        var length = kind == Model.Windows ? 2 * Context : Context;
        var loop = new TrainLoop<Batch>(
            new VideoTextObjective(model, policy, microBatch), (number, _) => number == killAt ? throw new FormatException() : BatchAt(number, length),
            new AdamW(model.Parameters, 0.01), new WarmupThenConstant(3), options, "{}")
        {
            Evaluate = _ => [new("first", model.EncodeVideo(VideoTextObjective.Frames(BatchAt(1000, length)).To(model.LogitScale.DType), 1).At(0, 0))],
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
    private static Batch BatchAt(long number, int length)
    {
        var rng = new Rng(3).At(number, "batch");
        var (isLong, frames) = (number % 2 == 1, number % 2 == 1 ? 3 : 2);
        var (pixels, ids) = (new byte[Pairs * frames * Size * Size * 3], new int[Pairs * length]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextInt32(256);
        for (var start = 0; start < ids.Length; start += Context)
        {
            var end = start % length == 0 ? 1 + rng.NextInt32(Context - 1) : rng.NextInt32(Context);       // a later window may hold nothing
            for (var i = 0; i < end; i++) ids[start + i] = 1 + rng.NextInt32(Vocabulary - 3);
            if (end > 0) ids[start + end] = Vocabulary - 1;
        }
        return new(isLong ? "LVLT" : "SVST", frames, Size, pixels, length, ids, [.. Enumerable.Range(0, Pairs)]);
    }
}
