using System.Globalization;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Kills;

/// <summary>
/// Killed with SIGKILL at the beginning of a system call that touches its files, and gone on with, the program ends with the bytes of
/// one that was left alone. The moments are spread evenly over a training from nothing (start-up, steps, evaluations, checkpoints), over
/// one that is resumed, over an embedding, and over the making of an index. GEXIA_SYSTEM_CALL_KILLS sets how many there are (10 in the
/// suite, 100 by <c>.ci/kills</c>).
/// </summary>
public sealed class SystemCallKillTests : IDisposable
{
    private const int Steps = 6;
    private readonly TinyTraining tiny = new(Steps);

    public void Dispose() => tiny.Dispose();

    private static int Kills => int.TryParse(
        Environment.GetEnvironmentVariable("GEXIA_SYSTEM_CALL_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
        ? asked
        : 10;

    private string[] Train(string run, params string[] more) =>
    [
        .. tiny.Arguments(run), "--set", "training.saveEvery=2", "--set", "training.keepCheckpoints=3", "--set", "training.evaluateEvery=3",
        "--set", $"eval.pairs={tiny.Pairs}",
        "--set", "eval.best.figure=short 1-1.t2v.r1", "--set", "eval.best.split=test", .. more,
    ];

    [StraceFact]
    public void A_training_from_nothing() // start-up, steps, evaluations, checkpoints
    {
        BreakAVideo();
        var whole = Finished(Train("whole"), tiny.File("whole"));
        var points = Strace.Points(tiny.File("traced"), Train("traced"));
        Assert.Contains(points, point => point.Call == "rename");
        var number = 0;
        foreach (var point in Spread(points, Kills * 5 / 10))
        {
            var run = $"killed{number++}";
            Strace.Kill(point, Train(run));
            var folder = new RunFolder(tiny.File(run));
            // Before it has weights, a run may be started again as well as resumed.
            string[] onward = folder.WasBegun && (folder.HoldsRun || number % 2 == 0) ? Train(run, "--resume") : Train(run);
            Same($"{point} of {points.Count}", whole, Finished(onward, folder.Root));
        }
    }

    [StraceFact]
    public void A_training_that_is_resumed()
    {
        BreakAVideo();
        var whole = Finished(Train("whole"), tiny.File("whole"));
        // As a process leaves it that is killed after its last step and before the last checkpoint.
        var half = tiny.File("half");
        Copy(tiny.File("whole"), half);
        File.Delete(new RunFolder(half).Checkpoint(Steps));
        Copy(half, tiny.File("traced"));
        var points = Strace.Points(tiny.File("traced"), Train("traced", "--resume"));
        var number = 0;
        foreach (var point in Spread(points, Kills * 3 / 10))
        {
            var run = $"killed{number++}";
            Copy(half, tiny.File(run));
            Strace.Kill(point, Train(run, "--resume"));
            // By its folder alone: whatever was killed, the run has its config.
            Same($"{point} of {points.Count}", whole, Finished(["train", "--resume", tiny.File(run)], tiny.File(run)));
        }
    }

    [StraceFact]
    public void An_embedding()
    {
        var model = TinyClip.Write(tiny.File("clip"));
        string[] Embed(string name) =>
        [
            "embed", "--model", model, "--video", tiny.Videos, "--frames", "2", "--batch", "2",
            "--out", Path.Combine(tiny.File(name), "out.safetensors")
        ];
        var whole = Finished(Embed("whole"), tiny.File("whole"));
        Assert.Equal(["out.safetensors"], whole.Keys);
        var points = Strace.Points(tiny.File("traced"), Embed("traced"));
        var number = 0;
        foreach (var point in Spread(points, Kills * 2 / 10))
        {
            var run = $"killed{number++}";
            Strace.Kill(point, Embed(run));
            Same($"{point} of {points.Count}", whole, Finished(Embed(run), tiny.File(run)));
        }
    }

    [StraceFact]
    public void An_index()
    {
        var model = TinyClip.Write(tiny.File("clip"));
        string[] Search(string name) => ["search", model, "a red square", "--cut=-1000", "--videos", tiny.File(name)];
        // The catalog holds the times of the files, which are copies.
        Dictionary<string, byte[]> Index(string name)
        {
            var result = CliResult.Run(Search(name));
            Assert.True(result.Code == 0, $"{result.Code}: {result.Error}");
            return Directory.EnumerateFiles(Path.Combine(tiny.File(name), ".gexia"), "*", SearchOption.AllDirectories)
                .Where(path => Path.GetFileName(path) != "catalog")
                .ToDictionary(path => Path.GetRelativePath(tiny.File(name), path), File.ReadAllBytes);
        }
        foreach (var name in (string[])["whole", "traced"]) Copy(tiny.Videos, tiny.File(name));
        var whole = Index("whole");
        Assert.Equal(8, whole.Keys.Count(name => name.EndsWith(".video", StringComparison.Ordinal)));
        var points = Strace.Points(Path.Combine(tiny.File("traced"), ".gexia"), Search("traced"));
        Assert.Contains(points, point => point.Call == "rename");
        var number = 0;
        foreach (var point in Spread(points, Kills * 3 / 10))
        {
            var run = $"killed{number++}";
            Copy(tiny.Videos, tiny.File(run));
            Strace.Kill(point, Search(run));
            Same($"{point} of {points.Count}", whole, Index(run));
        }
    }

    private void BreakAVideo() => tiny.Spoil("train-0003.png");

    /// <summary>Runs the program to its end and reads all that it wrote and that does not depend on the clock.</summary>
    private static Dictionary<string, byte[]> Finished(string[] arguments, string folder)
    {
        var result = CliResult.Run(arguments);
        Assert.True(result.Code is 0 or 4, $"{result.Code}: {result.Error}");
        return Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(path => Path.GetFileName(path) is not ("timing.jsonl" or "report.html"))
            .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);
    }

    private static void Same(string point, Dictionary<string, byte[]> whole, Dictionary<string, byte[]> killed)
    {
        Assert.True(
            whole.Keys.Order(StringComparer.Ordinal).SequenceEqual(killed.Keys.Order(StringComparer.Ordinal)),
            $"killed at {point}: holds {string.Join(", ", killed.Keys)}");
        Assert.All(
            whole, file => Assert.True(file.Value.AsSpan().SequenceEqual(killed[file.Key]), $"killed at {point}: {file.Key} differs"));
    }

    private static IEnumerable<KillPoint> Spread(IReadOnlyList<KillPoint> points, int count) =>
        Enumerable.Range(0, count).Select(i => points[(int)((i + 0.5) * points.Count / count)]);

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
