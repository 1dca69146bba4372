using System.Text.Json;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Tasks;
using Gexia.Training.Tasks.Matching;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Tests.Training.Tasks;

/// <summary>Tasks that compare embeddings: several phrases a video, questions with four answers, classes by a prompt.</summary>
public sealed class MatchingTests(MatchingTests.World world) : IClassFixture<MatchingTests.World>
{
    /// <summary>Twelve videos of a second: one colour in the first half, one in the second.</summary>
    public sealed class World : IDisposable
    {
        private static readonly string[] colours = ["red", "green", "blue"];

        internal TaskWorld Base { get; } = new("gexia");

        internal (string Root, string Videos) Place { get; }

        public World()
        {
            for (var i = 0; i < 12; i++)
                Base.Video($"match/v{i:00}.png", [.. Enumerable.Range(0, 8).Select(frame => frame < 4 ? i % 3 : Second(i))]);
            Place = (Directory.CreateDirectory(Base.File("match-root")).FullName, Base.File("match"));
        }

        public void Dispose() => Base.Dispose();

        private static int Second(int i) => (i + (i / 3)) % 3;

        private static string Name(int i) => $"v{i:00}";

        private static DatasetSplit<T> Split<T>(string dataset, string name, IReadOnlyList<string> classes, IEnumerable<T> items)
            where T : IVideoAnnotation => new(dataset, name, [.. items], classes, new Dictionary<string, int>());

        /// <summary>Each video has its colours; video 11 of the test has none, nor is any of the last class.</summary>
        internal GivenKind MultiLabel { get; } = new(new MultiLabelKind(), (data, splits) =>
        {
            DatasetSplit<MultiLabelVideo> Read(string split, int from, int to) => data.Found(Split(
                "charades-ego", split, [.. colours.Select(colour => $"a {colour} square"), "a white ring"],
                Enumerable.Range(from, to - from).Reverse().Select(i => new MultiLabelVideo(
                    Name(i), i == 11 ? [] : [.. new[] { i % 3, Second(i) }.Distinct().Order()], 1))));
            return MultiLabelPart.Of(splits, data.FileOf, data.Learns ? Read(splits.Train, 0, 9) : null, Read(splits.Test, 6, 12));
        });

        /// <summary>What colour each half of a video has; the right answer is never where another question has it.</summary>
        internal GivenKind Choice { get; } = new(new MultipleChoiceKind(), (data, splits) =>
        {
            DatasetSplit<ChoiceQuestion> Read(string split, int from, int to) => data.Found(Split(
                "how2qa", split, colours, Enumerable.Range(from, to - from).SelectMany(i => new[] { (0, i % 3), (1, Second(i)) }
                .Select(half =>
                {
                    string[] answers = [.. colours, "white"];
                    int[] order = [.. new Rng(0).At(i + half.Item1, "order").Permutation(4)];
                    return new ChoiceQuestion(
                        Name(i), half.Item1 * 0.5, (half.Item1 + 1) * 0.5, "what colour?", [.. order.Select(k => answers[k])],
                        Array.IndexOf(order, half.Item2));
                }))));
            return new MultipleChoicePart(splits, data.FileOf, data.Learns ? Read(splits.Train, 0, 9) : null, Read(splits.Test, 6, 12));
        });

        /// <summary>Four classes of which two have one name.</summary>
        internal GivenKind ZeroShot { get; } = new(new ZeroShotKind(), (data, splits) => new ZeroShotPart(
            splits, data.FileOf, data.Found(Split(
                "imagenet", splits.Test, ["red", "green", "blue", "red"],
                Enumerable.Range(0, 12).Select(i => new LabelledVideo(Name(i), i % 3)))),
            name => ((MatchOptions)data.Task.Options).Prompt.Replace("{label}", name, StringComparison.Ordinal)));

        internal RunConfig Config(GivenKind kind, string run, params string[] more)
        {
            string[] settings = ["training.learningRate=3e-3", "task.frames=2", .. more];
            var words = $"\"kind\": \"{kind.Name}\", \"dataset\": \"{kind.Datasets[0]}\", \"textLength\": 16, \"iterations\": \"3-1\"";
            var arguments = Base.Train(words, Place, run);
            var config = RunConfig.Open(arguments[1], settings);
            return config with { Task = config.Task! with { Kind = kind } };
        }
    }

    private (ProtocolCard Card, string Root) Train(RunConfig config, string run)
    {
        var root = world.Base.File(run);
        using var task = new TaskRun(config, new RunFolder(root), TaskUse.Train);
        return (task.Train(_ => new NoProgress()).Card!, root);
    }

    private static double Figure(ProtocolCard card, string name) => card.Figures.Single(figure => figure.Name == name).Value;

    private static long Detail(ProtocolCard card, string name) => card.Splits[0].Result.Details.Single(detail => detail.Key == name).Value;

    [Fact]
    public void Several_phrases_are_learned_and_the_card_states_zero_shot_and_the_difference()
    {
        var (card, root) = Train(world.Config(world.MultiLabel, "labels", "training.steps=60"), "labels");
        Assert.Equal(["map", "zero_shot.map", "difference.map"], card.Figures.Select(figure => figure.Name));
        Assert.Equal(Figure(card, "map") - Figure(card, "zero_shot.map"), Figure(card, "difference.map"), 1e-9);
        Assert.True(Figure(card, "map") > 85, $"{Figure(card, "map")}");
        Assert.Equal((4, 3, 1, 15), (
            Detail(card, "classes"), Detail(card, "averaged_classes"),
            Detail(card, "test_videos_without_class"), Detail(card, "train_pairs")));
        Assert.Equal((9, 6), (card.Splits[0].Result.Train.Items, card.Splits[0].Result.Test.Items));
        var zero = Train(world.Config(world.MultiLabel, "labels-zero", "training.steps=0"), "labels-zero").Card;
        Assert.Equal(("nothing", Figure(card, "zero_shot.map")), (zero.Trained, Figure(zero, "map")));
        Assert.True(zero.Splits[0].Result.Train.IsNone);
        // Measured again, it says the same; without the scores of the beginning, what is left.
        var config = world.Config(world.MultiLabel, "labels", "training.steps=60");
        string Again()
        {
            using var task = new TaskRun(config, new RunFolder(root), TaskUse.Measure);
            return Json(task.Measure());
        }
        Assert.Equal(Json(card), Again());
        File.Delete(Path.Combine(root, "zero_shot.safetensors"));
        Assert.DoesNotContain("zero_shot", Again());
    }

    [Fact]
    public void Of_four_answers_the_nearest_is_chosen_for_a_part_of_the_video()
    {
        var (card, _) = Train(world.Config(world.Choice, "choice", "training.steps=60", "training.microBatch=4"), "choice");
        Assert.Equal(["accuracy", "zero_shot.accuracy", "difference.accuracy"], card.Figures.Select(figure => figure.Name));
        Assert.True(Figure(card, "accuracy") > 85, $"{Figure(card, "accuracy")}");
        Assert.Equal((4, 0), (Detail(card, "choices"), Detail(card, "questions_with_equal_choices")));
        // Two questions a video.
        Assert.Equal((18, 9, 12, 6), (
            card.Splits[0].Result.Train.Items, card.Splits[0].Result.Train.Videos, card.Splits[0].Result.Test.Items,
            card.Splits[0].Result.Test.Videos));
        var interval = card.Figures[0].Interval;
        Assert.True(interval.Low <= Figure(card, "accuracy") && Figure(card, "accuracy") <= interval.High);
    }

    [Fact]
    public void Classes_by_a_prompt_need_no_training_and_of_one_name_the_first_is_taken()
    {
        var config = world.Config(world.ZeroShot, "prompt", "training.steps=0", "task.frames=1", "task.iterations=0-1");
        var (card, _) = Train(config, "prompt");
        Assert.Equal(["top1", "top5"], card.Figures.Select(figure => figure.Name));
        Assert.Equal((100.0, "nothing", "0-1"), (Figure(card, "top5"), card.Trained, card.Options));
        Assert.Equal((4, 3), (Detail(card, "classes"), Detail(card, "different_prompts")));
        Assert.DoesNotContain("\"train\":", Json(card));
        Assert.Contains("\"intervals\":{\"top1\":[", Json(card));
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("choice")]
    public void Killed_and_resumed_is_uninterrupted(string which)
    {
        var config = world.Config(which == "labels" ? world.MultiLabel : world.Choice, $"{which}-kill", "training.steps=12");
        Dictionary<string, byte[]> Files(string root) => Directory.GetFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "timing.jsonl")
            .ToDictionary(file => Path.GetRelativePath(root, file), File.ReadAllBytes);
        var whole = Files(Train(config, $"{which}-whole").Root);
        var cut = world.Base.File($"{which}-cut");
        foreach (var use in new[] { TaskUse.Train, TaskUse.Resume })
        {
            using var task = new TaskRun(config, new RunFolder(cut), use);
            using var stop = new CancellationTokenSource();
            if (use == TaskUse.Resume) Assert.NotNull(task.Train(_ => new NoProgress()).Card);
            else Assert.Null(task.Train(_ => new StopAt(5, stop), stop.Token).Card);
        }
        var resumed = Files(cut);
        Assert.Equal(whole.Keys.Where(IsResult).Order(), resumed.Keys.Where(IsResult).Order());
        Assert.All(whole.Where(file => IsResult(file.Key)),
            file => Assert.True(file.Value.AsSpan().SequenceEqual(resumed[file.Key]), file.Key));

        static bool IsResult(string file) => file is "protocol.json" or "zero_shot.safetensors" or "last.safetensors" or "log.jsonl";
    }

    private sealed class StopAt(int step, CancellationTokenSource stop) : IProgressSink
    {
        private int made;

        public void Stepped(StepReport report)
        {
            if (++made == step) stop.Cancel();
        }

        public void Skipped(long own, string reason) { }

        public void Evaluated(long own, IReadOnlyList<Figure> figures) { }

        public void Saved(long own, string path) { }
    }

    [Theory]
    [InlineData("zero-shot", "imagenet", "training.steps=3",
        "training.steps is given, but zero-shot learns nothing: set training.steps to 0")]
    [InlineData("zero-shot", "imagenet", "task.prompt=a video", "task.prompt: 'a video' holds no {label}")]
    [InlineData("multi-label", "charades-ego", "task.trained=head",
        "is head, but multi-label compares embeddings and has no head. Use all.")]
    [InlineData("multiple-choice", "imagenet", "training.steps=3", "is imagenet, but the data sets of multiple-choice are how2qa")]
    public void What_cannot_be_used_is_one_line(string kind, string dataset, string setting, string expected)
    {
        var arguments = world.Base.Train(
            $"\"kind\": \"{kind}\", \"dataset\": \"{dataset}\"", world.Place, "wrong", "training.steps=0", setting);
        Assert.Contains(expected, CliResult.Run(arguments).OneErrorLine(3));
    }

    private static string Json(ProtocolCard card)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) card.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
