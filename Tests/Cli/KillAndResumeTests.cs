using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>
/// A training killed with SIGKILL at a random moment and resumed ends with the bytes of one that was left alone, whatever the number
/// of threads. GEXIA_KILLS sets how many moments are tried (3 in the suite).
/// </summary>
public class KillAndResumeTests
{
    private const int Steps = 60;
    private static readonly string[] compared = ["last.safetensors", "best.safetensors", "log.jsonl", "config.json"];

    [Fact]
    public void A_killed_training_resumes_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        var toys = folder.File("toys");
        Assert.Equal(0, CliResult.Run("synth", "--out", toys, "--sources", "40").Code);
        var whole = folder.File("whole");
        WaitFor(Start(toys, whole, threads: 2, resume: false));

        var random = new Random(20261122);
        var kills = int.TryParse(Environment.GetEnvironmentVariable("GEXIA_KILLS"), out var asked) ? asked : 3;
        for (var i = 0; i < kills; i++)
        {
            var run = folder.File($"killed{i}");
            var threads = 1 + (i % 2);
            // Somewhere within the steps: after a random number of checkpoints, plus a moment.
            KillWhen(
                Start(toys, run, threads, resume: false), run, random.Next(0, Steps / 10), TimeSpan.FromMilliseconds(random.Next(0, 200)));
            WaitFor(Start(toys, run, threads, resume: true));
            foreach (var file in compared)
                Assert.True(
                    File.ReadAllBytes(Path.Combine(whole, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(run, file))),
                    $"{file} differs after kill {i}");
        }
    }

    private static void KillWhen(GexiaProcess training, string run, int checkpoints, TimeSpan wait)
    {
        using var _ = training;
        var saved = Path.Combine(run, "checkpoints");
        while (!training.HasExited
            && (!Directory.Exists(saved) || !Directory.EnumerateFiles(saved, "step-*").Any(file => StepOf(file) >= checkpoints * 10)))
        {
            Thread.Sleep(2);
        }
        Thread.Sleep(wait);
        training.Kill();
        training.Finish();

        static int StepOf(string file) => int.TryParse(Path.GetFileNameWithoutExtension(file)["step-".Length..], out var step) ? step : -1;
    }

    private static GexiaProcess Start(string toys, string run, int threads, bool resume) => GexiaProcess.Start(
    [
        "train", Path.Combine(SourceTree.Root, "configs", "synthetic.json"), "--out", run,
        "--set", $"data.pairs={Path.Combine(toys, "pairs.jsonl")}", "--set", $"data.videos={toys}",
        "--set", $"training.steps={Steps}", "--set", "training.saveEvery=10", "--set", "training.warmupSteps=10",
        .. resume ? ["--resume"] : Array.Empty<string>(),
    ], threads);

    private static void WaitFor(GexiaProcess training)
    {
        using var _ = training;
        var (code, _, error) = training.Finish();
        Assert.True(code == 0, $"train ended with {code}: {error}");
    }
}
