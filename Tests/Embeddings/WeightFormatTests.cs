using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Pretrained;
using Gexia.Training.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Gexia.Tests.Embeddings;

/// <summary>Models that are opened to embed: in float32 the bits of models that learn, in fewer bits nearly the same embeddings.</summary>
public sealed class WeightFormatTests : IDisposable
{
    private static readonly string[] Texts = ["a red square", "a blue square"];

    private readonly TemporaryFolder folder = new();
    private readonly string clip;

    public WeightFormatTests() => clip = TinyClip.Write(folder.File("tiny-clip"));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Float32_gives_the_bits_of_weights_that_learn()
    {
        var (packed, learning) = (EmbeddingModel.Open(clip), EmbeddingModel.Of(ClipFolder.Open(clip), "learning"));
        Assert.Empty(learning.Clip!.Parameters.Packed);
        Assert.NotEmpty(packed.Clip!.Parameters.Packed);
        Assert.Equal(Embed(learning), Embed(packed));
    }

    [Theory]
    [InlineData(WeightFormat.BFloat16, 0.9999)]
    [InlineData(WeightFormat.Int8, 0.999)]
    public void Fewer_bits_give_nearly_the_same_embeddings(WeightFormat format, double least)
    {
        var model = EmbeddingModel.Open(clip, format);
        Assert.Equal(format, model.Weights);
        var (exact, near) = (Embed(EmbeddingModel.Open(clip)), Embed(model));
        for (var i = 0; i < exact.Length; i++)
        {
            Assert.NotEqual(exact[i], near[i]);
            Assert.InRange(exact[i].Zip(near[i], (a, b) => (double)a * b).Sum(), least, 1 + 1e-6);
        }
    }

    [Fact]
    public void A_run_is_opened_in_every_format()
    {
        using var tiny = new TinyTraining(steps: 2);
        var path = tiny.Train("run");
        var run = TrainedRun.Open(new RunFolder(path));
        var learning = RunModel.Create(run.Config.Model.WithVocabulary(run.Tokenizer.VocabularySize), new Rng(1));
        Weights.Load(new RunFolder(path).Last, learning.Parameters);
        Assert.Equal(learning.Parameters.Length, run.Model.Parameters.Length);

        var frames = Tensor.Uniform(new Rng(2), [2, 3, 3, 24, 24]);
        using var pause = Graph.NoGradient();
        Assert.Equal(learning.EncodeVideo(frames).ToArray<float>(), run.Model.EncodeVideo(frames).ToArray<float>());
        var exact = EmbeddingModel.Open(path).EmbedTexts(Texts);
        foreach (var format in (WeightFormat[])[WeightFormat.BFloat16, WeightFormat.Int8])
        {
            var near = EmbeddingModel.Open(path, format).EmbedTexts(Texts);
            for (var i = 0; i < Texts.Length; i++)
                Assert.InRange(exact[i].Vector.Zip(near[i].Vector, (a, b) => (double)a * b).Sum(), 0.999, 1 + 1e-6);
        }
    }

    [Fact]
    public void Parameters_are_counted_and_formats_told_apart()
    {
        var learning = ClipFolder.Open(clip).Model.Parameters;
        ParameterSet[] all =
            [.. Enum.GetValues<WeightFormat>().Select(format => ClipFolder.Open(clip, new() { Pack = format }).Model.Parameters)];
        Assert.All(all, parameters => Assert.Equal(learning.Length, parameters.Length));
        Assert.All(all, parameters => Assert.Equal(
            learning.Select(parameter => parameter.Name).Order(),
            parameters.Select(parameter => parameter.Name).Concat(parameters.Packed.Select(weight => weight.Name)).Order()));
        Assert.All(
            all.SelectMany(parameters => parameters.Packed), weight => Assert.Equal(learning[weight.Name].Value.Shape, weight.Shape));
        Assert.Equal(learning.Bytes, all[0].Bytes);
        Assert.InRange((double)all[1].Bytes / learning.Bytes, 0.5, 0.55);
        Assert.InRange((double)all[2].Bytes / learning.Bytes, 0.25, 0.32);

        var fingerprints = Enum.GetValues<WeightFormat>().Select(format => EmbeddingModel.Open(clip, format).MediaFingerprint()).ToList();
        Assert.Equal(fingerprints, Enum.GetValues<WeightFormat>().Select(format => EmbeddingModel.Open(clip, format).MediaFingerprint()));
        TinyClip.Write(clip, seed: 4);
        fingerprints.AddRange(Enum.GetValues<WeightFormat>().Select(format => EmbeddingModel.Open(clip, format).MediaFingerprint()));
        Assert.Equal(6, fingerprints.Distinct().Count());
    }

    [Fact]
    public void What_remains_of_a_packed_model_asks_for_no_gradient()
    {
        var model = ClipFolder.Open(clip, new() { Pack = WeightFormat.Int8 }).Model;
        Assert.All(model.EncodeImage(Tensor.Ones([1, 3, TinyClip.ImageSize, TinyClip.ImageSize])).ToArray<float>(), value =>
            Assert.True(float.IsFinite(value)));
        Assert.Contains("before the first", Assert.Throws<InvalidOperationException>(() =>
        {
            var scope = ParameterScope.Fresh(new Rng(1));
            scope.Parameter("x", [1], ParameterRole.BiasOrNorm, Initial.Zeros);
            scope.Packed(WeightFormat.Int8);
        }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_names_of_weights_that_would_be_packed_are_all_reported()
    {
        var values = ClipFolder.Open(clip).Model.Parameters
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value.Detach());
        var config = ClipFolder.Open(clip).Config;
        values.Remove("token_embedding.weight", out var table);
        values["token_embedding.wait"] = table!;
        values["visual.conv1.weight"] = Tensor.Ones([64, 3, 8, 8]);
        var scope = ParameterScope.From(values).Packed(WeightFormat.Int8);
        _ = new Gexia.Models.Clip.ClipModel(scope, config);
        var error = Assert.Throws<StateException>(() => scope.Complete());
        Assert.Equal(["token_embedding.weight"], error.Missing);
        Assert.Equal(["token_embedding.wait"], error.Unexpected);
        Assert.Contains("visual.conv1.weight", Assert.Single(error.Misshaped), StringComparison.Ordinal);
    }

    [Fact]
    public void The_service_collection_takes_a_format()
    {
        using var services = new ServiceCollection().AddGexia(clip, weights: WeightFormat.BFloat16).BuildServiceProvider();
        Assert.Equal(WeightFormat.BFloat16, services.GetRequiredService<EmbeddingModel>().Weights);
    }

    private static float[][] Embed(EmbeddingModel model)
    {
        var picture = new RgbImage(40, 50);
        for (var i = 0; i < picture.Pixels.Length; i++) picture.Pixels[i] = (byte)(i * 7);
        return
        [
            .. model.EmbedTexts(Texts).Select(text => text.Vector),
            .. model.EmbedImages([picture]),
            model.EmbedVideo([picture, picture])
        ];
    }
}
