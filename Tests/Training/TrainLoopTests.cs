using System.Text.Json;
using Gexia.Cpu;
using Gexia.Io;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

public sealed class TrainLoopTests : IDisposable
{
    private static readonly TrainOptions Sixty = new() { Steps = 60, EvaluateEvery = 20, SaveEvery = 25, MaxSkippedSteps = 3 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private RunFolder Folder(string name) => new(folder.File(name));

    [Fact]
    public void Learns_and_leaves_the_promised_files()
    {
        var problem = new CurveProblem();
        var before = problem.Evaluate(default)[0].Value;
        var run = Folder("run");
        var result = problem.Loop(Sixty, """{"seed":5}""").Run(run);
        Assert.True(result.Completed);
        Assert.True(result.Figures[0].Value < before - 0.1);
        Assert.Equal("""{"seed":5}""", File.ReadAllText(run.Config).Trim());
        Assert.Equal([50, 60], run.SavedSteps()); // the newest two
        Assert.Equal(60, File.ReadLines(run.Timing).Count());
        Assert.InRange(problem.Scale.At(), 4.6, Math.Log(100) + 1e-6); // it wants to grow, and is clamped
        Assert.True(result.PeakMemoryBytes > 10_000_000);

        var lines = File.ReadLines(run.Log).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(63, lines.Length);
        Assert.Equal(
            [20, 40, 60], lines.Where(line => line.TryGetProperty("eval", out _)).Select(line => line.GetProperty("step").GetInt32()));
        Assert.Equal(0.02 / 5, lines[0].GetProperty("learning_rate").GetDouble(), 1e-12);
        Assert.Equal(result.Loss, lines[^2].GetProperty("loss").GetDouble());
        Assert.Equal("even", lines[0].GetProperty("batch").GetString());

        var last = SafeTensors.ReadAll(run.Last);
        Assert.All(problem.Parameters, parameter => Assert.Equal(parameter.Value.ToArray<float>(), last[parameter.Name].ToArray<float>()));
    }

    [Fact]
    public void The_best_weights_are_those_of_the_best_figure()
    {
        foreach (var higher in new[] { true, false })
        {
            var problem = new CurveProblem();
            var run = Folder($"higher {higher}");
            var result = problem.Loop(Sixty, best: new("held_out.loss", higher)).Run(run);
            var scores = File.ReadLines(run.Log).Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.TryGetProperty("eval", out _))
                .ToDictionary(
                    line => line.GetProperty("step").GetInt64(), line => line.GetProperty("eval").GetProperty("held_out.loss").GetDouble());
            Assert.Equal(higher ? scores.Values.Max() : scores.Values.Min(), result.Best);
            Assert.Equal(result.Best, scores[result.BestStep]);
            var best = new CurveProblem(seed: 6);
            Weights.Load(run.Best, best.Parameters);
            Assert.Equal(result.Best, best.Evaluate(default)[0].Value);
        }
    }

    [Fact]
    public void Without_a_rule_the_newest_weights_are_the_best_and_a_rule_must_name_a_figure()
    {
        var problem = new CurveProblem();
        var run = Folder("run");
        new TrainLoop<Points>(problem, Points.At, problem.Optimizer, new Gexia.Training.Optimizers.WarmupThenConstant(0), Sixty, "{}").Run(
            run);
        Assert.Equal(File.ReadAllBytes(run.Last), File.ReadAllBytes(run.Best));
        var error = Assert.Throws<TrainingException>(() => new CurveProblem().Loop(Sixty, best: new("test.r1")).Run(Folder("other")));
        Assert.Contains("held_out.loss", error.Message);
    }

    [Fact]
    public void A_step_that_is_not_finite_is_left_out_and_counted()
    {
        var problem = new CurveProblem { Disturb = number => number is 7 or 30 ? double.NaN : 1 };
        var run = Folder("run");
        var result = problem.Loop(Sixty).Run(run);
        Assert.Equal(2, result.SkippedSteps);
        Assert.True(double.IsFinite(result.Figures[0].Value));
        var line = JsonDocument.Parse(File.ReadLines(run.Log).ElementAt(7)).RootElement;
        Assert.Equal((8, "the loss is NaN"), (line.GetProperty("step").GetInt32(), line.GetProperty("skipped").GetString()));
    }

    [Fact]
    public void Too_many_such_steps_end_the_training_with_its_weights_unharmed()
    {
        var problem = new CurveProblem { Disturb = number => number >= 26 ? double.PositiveInfinity : 1 };
        var run = Folder("run");
        var error = Assert.Throws<TrainingException>(() => problem.Loop(Sixty).Run(run));
        Assert.StartsWith("Step 30 (odd): the loss is ", error.Message);
        Assert.Equal([25], run.SavedSteps());
        Assert.All(
            problem.Parameters, parameter => Assert.All(parameter.Value.ToArray<float>(), value => Assert.True(float.IsFinite(value))));
        Assert.Contains("skipped", File.ReadLines(run.Log).Last());
    }

    [Fact]
    public void A_finite_loss_with_an_infinite_gradient_is_left_out_too()
    {
        var problem = new CurveProblem { Disturb = number => number == 3 ? 1e300 : 1 }; // float32: the derivative overflows
        Assert.Equal(1, problem.Loop(Sixty).Run(Folder("run")).SkippedSteps);
    }

    [Fact]
    public void Accumulated_steps_see_all_their_batches()
    {
        var seen = new List<long>();
        var problem = new CurveProblem { Disturb = number => { seen.Add(number); return 1; } };
        problem.Loop(new() { Steps = 4, Accumulate = 3, SaveEvery = 0 }).Run(Folder("run"));
        Assert.Equal(Enumerable.Range(0, 12).Select(number => (long)number), seen.Where(number => number < 1_000_000));
    }

    [Fact]
    public void Threads_and_company_change_no_bit()
    {
        byte[] Train(string name, int threads)
        {
            using var limit = CpuThreads.Limit(threads);
            var run = Folder(name);
            new CurveProblem(width: 6000).Loop(new() { Steps = 6, SaveEvery = 0 }).Run(run);
            return [.. File.ReadAllBytes(run.Last), .. File.ReadAllBytes(run.Log)];
        }
        var alone = Train("one", 1);
        Assert.Equal(alone, Train("two", 2));
        var together = new byte[2][];
        var threads = Enumerable.Range(0, 2).Select(i => new Thread(() => together[i] = Train($"together {i}", 1))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.All(together, bytes => Assert.Equal(alone, bytes));
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        var run = Folder("run");
        new CurveProblem().Loop(Sixty).Run(run);
        var before = File.ReadAllBytes(run.Log);
        Assert.Contains("--resume", Assert.Throws<TrainingException>(() => new CurveProblem().Loop(Sixty).Run(run)).Message);
        Assert.Equal(before, File.ReadAllBytes(run.Log));
    }
}
