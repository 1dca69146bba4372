using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Tests.Golden;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public sealed class EmbedTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model, pictures, output;

    public EmbedTests()
    {
        model = TinyClip.Write(folder.File("tiny-clip"));
        (pictures, output) = (folder.File("pictures"), folder.File("out.safetensors"));
        Directory.CreateDirectory(Path.Combine(pictures, "deep"));
        foreach (var (name, value) in (ReadOnlySpan<(string, byte)>)[("b.png", 10), ("a.png", 90), ("deep/c.PNG", 200)])
            WritePicture(Path.Combine(pictures, name), value);
        File.WriteAllText(Path.Combine(pictures, "notes.txt"), "no picture");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Texts_become_rows_of_unit_length()
    {
        var result = Embed("--text", "a red square", "a blue triangle", "--json");
        Assert.Equal((0, "", 2, TinyClip.Width, true, 0), (
            result.Code, result.Error, result.Json.GetProperty("embedded").GetInt32(), result.Json.GetProperty("dimensions").GetInt32(),
            result.Json.GetProperty("normalized").GetBoolean(), result.Json.GetProperty("truncated").GetInt32()));
        Assert.Equal(
            EmbeddingModel.Open(model).EmbedTexts(["a red square", "a blue triangle"]).SelectMany(text => text.Vector),
            Read("text_features").ToArray<float>());
    }

    [Fact]
    public void A_text_that_is_cut_is_warned_about() =>
        Assert.Contains("1 of 2 texts", Embed("--text", "a", string.Concat(Enumerable.Repeat("circle ", 40)), "--no-normalize").Error);

    [Fact]
    public void A_folder_is_embedded_in_the_order_of_names_and_known_files_are_not_done_again()
    {
        var first = Embed("--image", pictures, "--json").Json;
        Assert.Equal(
            (3, 0, 3),
            (first.GetProperty("embedded").GetInt32(), first.GetProperty("reused").GetInt32(), first.GetProperty("frames").GetInt32()));
        Assert.InRange(first.GetProperty("waiting_share").GetDouble(), 0, 1);
        var bytes = File.ReadAllBytes(output);
        using (var file = SafeTensors.Open(output))
        {
            Assert.Equal(
                ["a.png", "b.png", "c.PNG"],
                Gexia.Cli.Embed.EmbeddingFile.Parse(file.Metadata["inputs"])!.Select(path => Path.GetFileName(path)));
            Assert.Equal("true", file.Metadata["normalized"]);
        }
        Assert.Equal([3, TinyClip.Width], Read("image_features").Shape);

        Assert.Equal(3, Embed("--image", pictures, "--json").Json.GetProperty("reused").GetInt32());
        Assert.Equal(bytes, File.ReadAllBytes(output));
        WritePicture(Path.Combine(pictures, "a.png"), 91);
        Assert.Equal(2, Embed("--image", pictures, "--json").Json.GetProperty("reused").GetInt32());
        // Other settings are other embeddings.
        Assert.Equal(0, Embed("--image", pictures, "--no-normalize", "--json").Json.GetProperty("reused").GetInt32());
        TinyClip.Write(model, seed: 4);
        Assert.Equal(0, Embed("--image", pictures, "--no-normalize", "--json").Json.GetProperty("reused").GetInt32());
        Assert.False(File.Exists(output + ".journal"));
    }

    [Fact]
    public void Files_of_the_same_bytes_are_one_embedding_whichever_is_decoded_first()
    {
        for (var i = 0; i < 6; i++) File.Copy(Path.Combine(pictures, "a.png"), Path.Combine(pictures, $"copy{i}.png"));
        var json = Embed("--image", pictures, "--json", "--batch", "2", "--decoders", "4").Json;
        Assert.Equal((9, 6), (json.GetProperty("embedded").GetInt32(), json.GetProperty("reused").GetInt32()));
        var rows = Read("image_features").ToArray<float>().Chunk(TinyClip.Width).ToArray();
        for (var i = 2; i < 8; i++) Assert.Equal(rows[0], rows[i]);
    }

    [Fact]
    public void A_run_that_was_broken_off_is_resumed_from_its_journal()
    {
        Embed("--image", pictures);
        var expected = File.ReadAllBytes(output);
        string settings;
        using (var file = SafeTensors.Open(output)) settings = file.Metadata["settings"];
        var row = Read("image_features").ToArray<float>()[..TinyClip.Width];
        var hash = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(pictures, "a.png"))));
        var line = $"{hash} {Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan()))}";
        File.Delete(output);
        File.WriteAllText(output + ".journal", $"{settings}\n{line}\n{line[..70]}");       // the last line was cut in the middle
        Assert.Equal(1, Embed("--image", pictures, "--json").Json.GetProperty("reused").GetInt32());
        Assert.Equal(expected, File.ReadAllBytes(output));
    }

    [Fact]
    public void A_run_that_was_cancelled_goes_on_where_it_was_to_the_same_bytes()
    {
        File.WriteAllBytes(Path.Combine(pictures, "b.png"), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]);
        Assert.Equal(4, Embed("--image", pictures).Code);
        var expected = File.ReadAllBytes(output);
        File.Delete(output);

        using var source = new CancellationTokenSource();
        // as if Ctrl-C came when the second of three files failed
        using var error = new CancellingWriter("b.png", source);
        using var terminal = new Gexia.Cli.Terminal(TextReader.Null, TextWriter.Null, error);
        string[] arguments = ["embed", "--model", model, "--out", output, "--image", pictures, "--batch", "1"];
        Assert.Equal(130, Gexia.Cli.CommandLine.RunAsync(arguments, terminal, source.Token).GetAwaiter().GetResult());
        Assert.False(File.Exists(output));
        var again = CliResult.Run([.. arguments, "--json"]);
        Assert.Equal((4, 1, 2), (again.Code, again.Json.GetProperty("reused").GetInt32(), again.Json.GetProperty("embedded").GetInt32()));
        Assert.Equal(expected, File.ReadAllBytes(output));
    }

    [Fact]
    public void One_process_at_a_time_writes_an_output_and_what_a_killed_one_left_is_no_hindrance()
    {
        using (Gexia.Io.FileLock.Take(output + ".lock", output))
            Assert.Contains($"process {Environment.ProcessId} is writing", Embed("--image", pictures).OneErrorLine(3));
        File.WriteAllText(output + ".lock", "4711 elsewhere\n");
        foreach (var name in (string[])[output, output + ".journal"])
            File.WriteAllText(Path.Combine(folder.Path, AtomicFile.TemporaryName(Path.GetFileName(name))), "half");
        Assert.Equal(0, Embed("--image", pictures).Code);
        Assert.Equal([output], Directory.GetFiles(folder.Path, "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public void A_damaged_file_is_named_and_the_others_are_embedded()
    {
        File.WriteAllText(Path.Combine(pictures, "b.png"), "\u0089PNG");
        File.WriteAllBytes(Path.Combine(pictures, "b.png"), [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3]);
        var result = Embed("--image", pictures, "--json");
        Assert.Equal((4, 2), (result.Code, result.Json.GetProperty("embedded").GetInt32()));
        Assert.Contains("b.png", result.Json.GetProperty("failed")[0].GetProperty("file").GetString());
        Assert.Contains("b.png", result.Error);
    }

    [Fact]
    public void A_video_is_embedded_from_sampled_frames()
    {
        Assert.Equal(0, CliResult.Run("synth", "--out", folder.File("s"), "--sources", "1").Code);
        var video = Path.Combine(folder.File("s"), "train-0000.png");
        Assert.Equal(0, Embed("--video", video, "--frames", "3").Code);
        var opened = EmbeddingModel.Open(model);
        Assert.Equal(opened.EmbedVideo(MediaReader.Video(video, opened, new() { Frames = 3 })), Read("video_features").ToArray<float>());
    }

    [Fact]
    public void Tensors_give_the_references_features_and_blocks()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Fixtures", "golden");
        var tiny = folder.File("golden");
        Directory.CreateDirectory(tiny);
        File.Copy(Path.Combine(golden, "clip-tiny-openai.safetensors"), Path.Combine(tiny, "model.safetensors"));
        File.Copy(Path.Combine(golden, "clip-tiny-config.json"), Path.Combine(tiny, "config.json"));
        var reference = GoldenFiles.Fixture("clip-tiny-activations.safetensors");
        var result = CliResult.Run(
            "embed", "--model", tiny, "--tensors", Path.Combine(golden, "clip-tiny-activations.safetensors"), "--hidden", "--batch", "3",
            "--out", output, "--json");
        Assert.True(result.Code == 0, result.Error);
        var written = SafeTensors.ReadAll(output);
        Assert.Equal(
            ["image_features", "text.block0", "text.block1", "text_features", "vision.block0", "vision.block1"],
            written.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, value) in written)
        {
            Assert.Equal(reference[name].Shape, value.Shape);
            GoldenFiles.AssertClose(name, reference[name], value, 1e-5);
        }
    }

    [Fact]
    public void Impossible_tensors_are_refused_in_one_line()
    {
        var input = folder.File("in.safetensors");
        foreach (var (name, tensor) in new (string, Tensor)[]
        {
            ("pixel_values", Tensor.Zeros([1, 3, 8])), ("input_ids", Tensor.Zeros([1, 4])), ("input_ids", Tensor.Of([1, 2, 9999], [1, 3])),
            ("input_ids", Tensor.Of([1, -2, 3], [1, 3])), ("other", Tensor.Zeros([1])),
            ("pixel_values", Tensor.Zeros([0, 3, TinyClip.ImageSize, TinyClip.ImageSize])),
        })
        {
            SafeTensorsWriter.Write(input, [KeyValuePair.Create(name, tensor)]);
            Assert.Contains(input, Embed("--tensors", input).OneErrorLine(3));
        }
    }

    [Theory]
    [InlineData]
    [InlineData("--text", "a", "--image", "b.png")]
    [InlineData("--text", "a", "--hidden")]
    [InlineData("--text", "a", "--batch", "0")]
    public void A_wrong_command_line_ends_with_2(params string[] arguments) => Embed(arguments).OneErrorLine(2);

    [Fact]
    public void A_missing_model_or_picture_ends_with_3()
    {
        Assert.Contains(
            "nowhere", CliResult.Run("embed", "--model", folder.File("nowhere"), "--text", "a", "--out", output).OneErrorLine(3));
        Assert.Equal(3, Embed("--image", folder.File("nowhere.png")).Code);
        Assert.Equal(1, Embed("--video", Directory.CreateDirectory(folder.File("empty")).FullName).Code);
    }

    private CliResult Embed(params string[] arguments) => CliResult.Run(["embed", "--model", model, "--out", output, .. arguments]);

    private Tensor Read(string name) => SafeTensors.ReadAll(output)[name];

    /// <summary>Cancels when a line with that text is written.</summary>
    private sealed class CancellingWriter(string text, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.Contains(text, StringComparison.Ordinal) == true) source.Cancel();
        }
    }

    private static void WritePicture(string path, byte value)
    {
        var image = new RgbImage(40, 30);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(value + i);
        Png.Write(path, image);
    }
}
