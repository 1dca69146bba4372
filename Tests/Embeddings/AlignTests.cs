using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Embeddings.Pipeline;
using Gexia.Models;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Embeddings;

/// <summary>The map of one frame is what covering each place of it, and embedding the whole video again, gives.</summary>
public sealed class AlignTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 1);

    public void Dispose() => tiny.Dispose();

    [Theory]
    [InlineData("clip")]
    [InlineData("gexia")]
    [InlineData("meanPooling")]
    public void Equals_embedding_every_covered_video_anew(string kind)
    {
        var model = EmbeddingModel.Open(kind switch
        {
            "clip" => TinyClip.Write(tiny.File("clip")),
            "gexia" => tiny.Train("run"),
            _ => Trained("--set", "model.kind=meanPooling"),
        });
        RgbImage[] frames = [.. Enumerable.Range(0, 3).Select(Picture)];
        var query = model.EmbedTexts(["a red square"])[0].Vector;
        var map = model.Align(frames, 1, query);
        var prepared = PreparedMedium.Of(new(frames, IsVideo: true), model.Preprocessing);
        var whole = Cosine(prepared.Pixels);
        Assert.Equal(1, map.Frames);
        Assert.True(map.Range > 0);
        var size = model.ImageSize;
        int At(int i) => (int)Math.Round(i * map.Stride, MidpointRounding.AwayFromZero);
        for (var y = 0; y < map.Side; y++)
            for (var x = 0; x < map.Side; x++)
            {
                var pixels = prepared.Pixels.ToArray();
                for (var c = 0; c < 3; c++)
                    for (var row = 0; row < map.Patch; row++)
                        pixels.AsSpan(((((3 + c) * size) + At(y) + row) * size) + At(x), map.Patch).Clear();
                Assert.Equal(whole - Cosine(pixels), map.Scores[0, y, x], 1e-5);
            }

        double Cosine(float[] pixels) => model.Embed([prepared with { Pixels = pixels }], EmbeddingOptions.Default, default)[0]
            .Zip(query, (a, b) => (double)a * b).Sum();
    }

    [Fact]
    public void Several_texts_and_iterations_are_measured_at_once()
    {
        var model = EmbeddingModel.Open(tiny.Train("run"));
        RgbImage[] frames = [.. Enumerable.Range(0, 2).Select(Picture)];
        string[] texts = ["a red square", "a green circle moves left"];
        var maps = model.Align(frames, texts, [new Iterations(1, 1), new Iterations(3, 3)]);
        Assert.Equal([2, 2], maps.Select(way => way.Count));
        Assert.All(maps.SelectMany(way => way), map => Assert.Equal((2, model.ImageSize), (map.Frames, map.Size)));
        var asOpened = model.Align(frames, 1, model.EmbedTexts(texts)[1].Vector);
        Assert.All(
            asOpened.Layer(0).Cast<double>().Zip(maps[0][1].Layer(1).Cast<double>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.NotEqual(maps[0][0].Similarity, maps[1][0].Similarity);
        Assert.NotEqual(maps[0][0].Similarity, maps[0][1].Similarity);
    }

    [Fact]
    public void What_is_impossible_is_refused()
    {
        var model = EmbeddingModel.Open(TinyClip.Write(tiny.File("clip")));
        Assert.Contains("0, 1 and 1", Assert.Throws<ArgumentException>(() => model.Align([], ["a red square"])).Message);
        Assert.Throws<ArgumentException>(() => model.Align([Picture(0)], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Align([Picture(0)], 1, new float[TinyClip.Width]));
        Assert.Throws<ArgumentException>(() => model.Align([Picture(0)], 0, new float[3]));
    }

    private string Trained(params string[] more)
    {
        var trained = CliResult.Run([.. tiny.Arguments("pooled"), .. more]);
        Assert.True(trained.Code == 0, trained.Error);
        return tiny.File("pooled");
    }

    private static RgbImage Picture(int number)
    {
        var image = new RgbImage(40, 30);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)((i * (7 + number)) ^ (i / 40));
        return image;
    }
}
