using Gexia.Io;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

public sealed class CheckpointTests : IDisposable
{
    private static readonly TrainOptions Options = new() { Steps = 20, SaveEvery = 5, KeepCheckpoints = 3 };
    private readonly TemporaryFolder folder = new();
    private readonly RunFolder run;

    public CheckpointTests()
    {
        run = new RunFolder(folder.File("run"));
        new CurveProblem().Loop(Options, """{"seed":5,"training":{"steps":20}}""").Run(run);
    }

    public void Dispose() => folder.Dispose();

    private static string Refusal(RunFolder run, string config = """{"seed":5,"training":{"steps":20}}""", int width = 24)
    {
        var error = Assert.ThrowsAny<Exception>(() => new CurveProblem(width).Loop(Options, config).Run(run, resume: true));
        Assert.True(error is GexiaException or SafeTensorsException, error.ToString());
        return error.Message;
    }

    private void Rewrite(Action<Dictionary<string, Tensor>, Dictionary<string, string>> change)
    {
        var path = run.Checkpoint(20);
        Dictionary<string, string> metadata;
        using (var file = SafeTensors.Open(path)) metadata = new(file.Metadata);
        var tensors = SafeTensors.ReadAll(path);
        change(tensors, metadata);
        SafeTensorsWriter.Write(path, tensors, metadata);
    }

    [Fact]
    public void Keeps_as_many_as_asked() => Assert.Equal([10, 15, 20], run.SavedSteps());

    [Fact]
    public void Another_configuration_is_refused_by_the_name_of_its_difference()
    {
        Assert.Contains("seed was 5 and is 6", Refusal(run, """{"seed":6,"training":{"steps":20}}"""));
        Assert.Contains("training.steps was 20 and is 19; it can only be raised", Refusal(run, """{"seed":5,"training":{"steps":19}}"""));
        Assert.Contains("training.steps was 20 and is \"30\"", Refusal(run, """{"seed":5,"training":{"steps":"30"}}"""));
        Assert.Contains("training.warmup was missing and is 1", Refusal(run, """{"seed":5,"training":{"steps":30,"warmup":1}}"""));
    }

    [Fact]
    public void More_steps_go_on_where_the_training_ended_whatever_interrupts_them()
    {
        var more = Options with { Steps = 32 };
        const string config = """{"seed":5,"training":{"steps":32}}""";
        var other = new RunFolder(folder.File("other"));
        new CurveProblem().Loop(Options, """{"seed":5,"training":{"steps":20}}""").Run(other);
        foreach (var raised in (RunFolder[])[run, other])
        {
            if (raised == other)
            {
                Assert.Throws<InvalidOperationException>(() =>
                    new CurveProblem { Disturb = number => number == 28 ? throw new InvalidOperationException() : 1 }.Loop(more, config)
                        .Run(raised, resume: true));
            }
            Assert.Equal(32, new CurveProblem().Loop(more, config).Run(raised, resume: true).Step);
            Assert.Equal(config, File.ReadAllText(raised.Config).Trim());
        }
        foreach (var file in (Func<RunFolder, string>[])[r => r.Last, r => r.Log, r => r.Checkpoint(32)])
            Assert.Equal(File.ReadAllBytes(file(run)), File.ReadAllBytes(file(other)));
        Assert.Contains("beyond", Refusal(run, config));
    }

    [Fact]
    public void Another_model_is_refused() =>
        Assert.Contains("'first.weight' has shape [24, 3], the model needs [25, 3]", Refusal(run, width: 25));

    [Fact]
    public void Nan_is_refused()
    {
        Rewrite((tensors, _) => tensors["model.first.bias"] = Tensor.Full([24], double.NaN));
        Assert.Contains("'model.first.bias' holds 24 values that are not finite, the first NaN at [0]", Refusal(run));
    }

    [Fact]
    public void A_missing_moment_is_refused()
    {
        Rewrite((tensors, _) => tensors.Remove("optimizer.exp_avg.first.bias"));
        Assert.Contains("exp_avg.first.bias", Refusal(run));
    }

    [Theory]
    [InlineData("step", "-3")]
    [InlineData("step", "twenty")]
    [InlineData("best", "")]
    [InlineData("format", "other")]
    public void Damaged_state_is_refused(string key, string value)
    {
        Rewrite((_, metadata) => metadata[key] = value);
        Assert.Contains(value, Refusal(run));
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        using (var file = new FileStream(run.Checkpoint(20), FileMode.Open)) file.SetLength(file.Length - 214);
        Assert.Contains("214 bytes short", Refusal(run));
    }

    [Fact]
    public void A_log_that_somebody_shortened_is_refused()
    {
        using (var file = new FileStream(run.Log, FileMode.Open)) file.SetLength(file.Length - 10);
        Assert.Contains("log.jsonl: holds", Refusal(run));
    }

    /// <summary>
    /// The disk fills up while a checkpoint is written: the error is clear, and the training goes on from the one before.
    /// </summary>
    [Fact]
    public void A_checkpoint_that_cannot_be_written_costs_nothing_that_was_there()
    {
        var cut = new RunFolder(folder.File("cut"));
        Directory.CreateDirectory(cut.Checkpoint(10)); // no file can be made there
        var error = Assert.Throws<IOException>(() => new CurveProblem().Loop(Options).Run(cut));
        Assert.Contains("could not be written", error.Message);
        Assert.Contains($"The checkpoint of step 5 is safe: {cut.Checkpoint(5)}.", error.Message);
        Assert.Equal([5], cut.SavedSteps());
        Directory.Delete(cut.Checkpoint(10));
        Assert.True(new CurveProblem().Loop(Options).Run(cut, resume: true).Completed);
        Assert.Equal(File.ReadAllBytes(run.Last), File.ReadAllBytes(cut.Last));
    }

    [Fact]
    public void Where_no_checkpoint_was_written_yet_that_is_said()
    {
        var cut = new RunFolder(folder.File("cut"));
        Directory.CreateDirectory(cut.Last);
        Assert.Contains("There is no checkpoint yet.", Assert.Throws<IOException>(() => new CurveProblem().Loop(Options).Run(cut)).Message);
    }

    /// <summary>The folder vanishes during step 13: the next one is not begun, and no other folder is made in its place.</summary>
    [Theory]
    [InlineData("delete")]
    [InlineData("move")]
    [InlineData("replace")]
    public void A_folder_that_vanishes_ends_the_training_at_once(string what)
    {
        var gone = new RunFolder(folder.File("gone"));
        var seen = 0L;
        var problem = new CurveProblem
        {
            Disturb = number =>
            {
                seen = Math.Max(seen, number);
                if (number != 12) return 1;
                if (what == "delete") Directory.Delete(gone.Root, recursive: true);
                else Directory.Move(gone.Root, folder.File("elsewhere"));
                if (what == "replace") Directory.CreateDirectory(gone.Root);
                return 1;
            },
        };
        var error = Assert.Throws<GexiaException>(() => problem.Loop(Options with { EvaluateEvery = 0 }).Run(gone));
        Assert.Contains($"{gone.Root}: the folder of the run was deleted, moved or replaced", error.Message);
        Assert.Contains("at step 13", error.Message);
        Assert.Equal(12, seen);
        Assert.Equal(what == "replace", Directory.Exists(gone.Root));
        if (what == "replace") Assert.Empty(Directory.GetFileSystemEntries(gone.Root));
    }

    [Fact]
    public void One_training_at_a_time_writes_to_a_folder()
    {
        using var held = run.TakeLock();
        Assert.Contains($"process {Environment.ProcessId} is writing to it", Refusal(run));
    }

    [Fact]
    public void Weights_must_fit_exactly()
    {
        ParameterSet parameters = new CurveProblem().Parameters;
        Weights.Load(run.Last, parameters);
        SafeTensorsWriter.Write(folder.File("more"), [.. SafeTensors.ReadAll(run.Last), new("first.weigth", Tensor.Ones([1]))]);
        Assert.Contains(
            "Nearest: first.weight", Assert.Throws<GexiaException>(() => Weights.Load(folder.File("more"), parameters)).Message);
        SafeTensorsWriter.Write(folder.File("less"), SafeTensors.ReadAll(run.Last).Where(pair => pair.Key != "second.bias"));
        Assert.Contains("lacks 'second.bias'", Assert.Throws<GexiaException>(() => Weights.Load(folder.File("less"), parameters)).Message);
    }
}
