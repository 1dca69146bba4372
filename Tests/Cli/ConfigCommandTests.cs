using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia config</c> prints whole configurations that read back as themselves.</summary>
public class ConfigCommandTests
{
    [Theory]
    [InlineData]
    [InlineData("clips")]
    [InlineData("configs/clips.json")]
    [InlineData("synthetic")]
    [InlineData("paper")]
    public void A_config_to_begin_with_loads_back_unchanged(params string[] name)
    {
        using var folder = new TemporaryFolder();
        var printed = CliResult.Run(["config", "--defaults", .. name]);
        Assert.Equal((0, ""), (printed.Code, printed.Error));
        var again = CliResult.Run("config", folder.Write("my.json", printed.Out));
        Assert.Equal((0, printed.Out), (again.Code, again.Out));
        var shipped = Path.GetFileNameWithoutExtension(name.FirstOrDefault("clips"));
        Assert.Equal(printed.Out, CliResult.Run("config", Path.Combine(SourceTree.Root, "configs", $"{shipped}.json")).Out);
    }

    [Fact]
    public void Settings_are_applied_and_checked()
    {
        Assert.Contains("\"learningRate\": 0.25", CliResult.Run("config", "--defaults", "--set", "training.learningRate=0.25").Out);
        Assert.Contains("did you mean training.learningRate?", CliResult.Run("config", "--defaults", "--set", "lr=0.25").OneErrorLine(3));
    }

    [Fact]
    public void A_run_shows_its_own_config()
    {
        using var tiny = new TinyTraining(steps: 1);
        var run = tiny.Train("run");
        Assert.Equal(File.ReadAllText(Path.Combine(run, "config.json")), CliResult.Run("config", run).Out);
        Assert.Contains("no run", CliResult.Run("config", tiny.Videos).OneErrorLine(3));
    }

    [Fact]
    public void All_keys_are_printed_as_the_document() =>
        Assert.Equal(SourceTree.Read("docs/config.md"), CliResult.Run("config", "--markdown").Out);

    [Theory]
    [InlineData]
    [InlineData("configs/clips.json", "--defaults")]
    [InlineData("configs/clips.json", "--markdown")]
    [InlineData("--defaults", "--markdown")]
    public void One_thing_is_asked_for(params string[] arguments) =>
        Assert.Contains(
            "name a config file",
            CliResult.Run(["config", .. arguments.Select(word => word.Replace("configs", Path.Combine(SourceTree.Root, "configs")))])
                .OneErrorLine(2));

    [Fact]
    public void A_config_that_is_not_there_is_named()
    {
        Assert.Contains("Did you mean 'clips'?", CliResult.Run("config", "--defaults", "clip").OneErrorLine(2));
        Assert.Contains("none.json: no such file", CliResult.Run("config", "none.json").OneErrorLine(3));
    }
}
