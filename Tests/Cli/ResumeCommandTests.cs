using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Cli;

/// <summary>What <c>train --resume</c> goes on from, and what it refuses.</summary>
public sealed class ResumeCommandTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 4);

    public void Dispose() => tiny.Dispose();

    private CliResult Train(string run, params string[] more) => CliResult.Run([.. tiny.Arguments(run), .. more]);

    private RunFolder Folder(string run) => new(tiny.File(run));

    private static void Same(RunFolder expected, RunFolder actual)
    {
        foreach (var file in (Func<RunFolder, string>[])[
            run => run.Last, run => run.Log, run => run.Checkpoint(expected.SavedSteps()[^1]),
            run => Path.Combine(run.Tokenizer, "words.txt")
        ])
            Assert.True(File.ReadAllBytes(file(expected)).AsSpan().SequenceEqual(File.ReadAllBytes(file(actual))), file(actual));
    }

    /// <summary>A training that is cancelled before its first step, and what it says last.</summary>
    private string Cancelled(string run, params string[] more)
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = CliResult.RunWith("", source.Token, [.. tiny.Arguments(run), .. more]);
        Assert.Equal(130, result.Code);
        return result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    [Fact]
    public void A_folder_without_a_run_is_refused_with_the_command_that_starts_one()
    {
        foreach (var there in (bool[])[false, true])
        {
            if (there) Directory.CreateDirectory(tiny.File("none"));
            var line = Train("none", "--resume").OneErrorLine(3);
            Assert.EndsWith($"Start one with: gexia {string.Join(' ', tiny.Arguments("none"))}", line, StringComparison.Ordinal);
            Assert.Equal(there, Directory.Exists(tiny.File("none")));
        }
        Assert.Contains("no config.json", CliResult.Run("train", "--resume", tiny.Videos).OneErrorLine(3));
        Assert.Contains("no config.json", CliResult.Run("train", "--resume", "--out", tiny.File("none")).OneErrorLine(3));
    }

    [Fact]
    public void What_does_not_fit_together_is_a_wrong_command_line()
    {
        Assert.Contains("train --resume RUN", CliResult.Run("train").OneErrorLine(2));
        Assert.Contains("name the run", CliResult.Run("train", "--resume").OneErrorLine(2));
        Assert.Contains($"gexia train --resume {tiny.Videos}", CliResult.Run("train", tiny.Videos).OneErrorLine(2));
        Assert.Contains("Name one of them", CliResult.Run("train", "--resume", tiny.Videos, "--out", tiny.File("other")).OneErrorLine(2));
    }

    [Fact]
    public void A_run_goes_on_by_its_folder_alone_from_any_working_folder()
    {
        tiny.Train("whole");
        var here = Path.GetDirectoryName(tiny.Config)!;
        string[] relative = ["train", "tiny.json", "--out", "run", "--set", "data.pairs=videos/pairs.jsonl", "--set", "data.videos=videos"];
        using (var first = GexiaProcess.Start(relative, folder: here)) Assert.Equal(0, first.Finish().Code);
        Same(Folder("whole"), Folder("run"));
        Assert.Equal(File.ReadAllText(Folder("whole").Config), File.ReadAllText(Folder("run").Config));
        // as if killed before it: there is no checkpoint, and weights that are not in one
        File.Delete(Folder("run").Checkpoint(4));
        File.Delete(tiny.Config);
        Assert.Equal(0, CliResult.Run("train", "--resume", tiny.File("run")).Code);
        Same(Folder("whole"), Folder("run"));
        Assert.Equal(0, CliResult.Run("train", "--resume", "--out", tiny.File("run")).Code);
    }

    [Fact]
    public void The_line_at_an_interruption_is_a_command_that_goes_on()
    {
        tiny.Train("whole");
        var run = "it's a run\n(2)";
        var line = Cancelled(run);
        var command = line[(line.IndexOf("Go on with: ", StringComparison.Ordinal) + "Go on with: ".Length)..];
        // What a shell makes of it.
        using var shell = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("bash", ["-c", $"printf '%s\\0' {command}"]) { RedirectStandardOutput = true })!;
        var words = shell.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["gexia", "train", "--resume", tiny.File(run)], words);
        Assert.Equal(0, CliResult.Run(words[1..]).Code);
        Same(Folder("whole"), Folder(run));
    }

    [Fact]
    public void Steps_may_be_raised_and_everything_else_is_refused_by_name()
    {
        tiny.Train("run");
        var root = tiny.File("run");
        string Refused(params string[] change) => CliResult.Run(["train", "--resume", root, "--set", .. change]).OneErrorLine(3);
        Assert.Contains("seed was 0 and is 5", Refused("seed=5"));
        Assert.Contains("training.steps was 4 and is 3; it can only be raised", Refused("training.steps=3"));
        Assert.Contains("training.learningRate was 0.001 and is 0.002", Refused("training.learningRate=0.002"));
        Assert.Contains(
            $"data.videos was \"{tiny.Videos}\" and is \"{Path.GetTempPath().TrimEnd('/')}\"",
            Refused($"data.videos={Path.GetTempPath()}/."));
        var before = File.ReadAllBytes(Folder("run").Last);
        Assert.Equal(before, File.ReadAllBytes(Folder("run").Last));

        // The longer training is the same, however it is come by.
        tiny.Train("other");
        Cancelled("other", "--resume", "--set", "training.steps=6", "--set", "training.warmupSteps=0");
        foreach (var name in (string[])["run", "other"])
            Assert.Equal(0, CliResult.Run("train", "--resume", tiny.File(name), "--set", "training.steps=6").Code);
        Assert.Equal(0, CliResult.Run("train", "--resume", root).Code);     // now it has six steps
        Assert.Contains("was 6 and is 4", Refused("training.steps=4"));
        Assert.Equal(6, Folder("run").SavedSteps()[^1]);
        Same(Folder("run"), Folder("other"));
    }

    [Fact]
    public void A_second_process_is_told_the_number_of_the_first_and_changes_nothing()
    {
        tiny.Train("run");
        var before = Directory.GetFiles(tiny.File("run"), "*", SearchOption.AllDirectories).ToDictionary(path => path, File.ReadAllBytes);
        using (Folder("run").TakeLock())
        {
            foreach (var more in (string[][])[[], ["--resume"], ["--resume", "--set", "seed=5"]])
                Assert.Contains($"process {Environment.ProcessId} is writing", Train("run", more).OneErrorLine(3));
            Assert.Contains(
                $"process {Environment.ProcessId} is writing",
                CliResult.Run("demo", "--out", tiny.File("run"), "--steps", "1", "--sources", "32", "--test-sources", "2").OneErrorLine(3));
            Assert.All(before, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
        }
        Assert.Equal(0, Train("run", "--resume").Code);
        Assert.False(File.Exists(Folder("run").LockFile));
    }

    /// <summary>What an earlier start wrote, whole or in part, is not taken while there is no checkpoint.</summary>
    [Theory]
    [InlineData("another tokenizer")]
    [InlineData("half a tokenizer")]
    [InlineData("an empty tokenizer")]
    [InlineData("another config")]
    [InlineData("a list of bad videos")]
    [InlineData("a log")]
    [InlineData("a lock")]
    public void What_a_start_left_behind_is_made_anew(string left)
    {
        tiny.Train("whole");
        foreach (var resume in (bool[])[false, true])
        {
            var run = Folder($"run {resume}");
            Directory.CreateDirectory(run.Root);
            using (var none = left == "a lock" ? null : File.CreateText(run.LockFile)) { }
            if (left == "another tokenizer") BpeTrainer.Train(["a red square"], 600).Save(run.Tokenizer);
            if (left == "half a tokenizer")
                AtomicFile.Write(Path.Combine(run.Tokenizer, "merges.txt"), stream => stream.Write("#version: 0.2\n"u8));
            if (left == "an empty tokenizer") Directory.CreateDirectory(run.Tokenizer);
            if (left == "another config")
            {
                File.WriteAllText(
                    run.Config, File.ReadAllText(Folder("whole").Config).Replace("\"words\"", "\"bpe\"", StringComparison.Ordinal));
            }
            if (left == "a list of bad videos") File.WriteAllText(run.BadVideos, """{"video":"train-0001.png","reason":"killed"}""" + "\n");
            if (left == "a log") File.WriteAllText(run.Log, "{\"step\":1,\"los");
            if (left == "a lock") File.WriteAllText(run.LockFile, "");
            Assert.Equal(0, Train(Path.GetFileName(run.Root), resume ? ["--resume"] : []).Code);
            Same(Folder("whole"), run);
            Assert.Equal(File.ReadAllText(Folder("whole").Config), File.ReadAllText(run.Config));
            Assert.Single(Directory.GetFiles(run.Tokenizer));
        }
    }

    [Fact]
    public void With_a_checkpoint_the_tokenizer_must_be_the_runs_own()
    {
        var run = new RunFolder(tiny.Train("run"));
        Directory.Delete(run.Tokenizer, recursive: true);
        Assert.Contains("is missing", Train("run", "--resume").OneErrorLine(3));
        BpeTrainer.Train(["a red square"], 600).Save(run.Tokenizer);
        Assert.Contains("do not belong together", Train("run", "--resume").OneErrorLine(3));
    }

    [LinuxFact]
    public void The_end_of_the_terminal_saves_a_checkpoint_however_often_it_is_told()
    {
        string[] more = ["--set", "training.steps=4000", "--set", "training.saveEvery=1"];
        using var training = GexiaProcess.Start([.. tiny.Arguments("run"), .. more]);
        while (!training.HasExited && !Folder("run").HasCheckpoint) Thread.Sleep(2);
        for (var i = 0; i < 3; i++) training.Signal("HUP");
        var (code, _, error) = training.Finish();
        Assert.True(code == 130, error);
        Assert.Contains($"Go on with: gexia train --resume {tiny.File("run")}", error);
        Assert.False(File.Exists(Folder("run").LockFile));
    }
}
