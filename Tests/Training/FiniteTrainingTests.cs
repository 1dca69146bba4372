using Gexia.Io;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

/// <summary>No training saves what is not finite over what is, and none goes on from a state that would poison it.</summary>
public sealed class FiniteTrainingTests : IDisposable
{
    private static readonly TrainOptions options = new() { Steps = 20, SaveEvery = 5, EvaluateEvery = 5, KeepCheckpoints = 3 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(float.NaN), InlineData(float.PositiveInfinity)]
    public void Weights_that_are_not_finite_end_the_training_and_leave_the_files(float value)
    {
        var run = new RunFolder(folder.File("run"));
        Dictionary<string, byte[]>? before = null;
        CurveProblem? problem = null;
        problem = new CurveProblem
        {
            Disturb = number =>
            {
                if (number != 11) return 1;
                before = Files(run);
                problem!.Parameters["second.weight"].Value.AsSpan<float>()[7] = value;
                return 1;
            },
        };
        var error = Assert.ThrowsAny<GexiaException>(() => problem.Loop(options).Run(run));
        Assert.Contains("'second.weight' holds", error.Message);
        Assert.Contains("at [0, 7]", error.Message);
        Assert.Equal([5, 10], run.SavedSteps());
        var after = Files(run);
        Assert.Equal(before!.Keys.Order(), after.Keys.Order());
        foreach (var (path, bytes) in before) Assert.Equal(bytes, after[path]);
        Assert.True(new CurveProblem().Loop(options).Run(run, resume: true).Completed);
    }

    [Fact]
    public void Too_many_skipped_steps_do_not_call_broken_weights_unharmed()
    {
        CurveProblem? problem = null;
        problem = new CurveProblem
        {
            Disturb = number =>
            {
                if (number == 3) problem!.Parameters["first.bias"].Value.AsSpan<float>()[0] = float.NaN;
                return 1;
            },
        };
        var message = Assert.Throws<TrainingException>(() =>
            problem.Loop(options with { SaveEvery = 0, EvaluateEvery = 0, MaxSkippedSteps = 2 })
                .Run(new RunFolder(folder.File("run")))).Message;
        Assert.Contains("'first.bias' holds", message);
        Assert.DoesNotContain("unharmed", message);
    }

    [Fact]
    public void Saving_refuses_before_it_touches_the_file()
    {
        var problem = new CurveProblem();
        var path = folder.File("w.safetensors");
        Weights.Save(path, problem.Parameters, 1);
        var before = File.ReadAllBytes(path);
        problem.Parameters["logit_scale"].Value.AsSpan<float>()[0] = float.NaN;
        Assert.Contains("'logit_scale' holds NaN", Assert.Throws<GexiaException>(() => Weights.Save(path, problem.Parameters, 2)).Message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_moment_that_is_not_finite_is_not_saved()
    {
        var problem = new CurveProblem();
        problem.Optimizer.State().First(pair => pair.Key == "exp_avg_sq.first.bias").Value.AsSpan<float>()[3] = float.PositiveInfinity;
        Assert.Contains(
            "'optimizer.exp_avg_sq.first.bias' holds infinity at [3]",
            Assert.Throws<GexiaException>(
                () => Checkpoint.Save(folder.File("c"), problem.Parameters, problem.Optimizer, new(), "{}")).Message);
        Assert.False(File.Exists(folder.File("c")));
    }

    [Theory]
    [InlineData("exp_avg_sq.first.weight", -1e-30, "a mean of squares is not negative")]
    [InlineData("exp_avg_sq.second.bias", -1, "a mean of squares is not negative")]
    [InlineData("exp_avg_sq.first.weight", double.NaN, "holds NaN at [3, 1]")]
    [InlineData("exp_avg.first.weight", double.NegativeInfinity, "holds -infinity at [3, 1]")]
    [InlineData("step.first.bias", 21, "to the training's 20")]
    [InlineData("step.first.bias", -1, "counts from 0")]
    [InlineData("step.first.bias", 0, "'step.first.bias' is 0")]
    [InlineData("step.first.bias", 1L << 62, "to the training's 20")]
    public void A_checkpoint_that_no_training_writes_is_refused(string name, double value, string reason)
    {
        var run = new RunFolder(folder.File("run"));
        new CurveProblem().Loop(options).Run(run);
        var path = run.Checkpoint(20);
        Dictionary<string, string> notes;
        using (var file = SafeTensors.Open(path)) notes = new(file.Metadata);
        var tensors = SafeTensors.ReadAll(path);
        var tensor = tensors["optimizer." + name];
        if (tensor.DType == DType.Int64) tensor.AsSpan<long>()[0] = (long)value;
        else tensor.AsSpan<float>()[(int)Math.Min(10, tensor.Length - 1)] = (float)value;
        SafeTensorsWriter.Write(path, tensors, notes);
        var problem = new CurveProblem(seed: 9);
        var fresh = problem.Parameters["first.weight"].Value.ToArray<float>();
        var message = Assert.Throws<GexiaException>(() => problem.Loop(options).Run(run, resume: true)).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(path, message);
        Assert.Equal(fresh, problem.Parameters["first.weight"].Value.ToArray<float>());       // nothing was taken over
    }

    [Theory]
    [InlineData("best_step", "21"), InlineData("skipped_steps", "21"), InlineData("evaluated_step", "99")]
    public void A_state_beyond_its_own_step_is_refused(string key, string value)
    {
        var run = new RunFolder(folder.File("run"));
        new CurveProblem().Loop(options).Run(run);
        Dictionary<string, string> notes;
        using (var file = SafeTensors.Open(run.Checkpoint(20))) notes = new(file.Metadata) { [key] = value };
        SafeTensorsWriter.Write(run.Checkpoint(20), SafeTensors.ReadAll(run.Checkpoint(20)), notes);
        Assert.Contains(
            $"'{key}' is '{value}'", Assert.Throws<GexiaException>(() => new CurveProblem().Loop(options).Run(run, resume: true)).Message);
    }

    private static Dictionary<string, byte[]> Files(RunFolder run) =>
        ((string[])[run.Last, run.Best, .. run.SavedSteps().Select(run.Checkpoint)]).ToDictionary(path => path, File.ReadAllBytes);
}
