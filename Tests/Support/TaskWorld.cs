using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Tests.Cli;

namespace Gexia.Tests.Support;

/// <summary>
/// A pre-trained run as small as it can be, and data sets in their official form whose videos, in animated PNG, each show one of three
/// colours: what a head can learn at once.
/// </summary>
public sealed class TaskWorld : IDisposable
{
    /// <summary>Classes of actions, a colour each.</summary>
    public static readonly string[] Actions = ["Archery", "Biking", "Diving"];

    private readonly TemporaryFolder folder = new();
    private readonly Rng rng = new(4);

    public TaskWorld() : this("svilm") { }

    /// <summary>With a run of that kind of model.</summary>
    internal TaskWorld(string kind)
    {
        using var toys = new TemporaryFolder();
        Assert.Equal(0, CliResult.Run("synth", "--out", toys.Path, "--sources", "4").Code);
        var config = folder.Write("model.json", $$"""
            {
              "model": {
                "kind": "{{kind}}",
                "vision": { "imageSize": 16, "patchSize": 8, "width": 16, "layers": 2, "heads": 2 },
                "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 },
                {{(kind == "svilm" ? "\"groups\": { \"tokens\": 2 }, \"commonWidth\": 16" : "\"iam\": { \"vectors\": 2, \"heads\": 2 }")}}
              },
              "data": { "pairs": "?", "videos": "?" },
              "training": { "steps": 1, "granularities": { "SVST": { "frames": 2, "batch": 4, "textLength": 16 } } },
            }
            """);
        var trained = CliResult.Run(
            "train", config, "--out", Model, "--set", $"data.pairs={toys.File("pairs.jsonl")}", "--set", $"data.videos={toys.Path}");
        Assert.True(trained.Code == 0, trained.Error);
    }

    /// <summary>The run that models start from.</summary>
    public string Model => folder.File("model");

    public string File(string name) => folder.File(name);

    public string Write(string name, string content) => folder.Write(name, content);

    /// <summary>A video of some frames, 8 a second, by their colours: 0 red, 1 green, 2 blue.</summary>
    public void Video(string path, params IReadOnlyList<int> colours)
    {
        var file = folder.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        AnimatedPng.Write(file, [.. colours.Select(Picture)], 8);
    }

    /// <summary>UCF101 with three splits, each with as many videos of a class to train and one to test on; its root and videos.</summary>
    public (string Root, string Videos) Ucf101(int train = 3)
    {
        var root = Directory.CreateDirectory(folder.File("ucf101")).FullName;
        System.IO.File.WriteAllText(Path.Combine(root, "classInd.txt"), Lines(Actions.Select((name, i) => $"{i + 1} {name}")));
        for (var split = 1; split <= 3; split++)
        {
            var at = split;
            string Name(int label, int group) => $"{Actions[label]}/v_{Actions[label]}_g{group:00}_c01.avi";
            var groups = Enumerable.Range(1, train + 1).ToLookup(group => group == 1 + (at % (train + 1)));
            IEnumerable<(int Label, int Group)> Of(bool test) =>
                from label in Enumerable.Range(0, 3) from g in groups[test] select (label, g);
            System.IO.File.WriteAllText(
                Path.Combine(root, $"trainlist0{at}.txt"), Lines(Of(false).Select(v => $"{Name(v.Label, v.Group)} {v.Label + 1}")));
            System.IO.File.WriteAllText(
                Path.Combine(root, $"testlist0{at}.txt"), Lines(Of(true).Select(v => Name(v.Label, v.Group))));
        }
        for (var label = 0; label < 3; label++)
            for (var group = 1; group <= train + 1; group++)
                Video($"videos/{Actions[label]}/v_{Actions[label]}_g{group:00}_c01.png", label, label);
        return (root, folder.File("videos"));
    }

    /// <summary>HMDB51 with split 1: odd names, a trailing space, and files that are in neither half.</summary>
    public (string Root, string Videos) Hmdb51()
    {
        var root = Directory.CreateDirectory(folder.File("hmdb51/testTrainMulti_7030_splits")).Parent!.FullName;
        string[] classes = ["brush_hair", "cartwheel", "catch"];
        for (var label = 0; label < 3; label++)
        {
            var name = $"Odd_[_NEW!!_]_({classes[label]})_";
            System.IO.File.WriteAllText(
                Path.Combine(root, "testTrainMulti_7030_splits", $"{classes[label]}_test_split1.txt"),
                string.Concat(Enumerable.Range(0, 5).Select(i => $"{name}{i}.avi {(i < 3 ? 1 : i == 3 ? 2 : 0)} \n")));
            for (var i = 0; i < 4; i++) Video($"hmdb/{classes[label]}/{name}{i}.png", label, label);
        }
        return (root, folder.File("hmdb"));
    }

    /// <summary>
    /// MSRVTT-QA with questions about the colours of videos; three test questions, of which one has an answer that training never had.
    /// </summary>
    public (string Root, string Videos) MsrVttQa()
    {
        var root = Directory.CreateDirectory(folder.File("msrvtt-qa")).FullName;
        string[] answers = ["red", "green", "blue"];
        var id = 0;
        object Row(int video, string question, string answer) => new Dictionary<string, object>
        {
            ["answer"] = answer, ["category_id"] = 1, ["id"] = id++, ["question"] = question, ["video_id"] = video
        };
        for (var video = 0; video < 12; video++) Video($"qa/video{video}.png", video % 3, video % 3);
        void Write(string split, IEnumerable<object> rows) =>
            System.IO.File.WriteAllText(Path.Combine(root, $"{split}_qa.json"), JsonSerializer.Serialize(rows));
        Write("train", [
            .. Enumerable.Range(0, 9).Select(video => Row(video, "what colour is shown?", answers[video % 3])),
            Row(0, "who paints the wall all day long?", "someone"),
        ]);
        Write("test", [Row(9, "what colour is shown?", "red"), Row(10, "what colour is shown?", "green"), Row(11, "Who is it?", "nobody")]);
        return (root, folder.File("qa"));
    }

    /// <summary>
    /// ActivityNet v1.3 with two-second videos that show a colour in their middle, or in their second half, and another before and after.
    /// </summary>
    public (string Root, string Videos) ActivityNet()
    {
        var root = Directory.CreateDirectory(folder.File("anet-root")).FullName;
        var database = new Dictionary<string, object>();
        for (var i = 0; i < 12; i++)
        {
            var (label, late) = (i % 3, i / 3 % 2 == 1);
            var other = (label + 1) % 3;
            Video($"anet-videos/v_clip{i}.png", [.. Enumerable.Range(0, 16).Select(frame =>
                frame >= (late ? 8 : 4) && frame < (late ? 16 : 12) ? label : other).Select(colour => colour)]);
            database[$"clip{i}"] = new
            {
                duration = 2.0,
                subset = i < 9 ? "training" : "validation",
                annotations = new[] { new { segment = new[] { late ? 1.0 : 0.5, late ? 2.0 : 1.5 }, label = Actions[label] } },
            };
        }
        database["untold"] = new { duration = 2.0, subset = "testing", annotations = Array.Empty<object>() };
        System.IO.File.WriteAllText(
            Path.Combine(root, "activity_net.v1-3.min.json"),
            JsonSerializer.Serialize(new { version = "VERSION 1.3", taxonomy = Array.Empty<object>(), database }));
        return (root, folder.File("anet-videos"));
    }

    /// <summary>The arguments of a training of a task from the run.</summary>
    internal string[] Train(string task, (string Root, string Videos) data, string run, params string[] more)
    {
        var config = folder.Write($"{run}.json", $$"""
            {
              "model": { "start": {{JsonSerializer.Serialize(Model)}} },
              "task": {
                {{task}}, "frames": 2, "batch": 6,
                "root": {{JsonSerializer.Serialize(data.Root)}}, "videos": {{JsonSerializer.Serialize(data.Videos)}},
              },
              "training": { "steps": 40, "learningRate": 0.03, "encoderLearningRate": 1e-3, "saveEvery": 7 },
            }
            """);
        return ["train", config, "--out", folder.File(run), .. more.SelectMany(setting => (string[])["--set", setting])];
    }

    public void Dispose() => folder.Dispose();

    private RgbImage Picture(int colour)
    {
        var image = new RgbImage(16, 16);
        int[] noise = [rng.NextInt32(30), rng.NextInt32(30), rng.NextInt32(30)];
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(noise[i % 3] + (i % 3 == colour ? 220 : 0));
        return image;
    }

    private static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\r\n"));
}
