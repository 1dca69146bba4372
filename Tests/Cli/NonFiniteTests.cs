using Gexia.Data.Image;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>NaN and infinity in weights, inputs and embeddings, verb by verb.</summary>
public sealed class NonFiniteTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model, picture, output, labels;

    public NonFiniteTests()
    {
        (model, picture, output) = (TinyClip.Write(folder.File("clip")), folder.File("p.png"), folder.File("out.safetensors"));
        labels = folder.Write("labels.txt", "square\ncircle\n");
        Png.Write(picture, new RgbImage(40, 40));
    }

    public void Dispose() => folder.Dispose();

    public static TheoryData<string[]> Verbs { get; } =
    [
        ["embed", "--text", "a red square", "--out", "OUT"], ["embed", "--image", "PICTURE", "--out", "OUT"],
        ["embed", "--tensors", "TENSORS", "--out", "OUT"],
        ["classify", "--labels", "LABELS", "PICTURE"], ["convert", "--out", "OUT"], ["parity", "--reference", "TENSORS"], ["info"],
    ];

    [Theory, MemberData(nameof(Verbs))]
    public void Every_verb_that_opens_a_model_refuses_such_weights_unless_allowed(string[] verb)
    {
        Change("visual.proj", value => value.AsSpan<float>()[37] = float.NaN);
        var error = Run(verb).OneErrorLine(3);
        Assert.Contains("'visual.proj' holds NaN at [2, 5]", error);
        Assert.Contains("--allow-non-finite", error);
        Assert.False(Path.Exists(output));
        Assert.DoesNotContain("'visual.proj'", Run([.. verb, "--allow-non-finite"]).Error);
    }

    [Fact]
    public void A_projection_of_zeros_embeds_no_picture()
    {
        Change("visual.proj", value => value.AsSpan<float>().Clear());
        var error = Run(["embed", "--image", "PICTURE", "--out", "OUT"]);
        Assert.Equal(3, error.Code);
        Assert.Contains($"{picture}: the embedding is not finite (NaN", error.Error);
        Assert.False(File.Exists(output));
        Assert.Equal(3, Run(["classify", "--labels", "LABELS", "PICTURE"]).Code);
        Assert.Equal(0, Run(["embed", "--text", "a red square", "--out", "OUT"]).Code);
    }

    [Fact]
    public void Labels_and_texts_without_a_direction_are_told()
    {
        Change("text_projection", value => value.AsSpan<float>().Clear());
        Assert.Contains("no finite embedding of any of 2 texts", Run(["embed", "--text", "a", "b", "--out", "OUT"]).Error);
        Assert.False(File.Exists(output));
        var classified = Run(["classify", "--labels", "LABELS", "PICTURE"]);
        Assert.Equal((3, ""), (classified.Code, classified.Out));
        Assert.Contains("no finite embedding of 2 of 2 labels", classified.Error);
    }

    [Fact]
    public void One_broken_text_among_good_ones_is_left_out_with_exit_code_4()
    {
        // Only texts with a "u" meet the broken row of the table.
        var broken = Gexia.Data.Text.TokenizerFolder.Open(model).Encode("u").Last();
        Change("token_embedding.weight", value => value.AsSpan<float>().Slice(broken * value.Shape[1], value.Shape[1]).Fill(float.NaN));
        var result = Run(["embed", "--text", "a", "u", "a", "--out", "OUT", "--allow-non-finite", "--json"]);
        Assert.Equal(
            (4, 2, 1), (result.Code, result.Json.GetProperty("embedded").GetInt32(), result.Json.GetProperty("failed").GetInt32()));
        Assert.Contains("'u': the embedding is not finite", result.Error);
        using var file = SafeTensors.Open(output);
        Assert.Null(NonFinite.In(file["text_features"]));
        Assert.Equal(["a", "a"], Gexia.Cli.Embed.EmbeddingFile.Parse(file.Metadata["inputs"])!);
    }

    [Fact]
    public void Pixels_that_are_not_finite_are_refused_and_features_that_are_not_are_told()
    {
        var pixels = Tensor.Zeros([2, 3, TinyClip.ImageSize, TinyClip.ImageSize]);
        pixels.AsSpan<float>()[^1] = float.PositiveInfinity;
        SafeTensorsWriter.Write(folder.File("tensors.safetensors"), [KeyValuePair.Create("pixel_values", pixels)]);
        Assert.Contains(
            "pixel_values holds infinity at [1, 2, 31, 31]", Run(["embed", "--tensors", "TENSORS", "--out", "OUT"]).OneErrorLine(3));
        Assert.False(File.Exists(output));
        var allowed = Run(["embed", "--tensors", "TENSORS", "--out", "OUT", "--allow-non-finite"]);
        Assert.Equal(4, allowed.Code);
        Assert.Contains($"image_features holds {TinyClip.Width} values that are not finite, the first NaN at [1, 0]", allowed.Error);
    }

    [Fact]
    public void Pixels_of_another_size_are_bad_input()
    {
        SafeTensorsWriter.Write(folder.File("tensors.safetensors"), [KeyValuePair.Create("pixel_values", Tensor.Zeros([1, 3, 8, 8]))]);
        Assert.Contains(
            $"pixel_values must be [B, 3, {TinyClip.ImageSize}, {TinyClip.ImageSize}]",
            Run(["embed", "--tensors", "TENSORS", "--out", "OUT"]).OneErrorLine(3));
    }

    [Fact]
    public void An_embedding_that_an_older_output_remembers_as_nan_is_made_again()
    {
        Assert.Equal(0, Run(["embed", "--image", "PICTURE", "--out", "OUT"]).Code);
        Dictionary<string, string> notes;
        using (var file = SafeTensors.Open(output)) notes = new(file.Metadata);
        SafeTensorsWriter.Write(output, [KeyValuePair.Create("image_features", Tensor.Full([1, TinyClip.Width], double.NaN))], notes);
        Assert.Equal(0, Run(["embed", "--image", "PICTURE", "--out", "OUT", "--json"]).Json.GetProperty("reused").GetInt32());
        using var again = SafeTensors.Open(output);
        Assert.Null(NonFinite.In(again["image_features"]));
    }

    [Fact]
    public void Convert_tells_what_became_zero()
    {
        Change("visual.proj", value => value.AsSpan<float>()[..3].Fill(1e-12f));
        var result = Run(["convert", "--dtype", "float16", "--out", "OUT"]);
        Assert.Equal(0, result.Code);
        Assert.Matches("[0-9,]+ of [0-9,]+ values are too small for float16 and became 0", result.Error);
    }

    [Fact]
    public void An_evaluation_with_embeddings_of_no_length_ends_with_exit_code_4()
    {
        using var tiny = new TinyTraining(steps: 2);
        var run = tiny.Train("run");
        var weights = SafeTensors.ReadAll(Path.Combine(run, "last.safetensors"));
        foreach (var name in (string[])["iam.video.ln_out.weight", "iam.video.ln_out.bias"])
            weights[name] = Tensor.Zeros(weights[name].Shape);
        SafeTensorsWriter.Write(Path.Combine(run, "last.safetensors"), weights);
        var result = CliResult.Run("eval", run, "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--json");
        Assert.True(result.Code == 4, result.Error);
        Assert.Contains("videos and 0 texts: their embeddings are not finite", result.Error);
    }

    private void Change(string name, Action<Tensor> change)
    {
        var path = Path.Combine(model, "model.safetensors");
        var weights = SafeTensors.ReadAll(path);
        change(weights[name]);
        SafeTensorsWriter.Write(path, weights);
    }

    private CliResult Run(string[] verb)
    {
        var tensors = folder.File("tensors.safetensors");
        if (!File.Exists(tensors))
            SafeTensorsWriter.Write(
                tensors,
                [
                    KeyValuePair.Create("pixel_values", Tensor.Zeros([1, 3, TinyClip.ImageSize, TinyClip.ImageSize])),
                    KeyValuePair.Create("image_features", Tensor.Ones([1, TinyClip.Width]))
                ]);
        string[] given =
        [
            .. verb.Select(
                word => word switch { "OUT" => output, "PICTURE" => picture, "LABELS" => labels, "TENSORS" => tensors, _ => word })
        ];
        return CliResult.Run([given[0], "--model", model, .. given[1..]]);
    }
}
