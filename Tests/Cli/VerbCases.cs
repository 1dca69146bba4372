using System.Security.Cryptography;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>For every verb a cheap command line that writes something to standard output.</summary>
public sealed class VerbCases : IDisposable
{
    private static readonly string[] Demo = ["--steps", "1", "--sources", "32", "--test-sources", "12"];

    private readonly TemporaryFolder folder = new();
    private readonly TinyTraining tiny = new(steps: 1);

    public VerbCases()
    {
        var model = TinyClip.Write(folder.File("model"));
        var run = tiny.Train("run");
        var pulled = folder.Write("pulled", "weights");
        Home = folder.File("home");
        Directory.CreateDirectory(Path.Combine(Home, "models", "lab", "model"));
        System.IO.File.Move(pulled, Path.Combine(Home, "models", "lab", "model", "x.bin"));
        Assert.Equal(0, CliResult.Run(["demo", "--out", folder.File("demo"), .. Demo]).Code);
        string[] config = tiny.Arguments("dry")[1..], pairs = ["--pairs", tiny.Pairs];

        Arguments = new()
        {
            ["demo"] = ["--out", folder.File("demo"), "--resume", .. Demo],
            ["reproduce"] =
            [
                "--model", "svilm", "--seeds", "2", "--out", folder.File("reproduced"), "--steps", "1", "--sources", "32",
                "--test-sources", "2"
            ],
            ["analyze"] = ["macs"],
            ["train"] = [.. config, "--dry-run"],
            ["eval"] = [run, .. pairs, "--videos", tiny.Videos],
            ["synth"] = ["--sources", "1", "--out", folder.File("videos")],
            ["config"] = ["--defaults"],
            ["check"] = [tiny.Pairs, "--json"],
            ["data"] = ["inspect", "msvd-qa", "--root", Questions()],
            ["expand"] = [.. pairs, "--out", folder.File("expanded")],
            ["frames"] = [Path.Combine(tiny.Videos, "train-0000.png"), "--probe"],
            ["tokenize"] = ["--vocab", model],
            ["embed"] = ["--model", model, "--text", "a red square", "--out", folder.File("text.safetensors"), "--json"],
            ["classify"] =
                ["--model", model, "--labels", folder.Write("labels.txt", "square\ncircle\n"), Path.Combine(tiny.Videos, "train-0000.png")],
            ["search"] = [model, "a red square", "--videos", tiny.Videos, "--cut", "-1000"],
            ["check"] = [tiny.Pairs, "--videos", tiny.Videos],
            ["config"] = ["--defaults"],
            ["pull"] = ["lab/model", "--from", "http://127.0.0.1:9/x.bin", "--sha256", Convert.ToHexString(SHA256.HashData("weights"u8))],
            ["convert"] = ["--model", model, "--out", folder.File("converted"), "--json"],
            ["parity"] = ["--model", model, "--reference", Reference(model)],
            ["bench"] = ["--quick", "--threads", "1", "--only", "machine"],
            ["info"] = [],
            ["completion"] = ["bash"],
        };
    }

    /// <summary>Arguments behind each of the verbs below <c>analyze</c>.</summary>
    public string[] Analysis(string name) => name switch
    {
        "iterations" => [Arguments["eval"][0], "--most", "3"],
        "summaries" =>
        [
            "--tasks", folder.Write("tasks.jsonl", """{"text":"a red square. a green circle.","reference":"a square"}"""),
            "--encoder", Arguments["embed"][1]
        ],
        "semantics" => [Arguments["embed"][1], "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--count", "3", "--frames", "2"],
        "maps" => ["--model", Arguments["embed"][1], "--video", Arguments["frames"][0], "--text", "a red square", "--frames", "1"],
        "runtime" => ["--config", tiny.Config, "--frames", "2", "--batch", "2", "--batches", "1", "--warm-up", "0", "--most", "1"],
        _ => [],
    };

    /// <summary>Arguments behind the verb.</summary>
    public Dictionary<string, string[]> Arguments { get; }

    /// <summary>For GEXIA_HOME.</summary>
    public string Home { get; }

    public string File(string name) => folder.File(name);

    public void Dispose()
    {
        tiny.Dispose();
        folder.Dispose();
    }

    private string Questions()
    {
        Directory.CreateDirectory(folder.File("msvd"));
        folder.Write(Path.Combine("msvd", "val_qa.json"), """[{"answer":"kite","id":0,"question":"what does a boy fly?","video_id":1}]""");
        return folder.File("msvd");
    }

    /// <summary>Inputs and what the model itself makes of them.</summary>
    private string Reference(string model)
    {
        var path = folder.File("reference.safetensors");
        SafeTensorsWriter.Write(path, [KeyValuePair.Create("pixel_values", Tensor.Zeros([1, 3, TinyClip.ImageSize, TinyClip.ImageSize]))]);
        var features = folder.File("features.safetensors");
        Assert.Equal(0, CliResult.Run("embed", "--model", model, "--tensors", path, "--out", features).Code);
        var all = SafeTensors.ReadAll(features);
        SafeTensorsWriter.Write(path, [.. SafeTensors.ReadAll(path), .. all]);
        return path;
    }
}
