using System.Text.Json;
using Gexia.Io;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Training.Tasks;

/// <summary>Action recognition from official files to the card, on videos that a head can tell apart.</summary>
public sealed class ClassificationTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private const string Task = "\"kind\": \"classification\", \"dataset\": \"ucf101\"";

    [Fact]
    public void A_linear_probe_of_three_splits_is_averaged_and_can_be_measured_again()
    {
        var data = world.Ucf101();
        var trained = CliResult.Run([.. world.Train(Task, data, "linear"), "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal(100, trained.Json.GetProperty("figures").GetProperty("top1").GetDouble());
        var card = trained.Json.GetProperty("protocol");
        Assert.Equal("1 2 3", card.GetProperty("averaged_over").GetString());
        Assert.Equal(("classification", "ucf101", "svilm", "head"), (
            card.GetProperty("task").GetString(), card.GetProperty("dataset").GetString(), card.GetProperty("model").GetString(),
            card.GetProperty("trained").GetString()));
        foreach (var split in card.GetProperty("splits").EnumerateArray())
        {
            Assert.Equal(9, split.GetProperty("train").GetProperty("items").GetInt32());
            Assert.Equal(3, split.GetProperty("test").GetProperty("items").GetInt32());
            Assert.Equal(["top1", "top5"], split.GetProperty("figures").EnumerateObject().Select(figure => figure.Name));
            Assert.StartsWith("sha256:", split.GetProperty("weights").GetString());
        }
        Assert.Equal(
            JsonSerializer.Serialize(card),
            JsonSerializer.Serialize(JsonDocument.Parse(File.ReadAllText(world.File("linear/protocol.json"))).RootElement));
        Assert.Equal(12, Directory.GetFiles(world.File("linear/features")).Length);
        var again = CliResult.Run("eval", world.File("linear"), "--json");
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(JsonSerializer.Serialize(card), JsonSerializer.Serialize(again.Json.GetProperty("protocol")));
        Assert.Contains("mean of 1, 2, 3", CliResult.Run("eval", world.File("linear")).Out);
        Assert.Equal(120, CliResult.Run("info", world.File("linear"), "--json").Json.GetProperty("step").GetInt32());
    }

    [Fact]
    public void The_model_learns_too_and_the_run_embeds_as_any_other()
    {
        var data = world.Ucf101();
        var trained = CliResult.Run([
            .. world.Train(Task, data, "tuned", "task.trained=all", "task.splits=2", "data.crop={}", "training.steps=30"), "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.True(trained.Json.GetProperty("figures").GetProperty("top1").GetDouble() >= 66, trained.Out);
        var video = Path.Combine(data.Videos, "Archery", "v_Archery_g01_c01.png");
        byte[] Embedded(string model)
        {
            var embedded = CliResult.Run("embed", "--model", model, "--video", video, "--out", world.File("embedded.safetensors"));
            Assert.True(embedded.Code == 0, embedded.Error);
            return File.ReadAllBytes(world.File("embedded.safetensors"));
        }
        Assert.NotEqual(Embedded(world.Model), Embedded(world.File("tuned")));
    }

    /// <summary>
    /// LVU and COIN (GEXIA §4.3): the class of a video, three iterations of the video's IAM, and the text tower is not run.
    /// </summary>
    [Fact]
    public void The_text_tower_is_not_run_nor_trained()
    {
        using var own = new TaskWorld("gexia");
        var trained = CliResult.Run([
            .. own.Train(Task, own.Ucf101(), "tuned", "task.trained=all", "task.splits=2",
            "task.iterations=3-1", "training.steps=4"), "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        using SafeTensors before = SafeTensors.Open(Path.Combine(own.Model, "last.safetensors")),
            after = SafeTensors.Open(own.File("tuned/last.safetensors"));
        bool IsSame(string name) => before[name].ToArray<float>().AsSpan().SequenceEqual(after[name].ToArray<float>());
        var names = before.Keys.Where(name => !name.EndsWith("logit_scale", StringComparison.Ordinal)).ToList();
        bool IsOfVideo(string name) =>
            name.StartsWith("visual.", StringComparison.Ordinal) || name.StartsWith("iam.video.", StringComparison.Ordinal);
        Assert.All(names.Where(name => !IsOfVideo(name)), name => Assert.True(IsSame(name), name));
        Assert.Contains(names, name => name.StartsWith("iam.text.", StringComparison.Ordinal));
        // All weights of the video's side but the keys' biases, which a soft-max does not see, have moved.
        Assert.True(names.Where(IsOfVideo).Count(name => !IsSame(name)) > 0.8 * names.Count(IsOfVideo));
    }

    [Theory]
    [InlineData("lvu-scene", "train", "test")]
    [InlineData("coin", "training", "validation")]
    public void A_data_set_with_one_pair_of_splits_has_those_of_its_protocol(string dataset, string train, string test)
    {
        var arguments = world.Train($"\"kind\": \"classification\", \"dataset\": \"{dataset}\"", world.Ucf101(), dataset);
        var splits = Assert.Single(Gexia.Training.Config.RunConfig.Open(arguments[1]).Task!.Splits);
        Assert.Equal((train, test), (splits.Train, splits.Test));
    }

    [Fact]
    public void Hmdb51_reads_odd_names_and_reports_what_is_missing()
    {
        var data = world.Hmdb51();
        File.Delete(Path.Combine(data.Videos, "catch", "Odd_[_NEW!!_]_(catch)_0.png"));
        // Cut short: that shows without ffmpeg.
        var cut = Path.Combine(data.Videos, "catch", "Odd_[_NEW!!_]_(catch)_1.png");
        File.WriteAllBytes(cut, File.ReadAllBytes(cut)[..200]);
        var trained = CliResult.Run([
            .. world.Train("\"kind\": \"classification\", \"dataset\": \"hmdb51\"", data, "hmdb", "task.splits=1"), "--json"]);
        Assert.True(trained.Code == 4, trained.Error);
        var split = trained.Json.GetProperty("protocol").GetProperty("splits")[0];
        Assert.Equal(7, split.GetProperty("train").GetProperty("items").GetInt32());
        var dropped = split.GetProperty("train").GetProperty("dropped");
        Assert.Equal((1, 1), (dropped.GetProperty("missing_videos").GetInt32(), dropped.GetProperty("unreadable_videos").GetInt32()));
        Assert.Contains("2 videos are missing or could not be read", trained.Error);
    }

    [Theory]
    [InlineData("task.root=/nowhere", "task.root: /nowhere: no such folder")]
    [InlineData("task.videos=/nowhere", "task.videos: /nowhere: no such folder")]
    [InlineData("task.splits=4", "has no split 'train4'")]
    [InlineData("task.splits=one", "names no splits")]
    [InlineData("task.dataset=msvd-qa", "the data sets of classification are ucf101, hmdb51, lvu-relationship")]
    [InlineData("task.answers=5", "task.answers is no key of task")]
    [InlineData("data.pairs=x", "data.pairs is no key of data")]
    public void What_cannot_be_used_is_one_line(string setting, string expected) =>
        Assert.Contains(expected, CliResult.Run(world.Train(Task, world.Ucf101(), "wrong", setting)).OneErrorLine(3));

    [Fact]
    public void A_folder_without_any_of_the_videos_is_one_line()
    {
        var data = world.Ucf101();
        var empty = Directory.CreateDirectory(world.File("empty")).FullName;
        Assert.Contains(
            "holds none of the 9 videos of the split 'train1'",
            CliResult.Run(world.Train(Task, (data.Root, empty), "none")).OneErrorLine(3));
    }
}
