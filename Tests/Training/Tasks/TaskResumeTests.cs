using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Tasks;

namespace Gexia.Tests.Training.Tasks;

/// <summary>A task that is killed anywhere and gone on with ends with the bytes of one that was not.</summary>
public sealed class TaskResumeTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private const string Actions = "\"kind\": \"classification\", \"dataset\": \"ucf101\"";
    private const string Answers = "\"kind\": \"answers\", \"dataset\": \"msrvtt-qa\", \"hidden\": 8, \"textLength\": 8";

    private const string Localization = "\"kind\": \"localization\", \"dataset\": \"activitynet-v1.3\", \"windows\": 3, \"width\": 8";

    private sealed class Killed : Exception;

    private sealed class KillAt(long step) : IProgressSink
    {
        private long made;

        public void Stepped(StepReport report)
        {
            if (++made == step) throw new Killed();
        }

        public void Skipped(long own, string reason) { }

        public void Evaluated(long own, IReadOnlyList<Figure> figures) { }

        public void Saved(long own, string path) { }
    }

    [Theory]
    [InlineData("actions", "head", 12, 31)]
    [InlineData("actions", "all", 4, 12)]
    [InlineData("answers", "head", 9, 3)]
    [InlineData("answers", "all", 9, 3)]
    [InlineData("localization", "head", 8, 5)]
    public void Killed_and_resumed_is_uninterrupted(string task, string parts, int first, int second)
    {
        var name = $"{task}-{parts}";
        string[] settings = [$"task.trained={parts}", "training.steps=16", .. task == "actions" ? (string[])["task.splits=1 3"] : []];
        var arguments = task switch
        {
            "actions" => world.Train(Actions, world.Ucf101(), name, settings),
            "answers" => world.Train(Answers, world.MsrVttQa(), name, settings),
            _ => world.Train(Localization, world.ActivityNet(), name, settings),
        };
        var config = RunConfig.Open(arguments[1], settings);
        var whole = Train(config, $"{name}-whole", TaskUse.Train, new NoProgress());
        foreach (var (kill, use) in new[] { (first, TaskUse.Train), (second, TaskUse.Resume) })
        {
            try { Train(config, $"{name}-cut", use, new KillAt(kill)); }
            catch (Killed) { }
        }
        var cut = Train(config, $"{name}-cut", TaskUse.Resume, new NoProgress());
        Assert.Equal(whole.Keys.Order(), cut.Keys.Order());
        Assert.All(whole, file => Assert.True(file.Value.AsSpan().SequenceEqual(cut[file.Key]), file.Key));
        Assert.Contains(whole.Keys, file => file.EndsWith("log.jsonl", StringComparison.Ordinal));
    }

    private Dictionary<string, byte[]> Train(RunConfig config, string run, TaskUse use, IProgressSink progress)
    {
        var root = world.File(run);
        using (var task = new TaskRun(config, new RunFolder(root), use)) Assert.NotNull(task.Train(_ => progress).Card);
        // How long steps took is the clock's.
        return Directory.GetFiles(root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "timing.jsonl")
            .ToDictionary(file => Path.GetRelativePath(root, file), File.ReadAllBytes);
    }
}
