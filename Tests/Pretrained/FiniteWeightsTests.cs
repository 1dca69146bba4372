using System.Globalization;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Golden;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

/// <summary>Weights that are not finite are refused by name, place and number, and no finite value becomes infinite on the way.</summary>
public sealed class FiniteWeightsTests : IDisposable
{
    private const string Name = "visual.transformer.resblocks.1.mlp.c_fc.weight";
    private static readonly ClipOptions options = new() { Activation = Activation.QuickGelu, TextHeads = 2 };

    private readonly TemporaryFolder folder = new();
    private readonly Dictionary<string, Tensor> values = GoldenFiles.Fixture("clip-tiny-openai.safetensors");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(double.NaN, DType.Float32, "NaN")]
    [InlineData(double.PositiveInfinity, DType.Float32, "infinity")]
    [InlineData(double.NegativeInfinity, DType.Float32, "-infinity")]
    [InlineData(double.NaN, DType.Float16, "NaN")]
    [InlineData(double.PositiveInfinity, DType.BFloat16, "infinity")]
    [InlineData(double.NaN, DType.Float64, "NaN")]
    public void A_weight_that_is_not_finite_is_named(double value, DType type, string word)
    {
        Change(Name, type, at => at is 5 or 300, value);
        var message = Assert.Throws<GexiaException>(() => ClipFolder.Open(Write(), options)).Message;
        Assert.Contains($"'{Name}' holds 2 values that are not finite, the first {word} at [0, 5]", message);
        Assert.Contains(folder.File("w.safetensors"), message);
        var opened = ClipFolder.Open(Write(), options with { AllowNonFinite = true });
        Assert.Equal(value, opened.Model.Parameters[Name].Value.At(0, 5));
    }

    [Fact]
    public void The_file_and_the_name_are_those_of_the_shard()
    {
        Change(Name, DType.Float32, at => at == 0, double.NaN);
        var stored = HuggingFaceNames.FromOpenAi(values);
        var parts = stored.GroupBy(pair => pair.Key.Contains("fc1", StringComparison.Ordinal) ? "b.safetensors" : "a.safetensors").ToList();
        foreach (var part in parts) SafeTensorsWriter.Write(folder.File(part.Key), part);
        File.WriteAllText(folder.File("model.safetensors.index.json"),
            $$$"""{"weight_map":{{{{string.Join(",", parts.SelectMany(part => part.Select(pair => $"\"{pair.Key}\":\"{part.Key}\"")))}}}"""
            + $$$"""}}""");
        var message = Assert.Throws<GexiaException>(() => ClipFolder.Open(folder.File("model.safetensors.index.json"), options)).Message;
        Assert.StartsWith($"{folder.File("b.safetensors")}: 'vision_model.encoder.layers.1.mlp.fc1.weight' holds NaN at [0, 0]", message);
    }

    [Fact]
    public void A_pickles_weights_are_looked_at_too()
    {
        Change("text_projection", DType.Float32, at => at == 33, double.NaN);
        var file = new TorchFile();
        var views = new List<TorchFile.View>();
        foreach (var (name, value) in values)
        {
            file.Storage($"{views.Count}", value.ToArray<float>());
            views.Add(new(name, $"{views.Count}", 0, [.. value.Shape], TorchFile.RowMajor([.. value.Shape])));
        }
        Assert.Contains(
            "'text_projection' holds NaN at [1, 1]",
            Assert.Throws<GexiaException>(() => ClipFolder.Open(file.Write(folder.File("w.pt"), views), options)).Message);
    }

    [Fact]
    public void A_double_beyond_single_precision_is_named_with_the_limit()
    {
        Change(Name, DType.Float64, at => at == 5, 1e300);
        Assert.Contains(
            "holds 1E+300 at [0, 5], above float32's largest, 3.4028234663852886E+38",
            Assert.Throws<GexiaException>(() => ClipFolder.Open(Write(), options)).Message);
        Assert.Equal(1e300, ClipFolder.Open(Write(), options with { Type = DType.Float64 }).Model.Parameters[Name].Value.At(0, 5));
    }

    [Theory]
    [InlineData(WeightFormat.BFloat16, 3.4e38f), InlineData(WeightFormat.Int8, float.MaxValue)]
    public void Weights_that_a_smaller_format_cannot_hold_are_refused(WeightFormat format, float value)
    {
        Change(Name, DType.Float32, at => at == 5, value);
        Assert.Equal(value, ClipFolder.Open(Write(), options).Model.Parameters[Name].Value.At(0, 5), 1e30);
        if (format == WeightFormat.Int8 && float.IsFinite(value / 127 * 127)) return;       // 127 times the factor is the value again
        Assert.Contains(Name, Assert.Throws<GexiaException>(() => ClipFolder.Open(Write(), options with { Pack = format })).Message);
    }

    [Theory]
    [InlineData(DType.Float16, 70_000, "65504")]
    [InlineData(DType.Float16, -65_520, "65504")]
    [InlineData(DType.BFloat16, 3.4e38, "3.3895313892515355E+38")]
    public void Narrowing_never_makes_infinity(DType type, double value, string limit)
    {
        ClipFolder.SaveBare(folder.File("good.safetensors"), ClipFolder.Open(Write(), options).Model, type);
        var before = File.ReadAllBytes(folder.File("good.safetensors"));
        Change(Name, DType.Float32, at => at == 5, value);
        var model = ClipFolder.Open(Write(), options).Model;
        foreach (var save in (Action[])[
            () => ClipFolder.SaveBare(folder.File("good.safetensors"), model, type), () => ClipFolder.Save(folder.File("new"), model, type)
        ])
        {
            var message = Assert.Throws<GexiaException>(save).Message;
            Assert.Contains($"'{Name}' holds {((double)(float)value).ToString("R", CultureInfo.InvariantCulture)} at [0, 5]", message);
            Assert.Contains(limit, message);
        }
        Assert.Equal(before, File.ReadAllBytes(folder.File("good.safetensors")));
        Assert.False(Directory.Exists(folder.File("new")));
    }

    [Fact]
    public void What_rounds_to_the_largest_is_kept_and_what_rounds_to_zero_is_counted()
    {
        Change(Name, DType.Float32, at => at is 5, 65_519);
        Change("visual.proj", DType.Float32, at => at is 1 or 2, 1e-9);
        var model = ClipFolder.Open(Write(), options).Model;
        Assert.Equal(2, ClipFolder.SaveBare(folder.File("half.safetensors"), model, DType.Float16));
        Assert.Equal(65_504, SafeTensors.ReadAll(folder.File("half.safetensors"))[Name].To(DType.Float64).At(0, 5));
        Assert.Equal(0, ClipFolder.SaveBare(folder.File("brain.safetensors"), model, DType.BFloat16));
        Assert.Equal(0, ClipFolder.SaveBare(folder.File("same.safetensors"), model));
    }

    [Theory]
    [InlineData(DType.Float32), InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void Nan_and_infinity_stay_what_they_are_when_they_are_allowed(DType type)
    {
        Change(Name, DType.Float32, at => at == 5, double.NaN);
        Change("logit_scale", DType.Float32, at => at == 0, double.PositiveInfinity);
        var model = ClipFolder.Open(Write(), options with { AllowNonFinite = true }).Model;
        Assert.Contains("is not written", Assert.Throws<GexiaException>(() => ClipFolder.Save(folder.File("out"), model, type)).Message);
        Assert.False(Directory.Exists(folder.File("out")));
        ClipFolder.Save(folder.File("out"), model, type, allowNonFinite: true);
        var again = ClipFolder.Open(folder.File("out"), new() { AllowNonFinite = true }).Model;
        Assert.Equal((double.NaN, double.PositiveInfinity), (again.Parameters[Name].Value.At(0, 5), again.LogitScale.At()));
    }

    [Fact]
    public void An_embedding_that_is_not_finite_is_an_exception_of_the_library()
    {
        var path = TinyClip.Write(folder.File("clip"));
        var stored = SafeTensors.ReadAll(Path.Combine(path, "model.safetensors"));
        stored["text_projection"] = Tensor.Zeros(stored["text_projection"].Shape);
        SafeTensorsWriter.Write(Path.Combine(path, "model.safetensors"), stored);
        var model = EmbeddingModel.Open(path);
        Assert.Contains(
            "text 0: the embedding is not finite",
            Assert.Throws<NonFiniteEmbeddingException>(() => model.EmbedTexts(["a red square"])).Message);
        Assert.True(float.IsNaN(model.EmbedTexts(["a red square"], new() { AllowNonFinite = true })[0].Vector[0]));
        Assert.Equal(0, model.EmbedTexts(["a red square"], new() { Normalize = false })[0].Vector[0]);     // finite, though of no length
    }

    private void Change(string name, DType type, Func<int, bool> where, double value)
    {
        var numbers = values[name].To(DType.Float64).ToArray<double>();
        for (var i = 0; i < numbers.Length; i++) if (where(i)) numbers[i] = value;
        values[name] = Tensor.Of(numbers, [.. values[name].Shape]).To(type);
    }

    private string Write()
    {
        SafeTensorsWriter.Write(folder.File("w.safetensors"), values);
        return folder.File("w.safetensors");
    }
}
