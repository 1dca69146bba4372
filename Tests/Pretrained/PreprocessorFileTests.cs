using Gexia.Data.Image;
using Gexia.Data.Weights;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

public class PreprocessorFileTests
{
    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        using var folder = new TemporaryFolder();
        var other = new ClipPreprocessing(ShortSide: 72, Size: 64, [0.1f, 0.2f, 0.3f], [0.4f, 0.5f, 0.6f]);
        PreprocessorFile.Write(folder.File("p.json"), other);
        var read = PreprocessorFile.Read(folder.File("p.json"), 64);
        Assert.Equal((other.ShortSide, other.Size), (read.ShortSide, read.Size));
        Assert.Equal(other.Mean, read.Mean);
        Assert.Equal(other.Deviation, read.Deviation);
        Assert.False(read.HasStandardColours);
    }

    [Fact]
    public void Converting_a_model_keeps_its_own_preprocessing()
    {
        using var folder = new TemporaryFolder();
        var model = TinyClip.Write(folder.File("from"));
        PreprocessorFile.Write(
            Path.Combine(model, PreprocessorFile.FileName),
            new ClipPreprocessing(TinyClip.ImageSize + 4, TinyClip.ImageSize, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]));
        var before = ClipFolder.Open(model);
        ClipFolder.Save(folder.File("to"), before.Model, DType.Float32, before.Preprocessing);
        var after = ClipFolder.Open(folder.File("to"));
        Assert.Equal(before.Preprocessing.Mean, after.Preprocessing.Mean);
        Assert.Equal(before.Preprocessing.Deviation, after.Preprocessing.Deviation);
        Assert.Equal(before.Preprocessing.ShortSide, after.Preprocessing.ShortSide);
    }

    [Theory]
    [InlineData("""{"size": 224, "crop_size": {"height": 224, "width": 200}}""", "one side")]
    [InlineData("""{"resample": 2}""", "bicubic")]
    [InlineData("""{"do_rescale": false}""", "divided by 255")]
    [InlineData("""{"crop_size": 128}""", "the model reads 224")]
    [InlineData("""{"size": 100, "crop_size": 224}""", "then crops 224")]
    public void What_cannot_be_done_here_is_refused(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("p.json"), json);
        Assert.Contains(expected, Assert.Throws<WeightsException>(() => PreprocessorFile.Read(folder.File("p.json"), 224)).Message);
    }
}
