using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia data inspect</c>.</summary>
public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DataTests()
    {
        folder.Write("train_qa.json", """[{"answer":"kite","id":0,"question":"what  does a boy fly?","video_id":1}]""");
        folder.Write(
            "val_qa.json", """
            [{"answer":"kite","id":1,"question":"what flies?","video_id":2},
             {"answer":"dog","id":2,"question":"who barks at it?","video_id":3},
             {"answer":"dog","id":3,"question":"who?","video_id":3},{"answer":"","id":4,"question":"who?","video_id":3}]
            """);
    }

    public void Dispose() => folder.Dispose();

    private CliResult Inspect(params string[] more) => CliResult.Run(["data", "inspect", "msvd-qa", "--root", folder.Path, .. more]);

    [Fact]
    public void A_split_is_one_object()
    {
        var result = Inspect("--split", "val", "--json");
        Assert.Equal(
            (0, """{"schema":1,"dataset":"msvd-qa","split":"val","videos":2,"items":3,"captions":3,"classes":2,"dropped":{"no_answer":1},"""
                + "\"mean_duration\":null,\"mean_words\":2.3333333333333335}\n", ""),
            (result.Code, result.Out, result.Error));
    }

    [Fact]
    public void Without_a_split_every_one_that_is_there_is_an_object_or_a_row()
    {
        Assert.Equal(["train", "val"], Inspect("--json").JsonLines.Select(line => line.GetProperty("split").GetString()));
        var lines = Inspect().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^val +2 +3 +3 +2 +2\.3 +1 no answer$", lines[3]);
    }

    [Fact]
    public void Videos_that_are_missing_are_dropped_only_where_they_are_looked_for()
    {
        Directory.CreateDirectory(folder.File("videos"));
        folder.Write("videos/vid3.avi", "");
        var line = Inspect("--split", "val", "--videos", folder.File("videos"), "--json").Json;
        Assert.Equal("""{"no_answer":1,"missing_videos":1}""", line.GetProperty("dropped").GetRawText());
        Assert.Equal([1, 2, 1], new[] { "videos", "items", "classes" }.Select(name => line.GetProperty(name).GetInt32()));
        var none = Inspect("--split", "train", "--videos", folder.File("videos"), "--json");
        Assert.Equal((1, 0), (none.Code, none.Json.GetProperty("items").GetInt32()));
        Assert.Contains("holds none of the videos of msvd-qa's split 'train'", none.Error);
    }

    [Fact]
    public void What_is_wrong_is_one_line()
    {
        Assert.Contains("no split 'test' here; there is train, val.", Inspect("--split", "test", "--json").OneErrorLine(3));
        Assert.Contains("no such folder", Inspect("--videos", folder.File("none")).OneErrorLine(3));
        Assert.Contains("no such folder", CliResult.Run("data", "inspect", "ucf101", "--root", folder.File("none")).OneErrorLine(3));
        Assert.Contains(
            "holds none of the files of ucf101. UCF101 has",
            CliResult.Run("data", "inspect", "ucf101", "--root", folder.Path).OneErrorLine(3));
        folder.Write("test_qa.json", "[{");
        Assert.Contains("not valid JSON", Inspect().OneErrorLine(3));
    }

    [Fact]
    public void A_wrong_command_line_is_answered_with_the_words_that_lead_to_the_verb()
    {
        Assert.Contains("say what to do: inspect. See 'gexia data --help'", CliResult.Run("data").OneErrorLine(2));
        Assert.Contains("there is no verb 'inspekt'. Did you mean 'inspect'?", CliResult.Run("data", "inspekt").OneErrorLine(2));
        Assert.Contains(
            "data inspect needs NAME and --root DIR. See 'gexia data inspect --help'", CliResult.Run("data", "inspect").OneErrorLine(2));
        Assert.Contains("data inspect has no option '--spilt'. Did you mean '--split'?", Inspect("--spilt", "val").OneErrorLine(2));
        Assert.Contains(
            "got 'ucf10'. Did you mean 'ucf101'?", CliResult.Run("data", "inspect", "ucf10", "--root", folder.Path).OneErrorLine(2));
        Assert.Contains("gexia data inspect ucf101", CliResult.Run("data", "inspect", "--help").Out);
    }

    [Theory]
    [InlineData(new[] { "data", "" }, "inspect\t")]
    [InlineData(new[] { "data", "inspect", "u" }, "ucf101\t")]
    [InlineData(new[] { "data", "inspect", "ucf101", "--ro" }, "--root\t")]
    [InlineData(new[] { "data", "inspect", "ucf101", "--root", "" }, ":folder")]
    public void A_shell_completes_it(string[] words, string suggestion) =>
        Assert.Contains(
            CliResult.Run(["[complete]", .. words]).Out.Split('\n'), line => line.StartsWith(suggestion, StringComparison.Ordinal));
}
