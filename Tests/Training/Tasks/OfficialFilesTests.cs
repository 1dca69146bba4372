using System.Text.Json;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Training.Tasks;

/// <summary>GEXIA's tasks from official files to the card, on videos of one colour each.</summary>
public sealed class OfficialFilesTests(OfficialFilesTests.World world) : IClassFixture<OfficialFilesTests.World>
{
    /// <summary>
    /// Nine videos to train on and three to test with, of three colours, and files that name them in the form of each data set.
    /// </summary>
    public sealed class World : IDisposable
    {
        private static readonly string[] colours = ["red", "green", "blue"];

        internal TaskWorld Base { get; } = new("gexia");

        public World()
        {
            for (var i = 0; i < 12; i++)
            {
                Base.Video($"own/{Id(i)}.png", [.. Enumerable.Repeat(i % 3, 8)]);
                Base.Video($"val/n0000000{i % 3}/ILSVRC2012_val_{i:00000000}.JPEG", i % 3);
            }
            string Rows(Func<int, string> row, bool test) => string.Concat(Split(test).Select(i => row(i) + "\n"));
            foreach (var test in (bool[])[false, true])
            {
                Write($"lvu/scene/{(test ? "test" : "train")}.csv", "class_id class_name youtube_id imdb_id\n"
                    + Rows(i => $"{i % 3} {colours[i % 3]} {Id(i)} tt{i}", test));
                Write($"charades/CharadesEgo_v1_{(test ? "test" : "train")}_only1st.csv", "id,subject,actions,length\n"
                    + Rows(i => $"{Id(i)},S,{(i == 11 ? "" : $"c00{i % 3} 0.00 0.50;c00{i % 3} 0.50 9.00")},1.0", test)
                    + "gone,S,c000 0 1,1.0\n");
                Write($"how2qa/how2QA_{(test ? "val" : "train")}_release.csv", Rows(
                    i => $"{Id(i)},[0.0:0.5],{colours[(i + 1) % 3]},{colours[(i + 2) % 3]},white,what colour?,{colours[i % 3]}", test));
            }
            Write(
                "charades/Charades_v1_classes.txt",
                "c000 a red square\r\nc001 a green square\r\nc002 a blue square\r\nc003 a white ring\r\n");
            Write("LOC_synset_mapping.txt", "n00000000 red, ruby\nn00000001 green\nn00000002 blue\n");
            Write("coin/COIN.json", JsonSerializer.Serialize(new
            {
                database = Enumerable.Range(0, 12).ToDictionary(Id, i => new Dictionary<string, object>
                {
                    ["duration"] = 1.0, ["class"] = $"Show{colours[i % 3]}", ["video_url"] = Id(i), ["start"] = 0.0, ["end"] = 1.0,
                    ["subset"] = i < 9 ? "training" : "validation", ["recipe_type"] = i % 3, ["annotation"] = Array.Empty<object>()
                })
            }));
        }

        public void Dispose() => Base.Dispose();

        private void Write(string name, string content)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Base.File(name))!);
            Base.Write(name, content);
        }

        private static IEnumerable<int> Split(bool test) => test ? Enumerable.Range(9, 3) : Enumerable.Range(0, 9);

        private static string Id(int i) => $"-vid_{i:000000}";
    }

    private JsonElement Train(string kind, string dataset, string root, string videos, int code, params string[] more)
    {
        var trained = CliResult.Run([
            .. world.Base.Train(
                $"\"kind\": \"{kind}\", \"dataset\": \"{dataset}\"", (world.Base.File(root), world.Base.File(videos)), dataset,
                ["training.learningRate=3e-3", .. more]), "--json"]);
        Assert.True(trained.Code == code, trained.Error);
        var card = trained.Json.GetProperty("protocol");
        Assert.Equal((kind, dataset), (card.GetProperty("task").GetString(), card.GetProperty("dataset").GetString()));
        // Measured again, the run says the same, for programs and for people.
        var again = CliResult.Run("eval", world.Base.File(dataset), "--json");
        Assert.Equal(JsonSerializer.Serialize(card), JsonSerializer.Serialize(again.Json.GetProperty("protocol")));
        Assert.Contains("±", CliResult.Run("eval", world.Base.File(dataset)).Out);
        return card;
    }

    private static double Figure(JsonElement card, string name)
    {
        var value = card.GetProperty("figures").GetProperty(name).GetDouble();
        var interval = card.GetProperty("splits")[0].GetProperty("intervals").GetProperty(name);
        Assert.InRange(value, interval[0].GetDouble() - 1e-9, interval[1].GetDouble() + 1e-9);
        return value;
    }

    [Theory]
    [InlineData("lvu-scene", "lvu", "test")]
    [InlineData("coin", "coin", "validation")]
    public void Long_videos_have_a_class(string dataset, string root, string test)
    {
        var card = Train(
            "classification", dataset, root, "own", 0, "task.iterations=3-1", "training.epochs=40", "training.learningRate=0.03");
        Assert.Equal(100, Figure(card, "top1"));
        var split = card.GetProperty("splits")[0];
        Assert.Equal((test, 3, 9, 3), (
            split.GetProperty("test").GetProperty("split").GetString(), split.GetProperty("test").GetProperty("items").GetInt32(),
            split.GetProperty("train").GetProperty("items").GetInt32(), split.GetProperty("classes").GetInt32()));
        Assert.Equal(60, card.GetProperty("steps").GetInt32());
    }

    /// <summary>A video is missing on either side, and one has no action.</summary>
    [Fact]
    public void Charades_Ego_has_phrases()
    {
        var card = Train(
            "multi-label", "charades-ego", "charades", "own", 4, "task.iterations=3-1", "task.textLength=16", "training.steps=30");
        Assert.Equal(Figure(card, "map") - Figure(card, "zero_shot.map"), Figure(card, "difference.map"), 1e-9);
        var split = card.GetProperty("splits")[0];
        Assert.Equal((4, 2, 1, 3, 1), (
            split.GetProperty("classes").GetInt32(), split.GetProperty("averaged_classes").GetInt32(),
            split.GetProperty("test_videos_without_class").GetInt32(), split.GetProperty("test").GetProperty("items").GetInt32(),
            split.GetProperty("test").GetProperty("dropped").GetProperty("missing_videos").GetInt32()));
    }

    [Fact]
    public void How2QA_has_four_answers()
    {
        var card = Train("multiple-choice", "how2qa", "how2qa", "own", 0, "task.textLength=16", "training.steps=0");
        Assert.Equal("nothing", card.GetProperty("trained").GetString());
        Assert.Equal(["accuracy"], card.GetProperty("figures").EnumerateObject().Select(figure => figure.Name));
        Assert.InRange(Figure(card, "accuracy"), 0, 100);
        Assert.Equal(4, card.GetProperty("splits")[0].GetProperty("choices").GetInt32());
    }

    [Fact]
    public void ImageNet_has_a_prompt()
    {
        var card = Train(
            "zero-shot", "imagenet", "", "val", 0, "task.frames=1", "task.iterations=0-1", "task.textLength=16", "training.steps=0");
        Assert.Equal(100, Figure(card, "top5"));
        Assert.Equal((12, 3), (
            card.GetProperty("splits")[0].GetProperty("test").GetProperty("items").GetInt32(),
            card.GetProperty("splits")[0].GetProperty("classes").GetInt32()));
    }
}
