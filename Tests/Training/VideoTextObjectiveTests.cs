using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;

namespace Gexia.Tests.Training;

public sealed class VideoTextObjectiveTests
{
    private static readonly GexiaConfig Tiny = new()
    {
        Vision = new() { ImageSize = 8, PatchSize = 4, Tower = new() { Width = 16, Layers = 1, Heads = 2 } },
        Text = new() { VocabularySize = 20, ContextLength = 6, Tower = new() { Width = 16, Layers = 1, Heads = 2 } },
        Iam = new() { Vectors = 4, Width = 16, Heads = 2 },
    };

    private static Batch Batch(string granularity)
    {
        var rng = new Rng(4);
        var pixels = new byte[3 * 2 * 8 * 8 * 3];
        foreach (ref var pixel in pixels.AsSpan()) pixel = (byte)rng.NextInt32(256);
        return new(granularity, 2, 8, pixels, 6, [18, 1, 2, 19, 0, 0, 18, 3, 19, 0, 0, 0, 18, 4, 5, 6, 7, 19], [0, 1, 2]);
    }

    [Fact]
    public void A_batch_says_how_the_model_is_asked()
    {
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), Tiny);
        var objective = new VideoTextObjective(model);
        double shallow = objective.LossOf(new(Batch("SVST"), new Iterations(1, 1))).Total.At(),
            deep = objective.LossOf(new(Batch("SVST"), new Iterations(3, 3))).Total.At();
        Assert.NotEqual(shallow, deep);
        var frames = BatchFrames.Of(Batch("SVST"), Device.Default);
        Assert.Equal("[3, 2, 3, 8, 8]", frames.Shape.ToString());
        var ids = TextIds.Of(Batch("SVST").TokenIds, 6);
        Assert.Equal(ContrastiveLoss.Symmetric(model.EncodeVideo(frames, 1), model.EncodeText(ids, 1), model.LogitScale).At(), shallow);
        Assert.Contains(
            "#iter", Assert.Throws<ArgumentException>(() => objective.LossOf(new(Batch("SVST"), ModelOptions.None))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Pixels_are_normalised_into_planes()
    {
        var batch = Batch("SVST");
        var frames = BatchFrames.Of(batch, Device.Default);
        // Sample 1, frame 1, green, row 2, column 5.
        var value = batch.Pixels[((((((1 * 2) + 1) * 8) + 2) * 8 + 5) * 3) + 1];
        Assert.Equal(((value / 255.0) - 0.4578275) / 0.26130258, frames.At(1, 1, 1, 2, 5), 1e-5);
    }

    [Fact]
    public void Iterations_are_written_video_first()
    {
        Assert.Equal(new Iterations(3, 1), Iterations.Parse("3-1"));
        Assert.Equal("3-1", new Iterations(3, 1).ToString());
        foreach (var bad in new[] { "3", "3-", "-1-1", "3-1-1", "a-b", "65-1", "" })
            Assert.Throws<FormatException>(() => Iterations.Parse(bad));
    }
}
