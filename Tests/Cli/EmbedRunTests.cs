using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>What <c>train</c> wrote embeds as a CLIP checkpoint does, with the frames, #iter and lengths it was trained with.</summary>
public sealed class EmbedRunTests : IDisposable
{
    private const string Config = """
        {
          "model": {
            "vision": { "imageSize": 24, "patchSize": 8, "width": 16, "layers": 1, "heads": 2 },
            "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 },
            "iam": { "vectors": 2, "heads": 2 },
          },
          "data": { "pairs": "?", "videos": "?", "tokenizer": { "kind": "words" } },
          "training": {
            "steps": 2, "batching": "turns", "learningRate": 1e-3,
            "granularities": {
              "SVST": { "frames": 2, "iterations": "1-1", "batch": 4, "textLength": 12 },
              "LVLT": { "frames": 4, "iterations": "3-3", "batch": 4, "textLength": 24 },
            },
          },
        }
        """;

    private readonly TemporaryFolder folder = new();
    private readonly string run, video, output;

    public EmbedRunTests()
    {
        var videos = folder.File("videos");
        Assert.Equal(0, CliResult.Run("synth", "--out", videos, "--sources", "8").Code);
        (run, video, output) = (folder.File("run"), Path.Combine(videos, "train-0000.png"), folder.File("out.safetensors"));
        File.WriteAllText(folder.File("tiny.json"), Config);
        var trained = CliResult.Run("train", folder.File("tiny.json"), "--set", $"data.pairs={Path.Combine(videos, "pairs.jsonl")}", "--set", $"data.videos={videos}", "--out", run);
        Assert.True(trained.Code == 0, trained.Error);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Texts_pictures_and_videos_share_one_space()
    {
        var model = EmbeddingModel.Open(run);
        Assert.Equal(("run", 16, 24, 2, 12), (model.Id, model.Dimensions, model.ImageSize, model.Frames, model.TextLength));
        foreach (var (option, value, tensor) in (ReadOnlySpan<(string, string, string)>)[("--text", "a red square", "text_features"), ("--image", video, "image_features"), ("--video", video, "video_features")])
        {
            var result = CliResult.Run("embed", "--model", run, option, value, "--out", output);
            Assert.True(result.Code == 0, result.Error);
            var row = SafeTensors.ReadAll(output)[tensor];
            Assert.Equal([1, 16], row.Shape);
            Assert.Equal(1, row.ToArray<float>().Sum(x => (double)x * x), 1e-5);
        }
        Assert.Equal(model.EmbedVideo(MediaReader.Video(video, model)), SafeTensors.ReadAll(output)["video_features"].ToArray<float>());
    }

    [Fact]
    public void A_word_that_the_run_never_saw_is_bad_input()
    {
        Assert.Contains("zebra", CliResult.Run("embed", "--model", run, "--text", "a zebra", "--out", output).OneErrorLine(3));
        File.WriteAllText(folder.File("labels.txt"), "zebra\n");
        Assert.Contains("zebra", CliResult.Run("classify", "--model", run, "--labels", folder.File("labels.txt"), "--template", "a {}", video).OneErrorLine(3));
    }

    [Fact]
    public void Tensors_need_a_CLIP_checkpoint() =>
        Assert.Contains("trained run", CliResult.Run("embed", "--model", run, "--tensors", folder.File("none"), "--out", output).OneErrorLine(3));
}
