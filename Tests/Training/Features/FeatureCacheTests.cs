using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Features;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.Features;

/// <summary>
/// <c>training.featureCache</c>: frozen towers are run once, and a training on what they made is the training above them.
/// </summary>
public sealed class FeatureCacheTests(FeatureCacheTests.World world) : IClassFixture<FeatureCacheTests.World>
{
    private const int Partly = 4;           // a video was left out

    /// <summary>Eight small videos, one of which cannot be read.</summary>
    public sealed class World : IDisposable
    {
        public World() => Tiny.Spoil("train-0005.png");

        internal TinyTraining Tiny { get; } = new(steps: 6);

        /// <summary>A training whose rate stays the same however long it is.</summary>
        internal CliResult Train(string run, string cache, params string[] settings) => CliResult.Run(
            [.. Tiny.Arguments(run), .. Settings(cache, settings).SelectMany(set => (string[])["--set", set]), "--json"]);

        internal string[] Settings(string cache, params string[] settings) =>
        [
            "training.frozen=both", $"training.featureCache={Tiny.File(cache)}", "training.schedule=warmupThenConstant",
            "training.warmupSteps=0", .. settings,
        ];

        internal string[] FilesOf(string cache) =>
            [.. Directory.GetFiles(Tiny.File(cache), "*.safetensors", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        public void Dispose() => Tiny.Dispose();
    }

    [Theory]
    [InlineData("gexia", "both", 0)]
    [InlineData("gexia", "both", 3)]
    [InlineData("gexia", "vision", 1)]
    [InlineData("gexia", "text", 0)]
    [InlineData("meanPooling", "vision", 0)]
    [InlineData("meanPooling", "both", 2)]
    public void Losses_and_gradients_are_those_above_towers_that_are_run(string kind, string frozen, int microBatch)
    {
        var (config, run) = Open($"losses-{kind}-{frozen}", $"model.kind={kind}", $"training.frozen={frozen}");
        using var opened = run;
        var stored = new FeatureMaking(config, run.Data, run.Model).Run(default);
        var uses = TowerUses.Of(config.Training, config.Model.Sizes);
        var reader = run.Data.TestReader(run.Data.TestVideos);
        var plan = new BatchPlan(new Rng(1), [.. run.Data.Train.Select(set => set.Planned(reader.Source))]);
        var loader = new BatchLoader(new Rng(1), plan, run.Data.Train, reader, run.Bad, run.BadPairs) { Features = stored };
        for (var number = 0; number < 4; number++)
        {
            var batch = loader.Load(number);
            var set = run.Data.Train[batch.Set];
            Assert.Equal(uses.Vision == TowerUse.Stored, batch.Pixels.Length == 0);
            var pixels = new byte[batch.Count * set.Frames * reader.FrameBytes];
            for (var i = 0; i < batch.Count; i++)
                reader.ReadFrames(
                    set.Pairs[batch.Samples[i]], set.Frames,
                    pixels.AsSpan(i * set.Frames * reader.FrameBytes, set.Frames * reader.FrameBytes), random: null);
            var options = config.Training.Granularities[batch.Set].Options;
            var given = new VideoTextBatch(uses.Vision == TowerUse.Stored ? batch : batch with { Pixels = pixels }, options);
            var encoded = new VideoTextBatch(batch with { Pixels = pixels, VideoFeatures = null, TextFeatures = null }, options);
            var still = uses with
            {
                Vision = uses.Vision == TowerUse.Stored ? TowerUse.Frozen : uses.Vision,
                Text = uses.Text == TowerUse.Stored ? TowerUse.Frozen : uses.Text,
            };
            var (actual, actualGradients) = Step(run.Model, given, uses, microBatch);
            var (expected, expectedGradients) = Step(run.Model, encoded, still, microBatch);
            // Cosines of 16 numbers in bfloat16, times 14: mean pooling has nothing behind them that evens out their rounding.
            Assert.Equal(expected, actual, kind == "gexia" ? 1e-3 : 1e-2);
            Assert.Equal(expectedGradients.Keys, actualGradients.Keys);
            Assert.All(run.Model.Parameters, parameter => Assert.False(
                config.Training.IsFrozen(parameter, config.Model.Kind) && expectedGradients.ContainsKey(parameter.Name)));
            foreach (var (name, gradient) in expectedGradients)
                Assert.InRange(
                    Length(gradient.Zip(actualGradients[name], (a, b) => a - b)), 0,
                    1e-4 + ((kind == "gexia" ? 0.05 : 0.2) * Length(gradient)));
        }
    }

    [Fact]
    public void A_step_on_stored_features_runs_no_tower()
    {
        var (config, run) = Open("no-tower");
        using var opened = run;
        var stored = new FeatureMaking(config, run.Data, run.Model).Run(default);
        var reader = run.Data.TrainReader();
        var plan = new BatchPlan(new Rng(1), [.. run.Data.Train.Select(set => set.Planned(reader.Source))]);
        var loader = new BatchLoader(new Rng(1), plan, run.Data.Train, reader, run.Bad, run.BadPairs) { Features = stored };
        var batch = new VideoTextBatch(loader.Load(0), new Iterations(1, 1));
        var uses = TowerUses.Of(config.Training, config.Model.Sizes);
        var before = Step(run.Model, batch, uses, 0).Loss;
        foreach (var parameter in run.Model.Parameters.Where(config.Model.Kind.IsTower))
            parameter.Value.AsSpan<float>().Fill(float.NaN);
        Assert.Equal(before, Step(run.Model, batch, uses, 0).Loss);
        Assert.True(double.IsFinite(before));
    }

    [Fact]
    public void Damaged_foreign_and_missing_entries_are_made_anew_and_nothing_changes()
    {
        var first = world.Train("cold", "damage");
        Assert.True(first.Code == Partly, first.Error);
        var files = world.FilesOf("damage");
        // 7 readable sources of 4 short clips and a long one; each text once.
        Assert.True(files.Length > 35, $"{files.Length} files");
        var contents = files.ToDictionary(file => file, File.ReadAllBytes);
        var flipped = contents[files[0]].ToArray();
        flipped[^3] ^= 4;
        File.WriteAllBytes(files[0], flipped);
        File.WriteAllBytes(files[1], contents[files[1]][..^2]);
        File.WriteAllBytes(files[2], contents[files[3]]);
        File.WriteAllBytes(files[4], []);
        File.Delete(files[5]);
        Assert.Equal(Partly, world.Train("warm", "damage").Code);
        Assert.All(files, file => Assert.Equal(contents[file], File.ReadAllBytes(file)));
        Assert.Equal(files, world.FilesOf("damage"));
        foreach (var name in (string[])["last.safetensors", "log.jsonl", "bad_videos.jsonl"])
            Assert.Equal(File.ReadAllBytes(world.Tiny.File($"cold/{name}")), File.ReadAllBytes(world.Tiny.File($"warm/{name}")));
        Assert.Contains("train-0005.png", File.ReadAllText(world.Tiny.File("warm/bad_videos.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_resumed_training_ends_with_the_same_bytes()
    {
        Assert.Equal(Partly, world.Train("whole", "resume").Code);
        Assert.Equal(Partly, world.Train("parts", "resume", "training.steps=2").Code);
        Directory.Delete(world.Tiny.File("resume"), recursive: true);
        var resumed = CliResult.Run("train", "--resume", world.Tiny.File("parts"), "--set", "training.steps=6");
        Assert.True(resumed.Code == Partly, resumed.Error);
        Assert.Equal(
            File.ReadAllBytes(world.Tiny.File("whole/last.safetensors")), File.ReadAllBytes(world.Tiny.File("parts/last.safetensors")));
    }

    [Fact]
    public void Other_weights_and_other_numbers_of_frames_do_not_mix()
    {
        Assert.Equal(Partly, world.Train("seed-0", "shared").Code);
        var files = world.FilesOf("shared");
        Assert.Equal(Partly, world.Train("seed-1", "shared", "seed=1").Code);
        Assert.Equal((4, 2 * files.Length), (Directory.GetDirectories(world.Tiny.File("shared")).Length, world.FilesOf("shared").Length));
        Assert.Equal(Partly, world.Train("frames", "shared", "training.granularities.SVST.frames=3").Code);
        var more = world.FilesOf("shared").Length - (2 * files.Length);
        Assert.Equal((4, true), (Directory.GetDirectories(world.Tiny.File("shared")).Length, more is > 20 and <= 32));
        // Towers that learn from the same pictures start the same, whatever the cache held.
        Assert.Equal(Partly, world.Train("alone", "alone", "seed=1").Code);
        Assert.Equal(
            File.ReadAllBytes(world.Tiny.File("seed-1/last.safetensors")), File.ReadAllBytes(world.Tiny.File("alone/last.safetensors")));
    }

    [Fact]
    public void The_card_and_the_terminal_say_what_is_kept()
    {
        var trained = world.Train("card", "card");
        Assert.Contains("feature cache: ", trained.Error, StringComparison.Ordinal);
        Assert.Contains(" takes at most ", trained.Error, StringComparison.Ordinal);
        var card = trained.Json.GetProperty("protocol");
        Assert.Equal(
            ("both", "the middles of equal parts, the same in every epoch (feature cache, bfloat16)",
                "short side to the model's size, middle square"),
            (card.GetProperty("frozen_towers").GetString(), card.GetProperty("train_frames").GetString(),
                card.GetProperty("train_crop").GetString()));
        var random = world.Train(
            "card-random", "unused", "training.featureCache=null", "training.frozen=none", "data.crop={\"minScale\":0.5}");
        Assert.Equal(
            ("a random time in each of equal parts",
                "random, 0.5 to 1 of the area, width by height 0.75 to 1.333, one for all frames of a sample"),
            (random.Json.GetProperty("protocol").GetProperty("train_frames").GetString(),
                random.Json.GetProperty("protocol").GetProperty("train_crop").GetString()));
    }

    [Theory]
    [InlineData("set training.frozen to vision, text or both", "training.frozen=none")]
    [InlineData("set data.crop to null", "data.crop={}")]
    [InlineData("model.dense.maskTextPads=false", "model.dense.maskTextPads=false")]
    [InlineData("training.featureCacheMegabytes=1 allows", "training.granularities.SVST.frames=64", "training.featureCacheMegabytes=1",
        "model.vision.width=160")]
    public void What_a_cache_cannot_hold_is_refused(string expected, params string[] settings)
    {
        var refused = world.Train("refused", "refused", settings);
        Assert.Equal(3, refused.Code);
        Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
    }

    private (RunConfig Config, VideoTextRun Run) Open(string name, params string[] settings)
    {
        var tiny = world.Tiny;
        var config = RunConfig.Open(
            tiny.Config,
            [.. world.Settings($"cache-{name}", settings), $"data.pairs={tiny.Pairs}", $"data.videos={tiny.Videos}"]);
        return (config, new VideoTextRun(config, new(tiny.File(name))));
    }

    private static double Length(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));

    private static (double Loss, Dictionary<string, double[]> Gradients) Step(
        IVideoTextModel model, VideoTextBatch batch, TowerUses uses, int microBatch)
    {
        using var scope = TensorScope.Begin();
        var loss = new VideoTextObjective(model, microBatch, uses).LossOf(batch).Total;
        var value = loss.At();
        var gradients = loss.Backward(release: true);
        return (value, model.Parameters.Where(parameter => gradients.TryGet(parameter.Value, out _)).ToDictionary(
            parameter => parameter.Name, parameter => gradients[parameter.Value].To(DType.Float64).ToArray<double>()));
    }
}
