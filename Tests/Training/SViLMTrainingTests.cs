using Gexia.Cpu;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training;

/// <summary>
/// The training of S-ViLM's three losses: captured or not, in parts or whole, killed or not, on any number of threads, it is one training.
/// </summary>
public sealed class SViLMTrainingTests : IDisposable
{
    private const int Pairs = 5, Size = 8, Context = 14;

    private static readonly string[] captions =
    [
        "a red circle falls", "a green square and a red dot", "two dogs", "running", "a man with a hat sings"
    ];

    private static readonly BpeTokenizer tokenizer = BpeTrainer.Train(captions, 560);
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public enum Form { Joint, Frames, Full, Soft, Plain, Checkpointed }

    [Theory, InlineData(Form.Joint), InlineData(Form.Frames), InlineData(Form.Full), InlineData(Form.Soft), InlineData(Form.Plain)]
    public void Captured_steps_leave_the_same_bytes(Form form)
    {
        var options = new TrainOptions { Steps = 14, SaveEvery = 0 };
        var (usual, losses) = Train("usual", form, options with { Capture = false });
        var (captured, _) = Train("captured", form, options);
        Assert.Equal(usual, captured);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss), $"{loss}"));
        Assert.True(losses[^4..].Average() < losses[..4].Average(), string.Join(' ', losses));
    }

    [Theory, InlineData(5), InlineData(9)]
    public void A_killed_training_resumes_to_the_same_bytes_on_other_threads(long killAt)
    {
        var options = new TrainOptions { Steps = 14, SaveEvery = 4 };
        var (whole, _) = Train("whole", Form.Joint, options);
        using (CpuThreads.Limit(1)) Assert.Throws<FormatException>(() => Train("cut", Form.Joint, options, killAt));
        using (CpuThreads.Limit(4)) Assert.Equal(whole, Train("cut", Form.Joint, options, seed: 9).Bytes);
    }

    [Fact]
    public void A_step_makes_no_objects_but_to_wait_for_data()
    {
        using var limit = CpuThreads.Limit(1);
        var model = Build(Form.Joint, 1);
        var batches = Enumerable.Range(0, 4).Select(number => BatchAt(number, model)).ToList();
        var allocated = new List<long>();
        new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(model), (number, _) => batches[(int)(number % 4)], new AdamW(model.Parameters, 0.003),
            new WarmupThenConstant(3), new() { Steps = 60, SaveEvery = 0 }, "{}")
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

    [Theory]
    [InlineData(Form.Joint, 1), InlineData(Form.Joint, 2), InlineData(Form.Frames, 3), InlineData(Form.Full, 4)]
    [InlineData(Form.Checkpointed, 0), InlineData(Form.Checkpointed, 2), InlineData(Form.Soft, 2)]
    public void Parts_have_the_loss_and_the_gradients_of_the_whole(Form form, int microBatch)
    {
        var (loss, terms, expected) = Step(form == Form.Checkpointed ? Form.Joint : form, 0);
        var (lossInParts, termsInParts, actual) = Step(form, microBatch);
        Assert.Equal(loss, lossInParts, 1e-12);
        Assert.Equal(terms, termsInParts, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(loss, terms.Sum(), 1e-12);
        var largest = expected.Max(gradient => gradient.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.All(
                expected[i].Zip(actual[i]),
                pair => Assert.Equal(pair.First, pair.Second, 1e-10 * Math.Max(expected[i].Max(Math.Abs), 1e-3 * largest)));
    }

    [Fact]
    public void Every_parameter_learns_but_those_of_what_is_left_out()
    {
        foreach (var form in (Form[])[Form.Joint, Form.Frames, Form.Full, Form.Soft]) Assert.Equal([], Names(form));
        Assert.All(Names(Form.Plain), name => Assert.True(name.Contains("groups") || name.Contains("grounding"), name));
        Assert.NotEmpty(Names(Form.Plain));

        static IEnumerable<string> Names(Form form)
        {
            using var scope = TensorScope.Begin();
            var model = Build(form, 1, DType.Float64);
            var gradients = new VideoTextObjective(model).LossOf(BatchAt(0, model)).Total.Backward(release: true);
            return [.. model.Parameters.Where(p => !gradients.TryGet(p.Value, out _)).Select(p => p.Name)];
        }
    }

    [Fact]
    public void What_a_batch_is_completed_by_is_a_function_of_its_number()
    {
        var model = Build(Form.Joint, 1);
        var (first, again, next) = (BatchAt(3, model), BatchAt(3, model), BatchAt(4, model));
        Assert.Equal(first.Data.Pixels, again.Data.Pixels);
        Assert.Equal(first.Additions!.PhraseIds, again.Additions!.PhraseIds);
        Assert.Equal(first.Additions.Noise, again.Additions.Noise);
        Assert.NotEqual(first.Additions.Noise, next.Additions!.Noise);
        Assert.Equal(Pairs * 2 * 2 * 4 * 3, first.Additions.Noise.Length);      // 2 blocks, 2 clips of 4 patches, 3 groups
        // The mean of the standard Gumbel distribution is γ, its variance π²/6.
        var noise = Enumerable.Range(0, 200).SelectMany(number => BatchAt(number, model).Additions!.Noise).ToList();
        Assert.Equal(0.5772, noise.Average(), 0.02);
        Assert.Equal(Math.PI * Math.PI / 6, noise.Average(g => (g - 0.5772) * (g - 0.5772)), 0.05);
    }

    [Fact]
    public void Frames_that_are_no_whole_number_of_clips_are_refused()
    {
        var config = Config(Form.Joint);
        Assert.Contains("5 frames is no whole number of clips of 2", Assert.Throws<ArgumentException>(() => config.NeedsOf(5)).Message);
        Assert.Contains("at least 2 clips", Assert.Throws<ArgumentException>(() => config.NeedsOf(2)).Message);
        Assert.Contains("at most 4", Assert.Throws<ArgumentException>(() => config.NeedsOf(10)).Message);
    }

    private (byte[] Bytes, double[] Losses) Train(string name, Form form, TrainOptions options, long killAt = -1, ulong seed = 1)
    {
        var model = Build(form, seed);
        var run = new RunFolder(folder.File(name));
        new TrainLoop<VideoTextBatch>(
            new VideoTextObjective(model), (number, _) => number == killAt ? throw new FormatException() : BatchAt(number, model),
            new AdamW(model.Parameters, 0.003), new WarmupThenConstant(3), options, "{}").Run(run, resume: true);
        var lines = File.ReadAllLines(run.Log).Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("loss"));
        return ([.. File.ReadAllBytes(run.Last), .. File.ReadAllBytes(run.Log)], [.. lines.Select(loss => loss.GetDouble())]);
    }

    private static (double Loss, double[] Terms, double[][] Gradients) Step(Form form, int microBatch)
    {
        using var scope = TensorScope.Begin();
        var model = Build(form, 1, DType.Float64);
        var loss = new VideoTextObjective(model, microBatch).LossOf(BatchAt(2, model));
        double[] terms = [.. loss.Terms.Select(term => term.Value.At())];
        var total = loss.Total.At();
        var gradients = loss.Total.Backward(release: true);
        return (total, terms, [.. model.Parameters.Select(p => gradients[p.Value].To(DType.Float64).ToArray<double>())]);
    }

    private static SViLMModel Build(Form form, ulong seed, DType type = DType.Float32) =>
        new(ParameterScope.Fresh(new Rng(seed), type), Config(form));

    private static SViLMConfig Config(Form form)
    {
        var tower = new TowerConfig { Width = 8, Layers = 2, Heads = 2 };
        var groups = new GroupingConfig { Tokens = 3, Layers = [1, 2] };
        return new()
        {
            Vision = new() { ImageSize = Size, PatchSize = 4, Tower = tower },
            Text = new() { VocabularySize = tokenizer.VocabularySize, ContextLength = Context, Tower = tower },
            Video = new() { Encoding = form == Form.Frames ? VideoEncoding.Frames : VideoEncoding.Joint, Tubelet = 2, MaxClips = 4 },
            Groups = form switch
            {
                Form.Full => groups.ToGroupVitFull(),
                Form.Soft => groups with { Assignment = GroupAssignment.Soft },
                _ => groups,
            },
            ProjectionWidth = 6,
            Losses = form == Form.Plain
                ? new() { Temporal = 0, Grounding = 0, Blend = false }
                : new() { PhraseLength = Context, TemporalError = form == Form.Soft ? AssignmentError.CrossEntropy : default },
            Checkpoint = form == Form.Checkpointed,
        };
    }

    private static VideoTextBatch BatchAt(long number, SViLMModel model)
    {
        const int frames = 4;
        var rng = new Rng(3).At(number % 4, "batch");
        var (pixels, ids) = (new byte[Pairs * frames * Size * Size * 3], new int[Pairs * Context]);
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextInt32(256);
        int[] samples = [.. rng.Permutation(Pairs)];
        for (var i = 0; i < Pairs; i++) tokenizer.EncodeForModel(captions[samples[i]], Context, out _).CopyTo(ids.AsSpan(i * Context));
        Pair[] pairs = [.. captions.Select((text, i) => Pair.Of(i, new($"{i}", 0, 1), text, $"{i}", Granularity.Svst))];
        var preparation = new BatchPreparation(
            new Rng(5), model.Config, [new SampleSet(Granularity.Svst, pairs, frames, Context, Pairs)],
            [new GranularityPolicy("SVST", frames, ModelOptions.None, Context, Pairs, 1)], tokenizer);
        return preparation.Of(new Batch("SVST", frames, Size, pixels, Context, ids, samples), number);
    }
}
