using System.Text.Json;
using Gexia.Io;
using Gexia.Models;
using Gexia.Tests.Architecture;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Config;

namespace Gexia.Tests.Training.Tasks;

/// <summary>
/// The recipes that begin with nothing or with a CLIP read, and pre-training, images and the three ways of Table 5 run end to end at the
/// smallest size, on files in InternVid's own form.
/// </summary>
public sealed class PretrainingRecipeTests : IDisposable
{
    private const string Sizes = """
        "vision": {"imageSize":24,"patchSize":8,"width":16,"layers":1,"heads":2},
        "text": {"contextLength":24,"width":16,"layers":1,"heads":2}, "iam": {"vectors":2,"width":16,"heads":2}
        """;

    private readonly TinyTraining tiny = new(steps: 1);

    public PretrainingRecipeTests()
    {
        // Sources of four clips each, in no order of time.
        List<string> rows = [];
        foreach (var (i, video) in Directory.GetFiles(tiny.Videos, "*.png").Order(StringComparer.Ordinal).Index())
            foreach (var start in (int[])[4, 0, 2, 6])
            {
                var (from, to) = ($"00:00:0{start}.000", $"00:00:0{start + 2}.000");
                File.Copy(video, Path.Combine(tiny.Videos, $"v{i}_{from.Replace(':', '-')}_{to.Replace(':', '-')}.png"));
                rows.Add(JsonSerializer.Serialize(new
                {
                    YoutubeID = $"v{i}",
                    Start_timestamp = from,
                    End_timestamp = to,
                    Caption = $"scene {i} part {start} of it",
                }));
            }
        File.WriteAllLines(Rows, rows);
    }

    public void Dispose() => tiny.Dispose();

    private string Rows => tiny.File("InternVid-10M-flt.jsonl");

    public static TheoryData<string> All =>
        [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "configs"), "*.json").Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(All))]
    public void Every_recipe_reads_or_asks_for_its_start(string name)
    {
        var path = Path.Combine(SourceTree.Root, "configs", name);
        if (File.ReadAllText(path).Contains("\"start\"", StringComparison.Ordinal))
            Assert.Contains("model.start", Assert.Throws<GexiaException>(() => RunConfig.Open(path)).Message);
        else Assert.NotEmpty(RunConfig.Open(path).Training.Granularities);
    }

    [Fact]
    public void Pre_training_states_what_the_paper_states()
    {
        var config = Open("gexia-pretrain");
        Assert.Equal((1e-4, 1e-6, 5.0, 8), (
            config.Training.LearningRate, config.Training.EncoderLearningRate, config.Training.Epochs, config.Training.MicroBatch));
        Assert.Equal(
            ["SVST 16 1-1 512", "LVLT 32 3-3 512", "LVST 32 3-1 512"],
            config.Training.Granularities.Select(policy => $"{policy.Name} {policy.Frames} {policy.Options} {policy.BatchSize}"));
        Assert.Equal((0.5, "internvid"), (config.Data.Crop!.MinScale, config.Data.Source));
        Assert.Equal(FrozenTowers.Both, Open("gexia-pretrain-frozen").Training.Frozen);
        var scratch = Open("gexia-pretrain-scratch");
        Assert.Equal((1e-4, null), (scratch.Training.EncoderLearningRate, scratch.Model.Weights));
        Assert.Equal(Initialization.FanIn, scratch.Model.Sizes.Vision.Tower.Initialization);
        Assert.Equal(scratch.Model.Sizes.Vision.Tower.Width, config.Model.Sizes.Vision.Tower.Width);
    }

    [Fact]
    public void Pre_training_images_and_retrieval_run_one_after_another()
    {
        var pretrained = Train("gexia-pretrain", "pretrained", First("encoderLearningRate", "1e-3"));
        Assert.Equal(["short 1-1", "long 3-3", "summary 3-1"], Cells(pretrained));
        var images = Train(
            "gexia-images", "images", Start("pretrained"), $"data.plan={Path.Combine(SourceTree.Root, "configs", "plans", "images.json")}",
            "training.granularities.IST.batch=4", "training.granularities.IST.textLength=24");
        Assert.Equal(["image 0-1"], Cells(images));
        foreach (var name in (string[])["msrvtt", "activitynet", "lsmdc"])
        {
            string[] form = ["data.source=internvid", "training.granularities.SVST.textLength=24"];
            var zero = Train($"gexia-{name}-zeroshot", $"{name}-zero", [Start("images"), .. form, "training.steps=0"]);
            var tuned = Train($"gexia-{name}-finetune", $"{name}-tuned", [Start("images"), .. form, "training.granularities.SVST.batch=4"]);
            Assert.Equal([name == "activitynet" ? "short 3-3" : "short 1-1"], Cells(zero));
            Assert.Equal(Cells(zero), Cells(tuned));
            Assert.Equal(("nothing", "all"), (
                zero.GetProperty("protocol").GetProperty("trained").GetString(),
                tuned.GetProperty("protocol").GetProperty("trained").GetString()));
            Assert.False(Split(zero).TryGetProperty("train", out _));
            Assert.Equal(("InternVid-10M-flt", "InternVid-10M-flt"), (NameOf("train", tuned), NameOf("test", zero)));
            Assert.StartsWith("random, 0.5 to 1", tuned.GetProperty("protocol").GetProperty("train_crop").GetString());
        }
    }

    [Fact]
    public void Scratch_frozen_and_unfrozen_towers_learn_what_they_should()
    {
        var before = Towers("start", Train("gexia-pretrain", "start", First("steps", "0")));
        var cache = tiny.File("cache");
        Assert.NotEqual(before, Towers("scratch", Train("gexia-pretrain-scratch", "scratch", First("steps", "2"))));
        Assert.Equal(before, Towers("frozen", Train("gexia-pretrain-frozen", "frozen", First("steps", "2"))));
        Assert.Equal(before, Towers("cached", Train(
            "gexia-pretrain-frozen", "cached", [.. First("steps", "2"), "data.crop=null", $"training.featureCache={cache}"])));
        Assert.NotEmpty(Directory.GetDirectories(cache));
        // Frozen in fine-tuning, too.
        Assert.Equal(before, Towers("tuned", Train(
            "gexia-activitynet-finetune", "tuned", Start("frozen"), "data.source=internvid", "training.granularities.SVST.textLength=24",
            "training.granularities.SVST.batch=4", "training.frozen=both")));
    }

    private static RunConfig Open(string name) => RunConfig.Open(Path.Combine(SourceTree.Root, "configs", $"{name}.json"));

    private static string[] Cells(JsonElement trained) =>
        [.. trained.GetProperty("protocol").GetProperty("splits").EnumerateArray().Select(cell => cell.GetProperty("name").GetString()!)];

    private static JsonElement Split(JsonElement trained) => trained.GetProperty("protocol").GetProperty("splits")[0];

    private static string? NameOf(string part, JsonElement trained) => Split(trained).GetProperty(part).GetProperty("split").GetString();

    private float[] Towers(string run, JsonElement trained)
    {
        Assert.True(trained.GetProperty("steps").GetInt32() >= 0);
        var file = SafeTensors.ReadAll(tiny.File($"{run}/last.safetensors"));
        return [.. file["visual.conv1.weight"].ToArray<float>(), .. file["transformer.resblocks.0.attn.in_proj_weight"].ToArray<float>()];
    }

    private string Start(string run) => $"model.start={tiny.File(run)}";

    // The sizes of a tower as small as can be, in place of the preset's and of a CLIP's weights.
    private string[] First(string key, string value) =>
    [
        "model.preset=none", "model.weights=null", "data.tokenizer={\"kind\":\"words\"}", $"training.{key}={value}",
        .. JsonDocument.Parse($"{{{Sizes}}}").RootElement.EnumerateObject().Select(part => $"model.{part.Name}={part.Value}"),
        .. ((string[])["SVST", "LVLT", "LVST"]).SelectMany(name => (string[])
        [
            $"training.granularities.{name}.batch=4", $"training.granularities.{name}.frames=3",
            $"training.granularities.{name}.textLength=24",
        ]),
    ];

    private JsonElement Train(string recipe, string run, params string[] settings)
    {
        string[] all =
        [
            $"data.pairs={Rows}", $"eval.pairs={Rows}", $"data.videos={tiny.Videos}", "data.clipName={id}_{start:-}_{end:-}.png",
            .. settings.Any(set => set.StartsWith("training.steps=", StringComparison.Ordinal)) ? [] : (string[])["training.steps=2"],
            "training.microBatch=2", .. settings,
        ];
        var trained = CliResult.Run(
            ["train", Path.Combine(SourceTree.Root, "configs", $"{recipe}.json"), "--out", tiny.File(run), "--json",
                .. all.SelectMany(set => (string[])["--set", set])]);
        Assert.True(trained.Code == 0, $"{recipe}: {trained.Error}");
        return trained.Json;
    }
}
