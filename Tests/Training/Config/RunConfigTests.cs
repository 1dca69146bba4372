using System.Text;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training.Config;

public sealed class RunConfigTests
{
    private const string Small = """
        {
          // comments and trailing commas are welcome
          "seed": 3,
          "model": {
            "vision": { "imageSize": 24, "patchSize": 8, "width": 64, "layers": 2, "heads": 4, },
            "text": { "contextLength": 36, "width": 64, "layers": 2, "heads": 4 },
            "iam": { "vectors": 8, "mlpRatio": 2 }
          },
          "data": { "pairs": "train.jsonl", "videos": "clips" },
          "training": {
            "steps": 600, "batching": "turns", "learningRate": 1e-3,
            "granularities": {
              "SVST": { "frames": 4, "textLength": 12 },
              "LVLT": { "frames": 8, "iterations": "3-3", "textLength": 36, "batch": 12 }
            }
          }
        }
        """;

    private static RunConfig Parse(string json, params string[] overrides) =>
        RunConfig.Parse("small.json", Encoding.UTF8.GetBytes(json), overrides);

    private static string Error(string json, params string[] overrides) =>
        Assert.Throws<ConfigException>(() => Parse(json, overrides)).Message;

    [Fact]
    public void Relative_paths_of_a_run_count_from_its_folder_and_those_of_the_command_line_from_the_working_folder()
    {
        using var folder = new TemporaryFolder();
        var run = new RunFolder(Path.Combine(folder.Path, "runs", "one"));
        Directory.CreateDirectory(run.Root);
        File.WriteAllText(run.Config, Small.Replace("\"train.jsonl\"", "\"../data/train.jsonl\"").Replace("\"clips\"", "\"/videos\""));
        var config = RunConfig.Open(run, "eval.pairs=test.jsonl");
        Assert.Equal(
            (folder.File("runs/data/train.jsonl"), "/videos", "test.jsonl", (string?)null),
            (config.Data.Pairs, config.Data.Videos, config.Eval.Pairs, config.Data.Plan));
        Assert.Contains("\"../data/train.jsonl\"", config.Resolved);
        Assert.Contains("\"../data/train.jsonl\"", config.Placed);
        Assert.Contains($"\"{Path.GetFullPath("test.jsonl")}\"", config.Placed);
        Assert.Equal("../data/train.jsonl", RunConfig.Open(run.Config).Data.Pairs);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("9223372036854775808", 1UL << 63)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Every_seed_that_the_command_line_takes_can_stand_in_a_run(string written, ulong seed)
    {
        var config = Parse(Small.Replace("\"seed\": 3", $"\"seed\": {written}"));
        Assert.Equal(seed, config.Seed);
        Assert.Equal(seed, Parse(config.Resolved).Seed);
        Assert.Contains(
            "seed must be a whole number from 0 to 18446744073709551615", Error(Small.Replace("\"seed\": 3", $"\"seed\": {written}.5")));
    }

    [Fact]
    public void Values_and_defaults_are_read()
    {
        var config = Parse(Small);
        Assert.Equal(3UL, config.Seed);
        var iam = Assert.IsType<GexiaConfig>(config.Model.Sizes).Iam;
        Assert.Equal((64, 8, 4, 2.0), (iam.Width, iam.Vectors, iam.Heads, iam.MlpRatio));
        Assert.Equal(GranularityOrder.Turns, config.Training.Batching);
        Assert.Equal(new WarmupThenCosine(30, 600), config.Training.Schedule);
        Assert.Equal(["SVST", "LVLT"], config.Training.Granularities.Select(policy => policy.Name));
        Assert.Equal(new Iterations(3, 3), config.Training.Granularities.Single(policy => policy.Name == "LVLT").Options);
        Assert.Equal(1e-3, config.Training.EncoderLearningRate);
        Assert.Null(config.Eval.Best);
        Assert.Equal(77, config.Model.WithVocabulary(77).Sizes.Text.VocabularySize);
    }

    [Fact]
    public void The_resolved_configuration_reads_back_as_itself()
    {
        var config = Parse(Small, "data.crop={}", "eval.pairs=test.jsonl", """eval.best={"figure":"long 3-3.r1","split":"test"}""");
        var again = Parse(config.Resolved);
        Assert.Equal(config.Resolved, again.Resolved);
        Assert.Contains("\"warmupSteps\": 30", config.Resolved);
        Assert.Equal(config.Data, again.Data);
        Assert.Equal(config.Eval, again.Eval);
        Assert.Equal(config.Model, again.Model);
    }

    [Theory]
    [InlineData("training.steps=7", 7)]
    [InlineData("training.steps= 8", 8)]
    public void Overrides_replace_numbers(string assignment, long steps) =>
        Assert.Equal(steps, Parse(Small, assignment).Training.Options.Steps);

    [Fact]
    public void Overrides_take_text_as_it_is_and_the_last_one_wins()
    {
        var config = Parse(
            Small, "data.pairs=../a b=c.jsonl", "data.videos=x", "data.videos=y", "data.summaries=null", "eval.pairs=\"q\"",
            "training.granularities.LVLT.iterations=3-1");
        Assert.Equal(("../a b=c.jsonl", "y", null, "q"), (config.Data.Pairs, config.Data.Videos, config.Data.Summaries, config.Eval.Pairs));
        Assert.Equal(new Iterations(3, 1), config.Training.Granularities.Single(policy => policy.Name == "LVLT").Options);
    }

    [Fact]
    public void A_misspelt_section_is_named_before_the_keys_that_it_then_lacks() =>
        Assert.Contains("modell is no key of the configuration; did you mean model?", Error("{ \"seed\": 0, \"modell\": {} }"));

    [Theory]
    [InlineData("training.stpes=5", "training.stpes is no key of training; did you mean steps?")]
    [InlineData("modle.kind=gexia", "modle is no key of the configuration; did you mean model?")]
    [InlineData(
        "training.granularities.SVST.frame=5",
        "training.granularities.SVST.frame is no key of training.granularities.SVST; did you mean frames?")]
    [InlineData("training.steps=six", "training.steps must be a whole number of 0 or more, but is \"six\"")]
    [InlineData("training.steps=-1", "but is -1")]
    [InlineData("training.steps=1.5", "but is 1.5")]
    [InlineData("training.learningRate=-1", "training.learningRate must be a number from 0 to 10, but is -1")]
    [InlineData("training.batching=turn", "one of turns, proportional, but is \"turn\"")]
    [InlineData("training.granularities.SVST.iterations=3-", "is not like 3-1")]
    [InlineData("training.granularities={}", "must name at least one")]
    [InlineData("training=[1]", "training must be an object, { … }, but is an array")]
    [InlineData("training.steps.x=1", "steps is 600 at small.json:11:14, so it has no keys")]
    [InlineData("training", "--set section.key=value")]
    [InlineData("model.dense.useCls=1", "must be true or false, but is 1")]
    [InlineData("model.iam.heads=5", "heads (5) must divide width (64)")]
    [InlineData("data.pairs=null", "data.pairs must be text, but is null")]
    [InlineData("data.tokenizer.kind=folder", "must name the folder")]
    [InlineData("data.crop={\"minScale\":0.9,\"maxScale\":0.5}", "must not exceed maxScale")]
    [InlineData("eval.best={\"figure\":\"r1\"}", "eval.best.split is missing and has no default. There is figure.")]
    [InlineData("eval.best={\"figure\":\"r1\",\"split\":\"validation\"}", "eval.validationPairs names no file")]
    public void A_bad_value_is_named_with_its_place(string assignment, string expected)
    {
        var message = Error(Small, assignment);
        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    /// <summary>Words that other programs use lead to the key that is meant, wherever they are written.</summary>
    [Theory]
    [InlineData("lr=1e-3", "did you mean training.learningRate?")]
    [InlineData("learning_rate=1e-3", "did you mean training.learningRate?")]
    [InlineData("training.lr=1e-3", "training.lr is no key of training; did you mean learningRate?")]
    [InlineData("training.weight-decay=1", "did you mean weightDecay?")]
    [InlineData("wd=0.1", "did you mean training.weightDecay?")]
    [InlineData("optimizer.lr=1", "the optimizer is AdamW: training.learningRate")]
    [InlineData(
        "batch=4", "did you mean training.granularities.NAME.batch or eval.batch or task.batch? NAME is a granularity, such as SVST.")]
    [InlineData("training.batch_size=4", "did you mean training.granularities.NAME.batch? NAME")]
    [InlineData(
        "training.granularities.LVLT.batchSize=4",
        "training.granularities.LVLT.batchSize is no key of training.granularities.LVLT; did you mean batch?")]
    [InlineData("eval.batch_size=4", "did you mean batch?")]
    [InlineData("epochs=5", "did you mean training.epochs?")]
    [InlineData("training.num_epochs=5", "did you mean epochs?")]
    [InlineData("max_steps=5", "did you mean training.steps?")]
    [InlineData("warmup=5", "did you mean training.warmupSteps?")]
    [InlineData("temperature=0.07", "the temperature is learned")]
    [InlineData("Seed=5", "did you mean seed?")]
    [InlineData("training.seed=5", "did you mean seed?")]
    [InlineData("frames=5", "did you mean training.granularities.NAME.frames or task.frames?")]
    [InlineData("image_size=5", "did you mean model.vision.imageSize?")]
    [InlineData("model.width=5", "did you mean model.vision.width or model.text.width or model.iam.width?")]
    [InlineData(
        "max_length=5", "did you mean model.text.contextLength or training.granularities.NAME.textLength or task.textLength?")]
    [InlineData("num_workers=5", "did you mean data.prefetchWorkers?")]
    [InlineData("output_dir=x", "--out RUN")]
    [InlineData("training.device=cuda", "device")]
    public void Usual_words_lead_to_the_key(string assignment, string expected)
    {
        Assert.Contains(expected, Error(Small, assignment));
        // The same word in a file, at the end of its section.
        var (path, value) = (assignment.Split('=')[0].Split('.'), assignment.Split('=')[1]);
        if (path.Length == 1) Assert.Contains(expected, Error(Small.TrimEnd()[..^1] + $", \"{path[0]}\": \"{value}\" }}"));
    }

    [Fact]
    public void A_key_that_is_missing_is_found_under_its_usual_name()
    {
        Assert.Contains(
            "training.granularities.SVST.frames is missing and has no default. There is num_frames, textLength. "
            + "Its name is frames, not num_frames.",
            Error(Small.Replace("\"frames\": 4", "\"num_frames\": 4")));
        Assert.Contains("Its name is imageSize, not image_size.", Error(Small.Replace("imageSize", "image_size")));
        Assert.Contains("Its name is steps, not max_steps.", Error(Small.Replace("\"steps\"", "\"max_steps\"")));
        Assert.Contains("Its name is pairs, not captions.", Error(Small.Replace("\"pairs\"", "\"captions\"")));
    }

    [Fact]
    public void Errors_in_the_file_have_line_and_column()
    {
        Assert.StartsWith("small.json:3:11: seed must be", Error(Small.Replace("\"seed\": 3", "\"seed\": -3")));
        Assert.StartsWith("small.json:3:14: 'seed' is given twice", Error(Small.Replace("\"seed\": 3,", "\"seed\": 3, \"seed\": 4,")));
        Assert.StartsWith("small.json:3:12: is not valid JSON", Error(Small.Replace("\"seed\": 3,", "\"seed\": 3;")));
        Assert.StartsWith("small.json:1:1: is not valid JSON", Error(""));
        Assert.Contains("a configuration is an object", Error("[]"));
    }

    [Fact]
    public void Texts_that_are_no_text_are_refused_with_their_place()
    {
        Assert.StartsWith("small.json:2:6: holds half of a surrogate pair", Error("{\"seed\":1,\n\"a\": \"\\ud800\"}"));
        Assert.StartsWith("small.json:2:2: holds half of a surrogate pair", Error("{\"seed\":1,\n \"x\\udc00\": 2}"));
        foreach (var bytes in (byte[][])[[.. "{\"a\":\n\""u8, 0xFF, .. "\"}"u8], [.. "{\n\""u8, 0xE2, 0x82, .. "\":1}"u8]])
            Assert.StartsWith("small.json:2:1: holds", Assert.Throws<ConfigException>(() => RunConfig.Parse("small.json", bytes)).Message);
    }

    /// <summary>Places cost one pass over the file: were each found from the start, these three would take minutes, not a moment.</summary>
    [Fact]
    public void A_large_file_is_refused_by_its_first_faults()
    {
        var many = Error($"{{{string.Join(",\n", Enumerable.Range(0, 300_000).Select(i => $"\"k{i}\":1"))}}}");
        Assert.StartsWith("small.json:1:7: k0 is no key", many);
        Assert.EndsWith("\nAnd more.", many);
        Assert.Equal(21, many.Split('\n').Length);
        Assert.StartsWith("small.json:3000001:8: seed must be", Error($"{{{new string('\n', 3_000_000)}\"seed\":-1}}"));
        Assert.InRange(Error($"{{\"{new string('k', 3_000_000)}\":1}}").Length, 80, 300);
    }

    [Fact]
    public void A_path_of_an_override_has_a_depth()
    {
        var message = Error(Small, $"{string.Join('.', Enumerable.Repeat("a", 100_000))}=1");
        Assert.Contains("leads 100000 keys deep; at most 32", message);
        Assert.InRange(message.Length, 80, 300);
        Assert.Contains("maximum configured depth of 32", Error(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))));
    }

    [Fact]
    public void So_many_granularities_are_refused() =>
        Assert.Contains(
            "names 65; at most 64",
            Error(
                Small,
                $"training.granularities={{{string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"g{i}\":{{\"frames\":1}}"))}}}"));

    [Fact]
    public void All_unknown_keys_are_named_at_once()
    {
        var message = Error(Small, "training.a=1", "eval.b=1", "c=1");
        Assert.Equal(3, message.Split('\n').Length);
    }

    [Fact]
    public void The_optimizer_decays_what_the_section_says()
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        scope.Parameter("visual.proj", [2], ParameterRole.Matrix, Initial.Ones);
        scope.Parameter("visual.ln.bias", [2], ParameterRole.BiasOrNorm, Initial.Ones);
        scope.Parameter("iam.video.q", [2], ParameterRole.Matrix, Initial.Ones);
        scope.Parameter("iam.video.base", [2], ParameterRole.Embedding, Initial.Ones);
        scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Ones);
        string Groups(params string[] overrides) =>
            string.Join("; ", Parse(Small, overrides).Training.Optimizer(scope.All, ModelKinds.Named("gexia")).Groups.Select(group =>
                FormattableString.Invariant(
                    $"{group.LearningRate} {group.WeightDecay} {string.Join(",", group.Parameters.Select(parameter => parameter.Name))}")));
        Assert.Equal(
            "1E-06 0.2 visual.proj; 1E-06 0 visual.ln.bias; 0.001 0.2 iam.video.q; 0.001 0 iam.video.base,logit_scale",
            Groups("training.encoderLearningRate=1e-6"));
        Assert.Equal(
            "0.001 0.05 visual.proj,visual.ln.bias; 0.001 0.05 iam.video.q,iam.video.base; 0.001 0 logit_scale",
            Groups("training.decay=all", "training.weightDecay=0.05"));
    }
}
