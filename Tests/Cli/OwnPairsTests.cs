using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>A run knows the pairs and videos that its config names; the command line may name others.</summary>
public sealed class OwnPairsTests : IDisposable
{
    // Short pairs alone need no sources of several pairs.
    private const string ShortOnly = "training.granularities={\"SVST\":{\"frames\":2,\"batch\":4,\"textLength\":12}}";

    private readonly TinyTraining tiny = new(steps: 2);

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Eval_takes_the_pairs_that_the_run_was_tested_on()
    {
        var test = tiny.File("test.csv");
        File.WriteAllText(
            test,
            "video,caption,start,end\ntrain-0000.png,a red square,0,0.4\ntrain-0001.png,a blue ring,0,0.4\ntrain-0002.png,a red "
            + "ring,0,0.4\ntrain-0003.png,a blue square,0,0.4\n");
        var run = Train("run", $"eval.pairs={test}", ShortOnly);
        var own = CliResult.Run("eval", run, "--json");
        var named = CliResult.Run("eval", run, "--pairs", test, "--videos", tiny.Videos, "--json");
        Assert.True(own.Code == 0, own.Error);
        Assert.Equal(4, own.Json.GetProperty("queries").GetInt32());
        Assert.Equal(named.Out, own.Out);
        Assert.Contains($"the run's own pairs: {test} (eval.pairs), videos in {tiny.Videos}", own.Error);
        Assert.DoesNotContain("own pairs", named.Error);
        Assert.Equal(named.Out, CliResult.Run("eval", run, "--pairs", test, "--json").Out);
        Assert.Equal(named.Out, CliResult.Run("eval", run, "--videos", tiny.Videos, "--json").Out);
    }

    [Fact]
    public void A_run_without_test_pairs_is_measured_on_what_it_was_trained_on_and_says_so()
    {
        var run = Train("run");
        var own = CliResult.Run("eval", run, "--json");
        Assert.True(own.Code == 0, own.Error);
        Assert.Equal(CliResult.Run("eval", run, "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--json").Out, own.Out);
        Assert.Contains("(data.pairs)", own.Error);
        Assert.Contains("warning: its config names no eval.pairs, so these are the pairs that it was trained on.", own.Error);
    }

    [Fact]
    public void The_folder_of_test_videos_belongs_to_the_test_pairs()
    {
        var (test, others) = (tiny.File("test.jsonl"), tiny.File("others"));
        Directory.CreateDirectory(others);
        foreach (var name in (string[])["x.png", "y.png"])
            File.Copy(Path.Combine(tiny.Videos, $"train-000{name[0] - 'x'}.png"), Path.Combine(others, name));
        File.WriteAllText(test, "{\"video\":\"x.png\",\"caption\":\"a red square\"}\n{\"video\":\"y.png\",\"caption\":\"a blue ring\"}\n");
        var run = Train("run", $"eval.pairs={test}", $"eval.videos={others}", ShortOnly);
        Assert.Contains($"videos in {others}", CliResult.Run("eval", run, "--json").Error);
        Directory.Move(others, tiny.File("moved"));
        var gone = CliResult.Run("eval", run).OneErrorLine(3);
        Assert.Contains($"the eval.videos of its config, '{others}', cannot be used: no such folder", gone);
        Assert.Contains("--videos DIR", gone);
        Assert.Equal(2, CliResult.Run("eval", run, "--videos", tiny.File("moved"), "--json").Json.GetProperty("gallery").GetInt32());
    }

    [Fact]
    public void What_has_been_moved_is_named_with_the_option_that_names_another()
    {
        var run = Train("run");
        var moved = tiny.File("elsewhere.jsonl");
        File.Move(tiny.Pairs, moved);
        foreach (var verb in (string[][])[["eval", run], ["embed", "--model", run, "--pairs", "--out", tiny.File("out")]])
        {
            var line = CliResult.Run(verb).OneErrorLine(3);
            Assert.Contains($"{run}: the data.pairs of its config, '{tiny.Pairs}', cannot be used: no such file", line);
            Assert.Contains("--pairs FILE", line);
        }
        Assert.Equal(0, CliResult.Run("eval", run, "--pairs", moved).Code);
        // The run itself may lie anywhere.
        Directory.Move(run, tiny.File("another"));
        Assert.Equal(0, CliResult.Run("eval", tiny.File("another"), "--pairs", moved).Code);
    }

    [Fact]
    public void Embed_takes_both_sides_of_the_runs_own_pairs()
    {
        var (run, output) = (Train("run"), tiny.File("pairs.safetensors"));
        var own = CliResult.Run("embed", "--model", run, "--pairs", "--out", output, "--json");
        Assert.True(own.Code == 0, own.Error);
        Assert.Equal((32, 16), (own.Json.GetProperty("embedded").GetInt32(), own.Json.GetProperty("dimensions").GetInt32()));
        var bytes = File.ReadAllBytes(output);
        Assert.Equal(0, CliResult.Run("embed", "--model", run, "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--out", output).Code);
        Assert.Equal(bytes, File.ReadAllBytes(output));

        var features = SafeTensors.ReadAll(output);
        Assert.Equal([32, 16], features["video_features"].Shape);
        var texts = features["text_features"].ToArray<float>().Chunk(16).ToList();
        Assert.Equal(1, texts[0].Sum(x => (double)x * x), 1e-5);
        // The texts are those of `embed --text`.
        var caption =
            System.Text.Json.JsonDocument.Parse(File.ReadLines(tiny.Pairs).Skip(3).First()).RootElement.GetProperty("caption").GetString()!;
        Assert.Equal(0, CliResult.Run("embed", "--model", run, "--text", caption, "--out", tiny.File("text.safetensors")).Code);
        foreach (
            var (expected, actual) in SafeTensors.ReadAll(tiny.File("text.safetensors"))["text_features"].ToArray<float>().Zip(texts[3]))
        {
            Assert.Equal(expected, actual, 1e-5);
        }
    }

    [Fact]
    public void Pairs_that_cannot_be_embedded_are_listed()
    {
        var (run, pairs, output) = (Train("run"), tiny.File("some.csv"), tiny.File("out.safetensors"));
        File.WriteAllText(pairs, "video,caption\ntrain-0000.png,a red square\nnone.png,a red square\ntrain-0001.png,\n");
        var result = CliResult.Run("embed", "--model", run, "--pairs", pairs, "--out", output, "--json");
        Assert.Equal(4, result.Code);
        Assert.Equal(1, result.Json.GetProperty("embedded").GetInt32());
        Assert.Contains("none.png", File.ReadAllText($"{output}.bad_videos.jsonl"));
        Assert.Contains("\"line\":4", File.ReadAllText($"{output}.bad_pairs.jsonl"));
        Assert.Contains(
            "--videos needs --pairs",
            CliResult.Run("embed", "--model", run, "--video", tiny.Videos, "--videos", tiny.Videos, "--out", output).OneErrorLine(2));
        Assert.Contains("--frames", CliResult.Run("embed", "--model", run, "--pairs", "--frames", "3", "--out", output).OneErrorLine(2));
        Assert.Contains("say one of", CliResult.Run("embed", "--model", run, "--pairs", "--text", "a", "--out", output).OneErrorLine(2));
    }

    private string Train(string name, params string[] settings)
    {
        var trained = CliResult.Run([.. tiny.Arguments(name), .. settings.SelectMany(setting => (string[])["--set", setting])]);
        Assert.True(trained.Code == 0, trained.Error);
        return tiny.File(name);
    }
}
