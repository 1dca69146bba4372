using Gexia.Io;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

/// <summary>A training that is abandoned anywhere and gone on with ends with the bytes of one that was not.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly TrainOptions Options = new() { Steps = 50, EvaluateEvery = 12, SaveEvery = 8 };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed class Killed : Exception;

    private RunFolder Folder(string name) => new(folder.File(name));

    private static Dictionary<string, byte[]> Outcome(RunFolder run) =>
        new[] { run.Log, run.Last, run.Best, run.Config, run.Checkpoint(50), run.Checkpoint(48) }.ToDictionary(
            path => Path.GetFileName(path), File.ReadAllBytes);

    private static void Same(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> actual) =>
        Assert.All(expected, pair => Assert.True(pair.Value.AsSpan().SequenceEqual(actual[pair.Key]), pair.Key));

    private Dictionary<string, byte[]> Uninterrupted(TrainOptions options)
    {
        new CurveProblem().Loop(options).Run(Folder("whole"));
        return Outcome(Folder("whole"));
    }

    /// <summary>
    /// What a kill may leave behind that an exception does not: lines after the checkpoint, half a line, half-written files.
    /// </summary>
    private static void LeaveDebris(RunFolder run, Rng rng)
    {
        if (rng.NextInt32(2) == 0) File.AppendAllText(run.Log, "{\"step\":9999,\"loss\":1}\n{\"st");
        if (rng.NextInt32(2) == 0) File.AppendAllText(run.Timing, "{\"step\":9999}\n{\"ste");
        foreach (var path in new[] { run.Last, run.Best, run.Checkpoint(16), run.Checkpoint(37), run.Config })
            File.WriteAllBytes(
                Path.Combine(Path.GetDirectoryName(path)!, AtomicFile.TemporaryName(Path.GetFileName(path))),
                new byte[rng.NextInt32(2000)]);
        // Lines that the operating system never got: the log is only sure up to the newest checkpoint.
        if (rng.NextInt32(2) == 0 && File.Exists(run.Timing)) Truncate(run.Timing, rng.NextInt32(1 + (int)new FileInfo(run.Timing).Length));
    }

    private static void Truncate(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Killed_at_any_batch_and_resumed(int accumulate)
    {
        var options = Options with { Accumulate = accumulate };
        var expected = Uninterrupted(options);
        var rng = new Rng(99);
        for (var trial = 0; trial < 10; trial++)
        {
            var run = Folder($"trial {trial}");
            // Two kills in one life, the second perhaps before the first checkpoint after the first.
            foreach (var kill in new[] { rng.NextInt32(30 * accumulate), rng.NextInt32(50 * accumulate) })
            {
                var killed = new CurveProblem { Disturb = number => number == kill ? throw new Killed() : 1 };
                try { killed.Loop(options).Run(run, resume: true); }
                catch (Killed) { }
                LeaveDebris(run, rng);
            }
            new CurveProblem(seed: 77).Loop(options).Run(run, resume: true); // other initial weights: all must come from the checkpoint
            Same(expected, Outcome(run));
            Assert.Empty(Directory.GetFiles(run.Root, "*" + AtomicFile.TemporarySuffix, SearchOption.AllDirectories));
        }
    }

    [Theory]
    [InlineData("evaluated", 12)]
    [InlineData("evaluated", 24)]
    [InlineData("evaluated", 50)]
    [InlineData("saved", 8)]
    [InlineData("saved", 48)]
    [InlineData("saved", 50)]
    [InlineData("stepped", 24)]
    public void Killed_between_the_steps_of_the_loop_and_resumed(string moment, long step)
    {
        var expected = Uninterrupted(Options);
        var run = Folder("cut");
        Assert.Throws<Killed>(() => new CurveProblem().Loop(Options, progress: new KillAt(moment, step)).Run(run));
        LeaveDebris(run, new Rng((ulong)step));
        new CurveProblem().Loop(Options).Run(run, resume: true);
        Same(expected, Outcome(run));
    }

    private sealed class KillAt(string moment, long step) : IProgressSink
    {
        public void Stepped(StepReport report) => At("stepped", report.Step);
        public void Skipped(long own, string reason) => At("skipped", own);
        public void Evaluated(long own, IReadOnlyList<Figure> figures) => At("evaluated", own);
        public void Saved(long own, string path) => At("saved", own);

        private void At(string own, long now)
        {
            if (own == moment && now == step) throw new Killed();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(24)]
    [InlineData(47)]
    public void Cancelled_saves_returns_and_is_resumed(long at)
    {
        var expected = Uninterrupted(Options);
        var run = Folder("cut");
        using var cancellation = new CancellationTokenSource();
        var cancelled = new CurveProblem { Disturb = number => { if (number == at) cancellation.Cancel(); return 1; } };
        var result = cancelled.Loop(Options).Run(run, cancellation: cancellation.Token);
        Assert.False(result.Completed);
        Assert.Equal([at + 1], run.SavedSteps().TakeLast(1));
        var again = new CurveProblem().Loop(Options).Run(run, resume: true);
        Assert.True(again.Completed);
        Assert.Equal(Outcome(Folder("whole"))["log.jsonl"], File.ReadAllBytes(run.Log));
        Assert.Equal(expected["last.safetensors"], File.ReadAllBytes(run.Last));
        Assert.Equal(expected["best.safetensors"], File.ReadAllBytes(run.Best));
    }

    [Fact]
    public void Cancelled_inside_an_evaluation_evaluates_again()
    {
        var expected = Uninterrupted(Options);
        var run = Folder("cut");
        using var cancellation = new CancellationTokenSource();
        var problem = new CurveProblem();
        var loop = new TrainLoop<Points>(
            problem, Points.At, problem.Optimizer, new Gexia.Training.Optimizers.WarmupThenCosine(5, 50), Options, "{}")
        {
            Evaluate = token =>
            {
                cancellation.Cancel();
                token.ThrowIfCancellationRequested();
                return [];
            },
        };
        Assert.False(loop.Run(run, cancellation: cancellation.Token).Completed);
        Assert.Equal([8, 12], run.SavedSteps());
        new CurveProblem().Loop(Options).Run(run, resume: true);
        Same(expected, Outcome(run));
    }

    [Fact]
    public void A_finished_run_is_resumed_at_once_and_unchanged()
    {
        var expected = Uninterrupted(Options);
        var result = new CurveProblem { Disturb = _ => throw new Killed() }.Loop(Options).Run(Folder("whole"), resume: true);
        Assert.True(result.Completed);
        Assert.Equal(50, result.Step);
        Assert.True(double.IsFinite(result.Loss));
        Same(expected, Outcome(Folder("whole")));
    }
}
