using System.IO.Compression;
using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Golden;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

/// <summary>
/// One CLIP in the forms that programs leave checkpoints in: a temperature with axes, views of one storage, wrapped names.
/// </summary>
public sealed class StoredFormsTests : IDisposable
{
    private static readonly ClipOptions options = new() { Activation = Activation.QuickGelu, TextHeads = 2 };
    private static readonly Dictionary<string, Tensor> values = GoldenFiles.Fixture("clip-tiny-openai.safetensors");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1, DType.Float32)]
    [InlineData(2, DType.Float32)]
    [InlineData(3, DType.Float32)]
    [InlineData(1, DType.Float64)]
    [InlineData(0, DType.Float64)]
    public void A_temperature_with_axes_of_one_is_a_scalar(int axes, DType type)
    {
        var stored = new Dictionary<string, Tensor>(values)
        {
            ["logit_scale"] = Tensor.Full([.. Enumerable.Repeat(1, axes)], values["logit_scale"].At(), type)
        };
        AssertSame(Open(stored));
        stored["logit_scale"] = Tensor.Zeros([2]);
        Assert.Contains(
            "logit_scale: stored [2], the model needs []", Assert.Throws<Gexia.Models.StateException>(() => Open(stored)).Message);
        stored["logit_scale"] = Tensor.Zeros([0]);
        Assert.Throws<Gexia.Models.StateException>(() => Open(stored));
    }

    [Fact]
    public void A_temperature_in_half_precision_with_an_axis_is_read()
    {
        var clip = Open(new Dictionary<string, Tensor>(values) { ["logit_scale"] = values["logit_scale"].To(DType.Float16).Reshape(1) });
        Assert.Equal(values["logit_scale"].At(), clip.Model.LogitScale.At(), 1e-3);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void Views_of_one_storage_are_the_same_bits(CompressionLevel level)
    {
        var views = new List<TorchFile.View>();
        var blob = new List<float> { 7, 7, 7 };                    // what no view sees
        foreach (var (name, value) in values)
        {
            views.Add(new(name, "0", blob.Count, [.. value.Shape], TorchFile.RowMajor([.. value.Shape])));
            blob.AddRange(value.ToArray<float>());
        }
        var path = new TorchFile().Storage("0", [.. blob]).Write(folder.File("blob.bin"), views, level: level);
        AssertSame(ClipFolder.Open(path, options));
        using var file = WeightsFile.Open(path);
        Assert.Equal(values.Values.Sum(value => 4 * value.Length), file.Entries.Values.Sum(entry => entry.Bytes));
    }

    [Fact]
    public void Transposed_strided_repeated_tied_and_empty_views_are_read()
    {
        var path = new TorchFile().Storage("0", [.. Enumerable.Range(0, 24).Select(i => (float)i)]).Write(folder.File("views.pt"),
        [
            new("transposed", "0", 0, [6, 4], [1, 6]), new("strided", "0", 1, [3], [7]), new("repeated", "0", 5, [2, 3], [0, 1]),
            new("tied.a", "0", 2, [2, 2], [2, 1]),
            new("tied.b", "0", 2, [2, 2], [2, 1]), new("empty", "0", 24, [0, 5], [5, 1]), new("scalar", "0", 23, [], []),
            new("last", "0", 23, [1, 1], [99, 99]),
        ]);
        using var file = WeightsFile.Open(path);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (float)((i / 4) + (6 * (i % 4)))), file.Read("transposed").ToArray<float>());
        Assert.Equal([1, 8, 15], file.Read("strided").ToArray<float>());
        Assert.Equal([5, 6, 7, 5, 6, 7], file.Read("repeated").ToArray<float>());
        Assert.Equal(file.Read("tied.a").ToArray<float>(), file.Read("tied.b").ToArray<float>());
        Assert.Equal([0, 5], file.Read("empty").Shape);
        Assert.Equal((23f, 23f), (file.Read("scalar").Item<float>(), file.Read("last").Item<float>()));
    }

    [Fact]
    public void Views_that_repeat_a_storage_without_measure_are_refused_before_anything_is_read()
    {
        var storage = new TorchFile().Storage("0", new float[1 << 16]);
        var many = Enumerable.Range(0, 20).Select(i => new TorchFile.View($"t{i}", "0", 0, [1 << 16], [1]));
        Assert.Contains(
            "overlap so much",
            Assert.Throws<WeightsException>(() => WeightsFile.Open(storage.Write(folder.File("many.pt"), many))).Message);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("overlap so much", Assert.Throws<WeightsException>(() =>
            WeightsFile.Open(
                new TorchFile().Storage("0", 1).Write(folder.File("wide.pt"), [new("wide", "0", 0, [1 << 15, 1 << 15], [0, 0])]))).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);     // the view claims 4 GB
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("model.")]
    [InlineData("_orig_mod.")]
    [InlineData("clip.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("module.model.")]
    public void Prefixes_of_wrappers_are_no_part_of_the_names(string prefix)
    {
        AssertSame(Open(values.ToDictionary(pair => prefix + pair.Key, pair => pair.Value)));
        AssertSame(ClipFolder.Open(Archive(prefix, []), options));
    }

    [Theory]
    [InlineData("", new[] { "state_dict" })]
    [InlineData("module.", new[] { "state_dict" })]
    [InlineData("", new[] { "model" })]
    [InlineData("model.", new[] { "model", "state_dict" })]
    public void A_state_dict_inside_others_is_found(string prefix, string[] wrappers) =>
        AssertSame(ClipFolder.Open(Archive(prefix, wrappers), options));

    [Fact]
    public void An_averaged_models_counter_is_no_parameter()
    {
        var stored = values.ToDictionary(pair => "module." + pair.Key, pair => pair.Value);
        stored["n_averaged"] = Tensor.Of([5L], Shape.Scalar);
        AssertSame(Open(stored));
    }

    [Fact]
    public void Mixed_prefixes_are_refused_with_an_example_of_each()
    {
        var stored = values.ToDictionary(
            pair => pair.Key.StartsWith("visual.", StringComparison.Ordinal) ? "module." + pair.Key : pair.Key, pair => pair.Value);
        var message = Assert.Throws<WeightsException>(() => Open(stored)).Message;
        Assert.Contains("some names begin with 'module.'", message);
        Assert.Matches("as 'module\\.visual\\.[a-z_.0-9]+' does, and others do not, as '(?!module)", message);
        var twice = values.ToDictionary(pair => "model." + (pair.Key == "logit_scale" ? "module." : "") + pair.Key, pair => pair.Value);
        Assert.Contains("some names begin with 'model.module.'", Assert.Throws<WeightsException>(() => Open(twice)).Message);
    }

    [SharedFact]
    public void The_shared_cases_are_the_golden_model()
    {
        var golden = ClipFolder.Open(Path.Combine(Environs.Shared!, "golden", "clip-tiny"));
        foreach (var name in (string[])["scale1", "oneblob"])
            ClipFormatsTests.AssertSame(golden.Model, ClipFolder.Open(Path.Combine(Environs.Shared!, "cases", name)).Model);
    }

    private string Archive(string prefix, string[] wrappers)
    {
        var file = new TorchFile();
        var views = new List<TorchFile.View>();
        foreach (var (name, value) in values)
        {
            file.Storage($"{views.Count}", value.ToArray<float>());
            views.Add(new(prefix + name, $"{views.Count}", 0, [.. value.Shape], TorchFile.RowMajor([.. value.Shape])));
        }
        return file.Write(folder.File("wrapped.pt"), views, wrappers);
    }

    private LoadedClip Open(Dictionary<string, Tensor> stored)
    {
        SafeTensorsWriter.Write(folder.File("stored.safetensors"), stored);
        return ClipFolder.Open(folder.File("stored.safetensors"), options);
    }

    private static void AssertSame(LoadedClip clip)
    {
        Assert.Equal(values.Keys.Order(), clip.Model.Parameters.Select(parameter => parameter.Name).Order());
        foreach (var (name, value) in values) Assert.Equal(value.ToArray<float>(), clip.Model.Parameters[name].Value.ToArray<float>());
        Assert.Equal(0, clip.Model.LogitScale.Shape.Rank);
    }
}
