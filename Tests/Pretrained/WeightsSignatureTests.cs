using System.IO.Compression;
using System.Text;
using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Pretrained;

/// <summary>A file of weights is read by its content, whatever it is called.</summary>
public sealed class WeightsSignatureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("model.safetensors")]
    [InlineData("weights")]
    [InlineData("x.index.json")]
    [InlineData("a%03d.pt")]
    public void Every_format_is_listed_under_every_name(string name)
    {
        var weights = new Dictionary<string, Tensor> { ["b"] = Tensor.Zeros([2, 3]), ["a"] = Tensor.Zeros([4]) };
        SafeTensorsWriter.Write(folder.File("part.safetensors"), weights);
        SafeTensorsWriter.Write(folder.File("plain"), weights);
        var archive = new TorchFile().Storage("0", new float[10])
            .Write(folder.File("archive"), [new("b", "0", 0, [2, 3], [3, 1]), new("a", "0", 6, [4], [1])]);
        var index = folder.Write("index", " \n{\"weight_map\":{\"a\":\"part.safetensors\",\"b\":\"part.safetensors\"}}");
        foreach (
            var (source, format) in new[] { (folder.File("plain"), "safetensors"), (archive, "PyTorch archive"), (index, "safetensors") })
        {
            var path = folder.File(name);
            File.Copy(source, path, overwrite: true);
            var json = CliResult.Run("info", "--weights", path, "--json").Json;
            Assert.Equal((10, format), (json.GetProperty("elements").GetInt64(), json.GetProperty("format").GetString()));
            Assert.Equal([16, 24], json.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("bytes").GetInt64()));
            var text = CliResult.Run("info", "--weights", path);
            Assert.Equal(0, text.Code);
            Assert.Contains("[2, 3]", text.Out);
        }
    }

    public static TheoryData<byte[], string> Others { get; } = new()
    {
        { Gzip(), "gunzip" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"u8.ToArray(), "git lfs pull" },
        { "<!DOCTYPE html><html>"u8.ToArray(), "error page" },
        { "GGUF\u0003\0\0\0"u8.ToArray(), "GGUF" },
        { [0x89, .. "HDF\r\n\u001a\n"u8], "HDF5" },
        { [0x80, 2, .. "}q\0."u8], "pickle without an archive" },
        { [], "begins with 8" },
        { "{}"u8.ToArray(), "weight_map" },
        { "\uFEFF{\"weight_map\":{}}"u8.ToArray(), "names no tensors" },
        { "plain text of some length"u8.ToArray(), "safetensors" },
    };

    [Theory, MemberData(nameof(Others))]
    public void What_is_no_file_of_weights_is_named(byte[] bytes, string reason)
    {
        foreach (var name in (string[])["x.safetensors", "pytorch_model.bin", "x"])
        {
            File.WriteAllBytes(folder.File(name), bytes);
            Assert.Contains(reason, Assert.ThrowsAny<GexiaException>(() => WeightsFile.Open(folder.File(name))).Message);
            Assert.Contains(folder.File(name), CliResult.Run("info", "--weights", folder.File(name)).OneErrorLine(3));
        }
    }

    [Fact]
    public void A_safetensors_header_whose_length_looks_like_another_format_is_read()
    {
        // 0x1F8B and 0x807B as the first bytes of the length, and '{'.
        foreach (var length in (int[])[0x8B1F, 0x0280, 0x7B])
        {
            var header = "{\"t\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}".PadRight(length);
            File.WriteAllBytes(folder.File("x"), [.. BitConverter.GetBytes((long)length), .. Encoding.ASCII.GetBytes(header)]);
            using var file = WeightsFile.Open(folder.File("x"));
            Assert.Equal("t", Assert.Single(file.Entries).Key);
        }
    }

    [Fact]
    public void A_zip_directory_without_measure_is_refused_before_it_is_in_memory()
    {
        using (var archive = ZipFile.Open(folder.File("many.pt"), ZipArchiveMode.Create))
            for (var i = 0; i < 2_000; i++) archive.CreateEntry($"{i}{new string('n', 200)}", CompressionLevel.NoCompression);
        Assert.Contains(
            "directory has more than",
            Assert.Throws<WeightsException>(() => TorchArchive.Open(folder.File("many.pt"), new() { Directory = 100_000 })).Message);
        Assert.Contains(
            "at most 1000",
            Assert.Throws<WeightsException>(() => TorchArchive.Open(folder.File("many.pt"), new() { Members = 1000 })).Message);
    }

    private static byte[] Gzip()
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(new byte[100]);
        return stream.ToArray();
    }
}
