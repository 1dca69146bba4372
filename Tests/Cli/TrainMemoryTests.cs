using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>What a training will need is told before it starts, and a training that would not fit does not start.</summary>
public sealed class TrainMemoryTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 3);

    public void Dispose() => tiny.Dispose();

    private CliResult Train(params string[] more) => CliResult.Run([.. tiny.Arguments("run"), .. more]);

    [Fact]
    public void A_dry_run_says_what_is_needed_and_leaves_nothing_behind()
    {
        var plan = Train("--dry-run", "--json").Json;
        long Bytes(string key) => plan.GetProperty(key).GetInt64();
        Assert.True(plan.GetProperty("fits").GetBoolean());
        Assert.Equal(2 * Bytes("parameter_bytes"), Bytes("optimizer_bytes"));
        Assert.InRange(Bytes("needed_bytes"), Bytes("parameter_bytes") + Bytes("optimizer_bytes"), Bytes("available_bytes"));
        Assert.True(
            plan.GetProperty("steps").GetProperty("LVLT").GetProperty("activation_bytes").GetInt64()
            > plan.GetProperty("steps").GetProperty("SVST").GetProperty("activation_bytes").GetInt64());
        Assert.Contains("activations", Train("--dry-run").Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(tiny.File("run")));
    }

    [Fact]
    public void What_will_not_fit_is_refused_before_the_first_step()
    {
        string[] limit = ["--set", "training.memoryLimitMegabytes=60"];
        Assert.Contains("there are 63 MB", Train(limit).OneErrorLine(3), StringComparison.Ordinal);
        var dry = Train(["--dry-run", .. limit]);
        Assert.Equal(3, dry.Code);
        Assert.Contains("there are 63 MB", dry.Error, StringComparison.Ordinal);
        Assert.Contains("activations", dry.Out, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(tiny.File("run"), "last.safetensors")));
    }

    [Fact]
    public void Micro_batches_and_checkpoints_train_to_the_same_loss()
    {
        double Loss(string run, params string[] more) =>
            CliResult.Run([.. tiny.Arguments(run), "--json", .. more]).Json.GetProperty("loss").GetDouble();
        Assert.Equal(Loss("whole"), Loss("parts", "--set", "training.microBatch=3", "--set", "model.checkpoint=true"), 1e-4);
    }
}
