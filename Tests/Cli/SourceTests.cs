using Gexia.Data.Datasets;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Verbs that read pairs read those of a published data set by its name.</summary>
public sealed class SourceTests : IDisposable
{
    private const string ShortOnly = "training.granularities={\"SVST\":{\"frames\":2,\"batch\":4,\"textLength\":12}}";

    private readonly TinyTraining tiny = new(steps: 2);

    public void Dispose() => tiny.Dispose();

    // Eight videos as MSR-VTT lists them: by ids, without endings.
    private string Test()
    {
        var path = tiny.File("test.csv");
        var rows = Enumerable.Range(0, 8).Select(i => $"ret{i},msr{i},train-000{i},a shape of number {i}");
        File.WriteAllLines(path, ["key,vid_key,video_id,sentence", .. rows]);
        return path;
    }

    private string Own()
    {
        var path = tiny.File("own.csv");
        File.WriteAllLines(path, ["video,caption", .. Enumerable.Range(0, 8).Select(i => $"train-000{i}.png,a shape of number {i}")]);
        return path;
    }

    [Fact]
    public void Check_reads_them()
    {
        var (own, named) = (
            CliResult.Run("check", Own(), "--videos", tiny.Videos, "--json"),
            CliResult.Run("check", Test(), "--videos", tiny.Videos, "--source", "msrvtt", "--json"));
        Assert.Equal((0, 0), (own.Code, named.Code));
        Assert.Equal(own.Out, named.Out);
        Assert.Contains(
            "'video' is missing, but there is 'video_id'", CliResult.Run("check", Test(), "--videos", tiny.Videos).OneErrorLine(3));
        File.WriteAllText(tiny.File("empty.csv"), "video_id,sentence\n");
        Assert.Contains(
            "holds no pair. MSR-VTT has a CSV", CliResult.Run("check", tiny.File("empty.csv"), "--source", "msrvtt").OneErrorLine(3));
    }

    [Fact]
    public void Expand_reads_them()
    {
        Assert.Equal(0, CliResult.Run("expand", "--pairs", Test(), "--source", "msrvtt", "--out", tiny.File("expanded"), "-q").Code);
        Assert.Contains("train-0003.mp4", File.ReadAllText(Path.Combine(tiny.File("expanded"), "SVST.jsonl")));
    }

    [Fact]
    public void A_training_on_them_ends_with_the_bits_of_one_on_the_same_pairs_in_the_own_form()
    {
        var named = Train("named", $"data.pairs={Test()}", "data.source=msrvtt", $"eval.pairs={Test()}");
        var own = Train("own", $"data.pairs={Own()}", $"eval.pairs={Own()}");
        foreach (var file in (string[])["log.jsonl", "last.safetensors"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(own, file)), File.ReadAllBytes(Path.Combine(named, file)));

        var measured = CliResult.Run("eval", named, "--json");
        Assert.True(measured.Code == 0, measured.Error);
        Assert.Equal(measured.Out, CliResult.Run("eval", named, "--pairs", Test(), "--source", "msrvtt", "--json").Out);
        Assert.Equal(measured.Out, CliResult.Run("eval", named, "--pairs", Own(), "--json").Out);
        Assert.Contains("'video' is missing, but there is 'video_id'", CliResult.Run("eval", named, "--pairs", Test()).OneErrorLine(3));

        Assert.Equal(
            0,
            CliResult.Run("embed", "--model", own, "--pairs", Test(), "--source", "msrvtt", "--out", tiny.File("named.safetensors")).Code);
        Assert.Equal(0, CliResult.Run("embed", "--model", own, "--pairs", "--out", tiny.File("own.safetensors")).Code);
        Assert.Equal(File.ReadAllBytes(tiny.File("own.safetensors")), File.ReadAllBytes(tiny.File("named.safetensors")));
    }

    [Fact]
    public void Test_pairs_may_be_of_another_form_than_those_of_the_training()
    {
        var run = Train("run", $"data.pairs={Test()}", "data.source=msrvtt", $"eval.pairs={Own()}", "eval.source=pairs");
        Assert.Equal(8, CliResult.Run("eval", run, "--json").Json.GetProperty("queries").GetInt32());
    }

    [Fact]
    public void A_source_belongs_to_pairs_that_are_named()
    {
        var run = Train("run", $"data.pairs={Own()}");
        foreach (var verb in (string[][])[["eval", run], ["embed", "--model", run, "--pairs", "--out", tiny.File("out")]])
            Assert.Contains("--source needs --pairs FILE", CliResult.Run([.. verb, "--source", "msrvtt"]).OneErrorLine(2));
    }

    [Fact]
    public void An_unknown_source_is_told_with_the_known_ones()
    {
        var known = string.Join(", ", PairFile.Sources);
        Assert.Contains(
            $"--source takes one of {known}; got 'msrvt'. Did you mean 'msrvtt'?",
            CliResult.Run("check", tiny.Pairs, "--source", "msrvt").OneErrorLine(2));
        Assert.Contains(
            $"data.source must be one of {known}",
            CliResult.Run([.. tiny.Arguments("run"), "--set", "data.source=coco"]).OneErrorLine(3));
        Assert.Contains(
            $"eval.source must be one of {known}",
            CliResult.Run([.. tiny.Arguments("run"), "--set", "eval.source=7"]).OneErrorLine(3));
        Assert.Contains(
            $"data.source must be one of {known}",
            CliResult.Run([.. tiny.Arguments("run"), "--set", "data.source=null"]).OneErrorLine(3));
    }

    private string Train(string name, params string[] settings)
    {
        var trained = CliResult.Run(
            [.. tiny.Arguments(name), "--set", ShortOnly, .. settings.SelectMany(setting => new[] { "--set", setting })]);
        Assert.True(trained.Code == 0, trained.Error);
        return tiny.File(name);
    }
}
