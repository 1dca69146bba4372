using System.Text.Json;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.OrderWorlds;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.OrderWorlds;

/// <summary>That the experiment does what it says; what a long training reaches is the demo's to show.</summary>
public sealed class OrderExperimentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly OrderOptions tiny = new() { Seed = 2, Palettes = 2, Steps = 3, TrainSources = 32, TestSources = 12 };

    public void Dispose() => folder.Dispose();

    private OrderResult Run(OrderOptions options, string name) =>
        new OrderExperiment(options).Run(folder.File(name), _ => new NoProgress());

    private byte[] Weights(string run) => File.ReadAllBytes(new RunFolder(folder.File(run)).Last);

    [Fact]
    public void Three_runs_are_trained_and_measured_and_a_second_time_only_measured()
    {
        var first = Run(tiny, "one");
        Assert.Equal((2, 12, 12), (first.Palettes, first.Gexia.Twins.Count, first.Gexia.Retrieval.Protocol.Videos));
        Assert.Equal(50, first.MeanPooling.Twin);
        Assert.InRange(first.Ceiling, 100.0 / 12, 100.0 * 8 / 12);
        var weights = OrderExperiment.Runs.ToDictionary(name => name, name => Weights($"one/{name}"));
        var again = Run(tiny, "one");
        Assert.Equal(first.Gexia.Retrieval.TextRanks, again.Gexia.Retrieval.TextRanks);
        Assert.Equal((first.Gexia.Twin, first.Ceiling), (again.Gexia.Twin, again.Ceiling));
        Assert.All(OrderExperiment.Runs, name => Assert.Equal(weights[name], Weights($"one/{name}")));
    }

    [Fact]
    public void An_interrupted_experiment_ends_with_the_same_bits()
    {
        var whole = Run(tiny, "whole");
        foreach (var at in OrderExperiment.Runs)
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(
                () => new OrderExperiment(tiny).Run(folder.File(at), name => new Stop(name == at ? source : null), source.Token));
            var resumed = Run(tiny, at);
            Assert.Equal(whole.Gexia.Retrieval.TextRanks, resumed.Gexia.Retrieval.TextRanks);
            Assert.All(OrderExperiment.Runs, name => Assert.Equal(Weights($"whole/{name}"), Weights($"{at}/{name}")));
        }
    }

    [Fact]
    public void Its_runs_open_wherever_the_folder_lies_and_their_heads_stand_on_the_same_towers()
    {
        Run(tiny, "made");
        Directory.Move(folder.File("made"), folder.File("moved"));
        foreach (var name in OrderExperiment.Runs)
        {
            var run = new RunFolder(folder.File($"moved/{name}"));
            var trained = TrainedRun.Open(run);
            Assert.True(File.Exists(trained.Config.Data.Pairs) && File.Exists(trained.Config.Eval.Pairs), name);
            if (name == OrderExperiment.TowersName) continue;
            Assert.Equal(new RunFolder(folder.File("moved/towers")).Last, trained.Config.Model.Weights);
            Assert.Equal((1e-4, 1e-3), (trained.Config.Training.EncoderLearningRate, trained.Config.Training.LearningRate));
        }
    }

    [Fact]
    public void A_change_is_made_to_both_heads_and_kept()
    {
        var result = Run(tiny with { Changes = ["model.dense.temporalEmbedding=false", "training.encoderLearningRate=1e-3"] }, "ablated");
        Assert.Equal(50, result.Gexia.Twin);
        foreach (var name in OrderExperiment.Runs)
        {
            var config = RunConfig.Open(new RunFolder(folder.File($"ablated/{name}")));
            Assert.Equal(
                name == OrderExperiment.TowersName,
                JsonDocument.Parse(config.Resolved).RootElement.GetProperty("model").GetProperty("dense").GetProperty("temporalEmbedding")
                    .GetBoolean());
            Assert.Equal(1e-3, config.Training.EncoderLearningRate);
        }
        Assert.Contains(
            "model.dense.temporalEmbedding was false and is true", Assert.Throws<GexiaException>(() => Run(tiny, "ablated")).Message);
    }

    private sealed class Stop(CancellationTokenSource? source) : IProgressSink
    {
        public void Stepped(StepReport report)
        {
            if (report.Step == 2) source?.Cancel();
        }

        public void Skipped(long step, string reason) { }

        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

        public void Saved(long step, string path) { }
    }
}
