using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>What <c>train</c> wrote embeds as a CLIP checkpoint does, with the frames, #iter and lengths it was trained with.</summary>
public sealed class EmbedRunTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 2);
    private readonly string run, video, output;

    public EmbedRunTests() =>
        (run, video, output) = (tiny.Train("run"), Path.Combine(tiny.Videos, "train-0000.png"), tiny.File("out.safetensors"));

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Texts_pictures_and_videos_share_one_space()
    {
        var model = EmbeddingModel.Open(run);
        Assert.Equal(("run", 16, 24, 2, 12), (model.Id, model.Dimensions, model.ImageSize, model.Frames, model.TextLength));
        foreach (var (option, value, tensor) in (ReadOnlySpan<(string, string, string)>)[
            ("--text", "a red square", "text_features"), ("--image", video, "image_features"), ("--video", video, "video_features")
        ])
        {
            var result = CliResult.Run("embed", "--model", run, option, value, "--out", output);
            Assert.True(result.Code == 0, result.Error);
            var row = SafeTensors.ReadAll(output)[tensor];
            Assert.Equal([1, 16], row.Shape);
            Assert.Equal(1, row.ToArray<float>().Sum(x => (double)x * x), 1e-5);
        }
        Assert.Equal(model.EmbedVideo(MediaReader.Video(video, model)), SafeTensors.ReadAll(output)["video_features"].ToArray<float>());
    }

    [Theory]
    [InlineData("--batch", "1")]
    [InlineData("--batch", "5", "--decoders", "3")]
    [InlineData("--queue", "1", "--decoders", "2")]
    public void Batches_decoders_and_queues_change_no_byte(params string[] settings)
    {
        Assert.Equal(0, CliResult.Run("embed", "--model", run, "--video", tiny.Videos, "--out", output).Code);
        var expected = File.ReadAllBytes(output);
        File.Delete(output);
        Assert.Equal(0, CliResult.Run(["embed", "--model", run, "--video", tiny.Videos, "--out", output, .. settings]).Code);
        Assert.Equal(expected, File.ReadAllBytes(output));
    }

    [Fact]
    public void A_word_that_the_run_never_saw_is_bad_input()
    {
        Assert.Contains("zebra", CliResult.Run("embed", "--model", run, "--text", "a zebra", "--out", output).OneErrorLine(3));
        File.WriteAllText(tiny.File("labels.txt"), "zebra\n");
        Assert.Contains(
            "zebra",
            CliResult.Run("classify", "--model", run, "--labels", tiny.File("labels.txt"), "--template", "a {}", video).OneErrorLine(3));
    }

    [Fact]
    public void Tensors_need_a_CLIP_checkpoint() =>
        Assert.Contains("trained run", CliResult.Run("embed", "--model", run, "--tensors", tiny.Config, "--out", output).OneErrorLine(3));
}
