using System.Text;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

public sealed class SafeTensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, Tensor> Sample() => new()
    {
        ["ü \"quoted\"\n"] = Tensor.Of(1.5f, -2f, float.NaN),
        ["double"] = Tensor.Of(new[,] { { 1.0, 2 }, { 3, 4 } }),
        ["bool"] = Tensor.Of(true, false, true),
        ["long"] = Tensor.Of(long.MinValue, 5L),
        ["int"] = Tensor.Of(-7),
        ["half"] = Tensor.Of((Half)0.5f),
        ["brain"] = Tensor.Of((BFloat16)3f),
        ["scalar"] = Tensor.Scalar(9),
        ["empty"] = Tensor.Zeros([0, 4]),
    };

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        var path = folder.File("a/b.safetensors");
        var tensors = Sample();
        SafeTensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["step"] = "7" });
        using var file = SafeTensors.Open(path);
        Assert.Equal("7", file.Metadata["step"]);
        Assert.Equal(tensors.Count, file.Count);
        foreach (var (name, tensor) in tensors)
        {
            Assert.Equal(tensor.Shape, file[name].Shape);
            Assert.Equal(tensor.DType, file[name].DType);
            Assert.Equal(tensor.Storage.Span[..(int)(tensor.Length * tensor.DType.Size())].ToArray(), file[name].Storage.Span.ToArray());
        }
    }

    [Fact]
    public void The_bytes_do_not_depend_on_the_order_given()
    {
        byte[] Bytes(IEnumerable<KeyValuePair<string, Tensor>> tensors, params string[] keys)
        {
            using var stream = new MemoryStream();
            SafeTensorsWriter.Write(stream, tensors, keys.ToDictionary(key => key, key => key));
            return stream.ToArray();
        }
        var sample = Sample();
        var bytes = Bytes(sample, "x", "a");
        Assert.Equal(bytes, Bytes(sample.Reverse(), "a", "x"));
        var header = BitConverter.ToInt64(bytes);
        Assert.Equal(0, header % 8);
        Assert.StartsWith(
            """{"__metadata__":{"a":"a","x":"x"},"double":{"dtype":"F64","shape":[2,2],"data_offsets":[0,32]},""",
            Encoding.UTF8.GetString(bytes, 8, (int)header));
    }

    [Fact]
    public void A_strided_view_is_written_in_its_own_order()
    {
        var matrix = Tensor.Of(new[,] { { 1f, 2 }, { 3, 4 } });
        var path = folder.File("t");
        SafeTensorsWriter.Write(
            path, [new("t", matrix.View(matrix.Layout.Permute([1, 0]))), new("row", matrix.View(matrix.Layout.Slice(0, 1, 1)))]);
        var read = SafeTensors.ReadAll(path);
        Assert.Equal([1f, 3, 2, 4], read["t"].ToArray<float>());
        Assert.Equal([3f, 4], read["row"].ToArray<float>());
    }

    [Fact]
    public void Names_are_unique_and_not_the_formats_own()
    {
        var one = Tensor.Scalar(1);
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(folder.File("x"), [new("a", one), new("a", one)]));
        Assert.Throws<ArgumentException>(() => SafeTensorsWriter.Write(folder.File("x"), [new("__metadata__", one)]));
        Assert.False(System.IO.File.Exists(folder.File("x")));
    }

    [SharedFact]
    public void Goldens_survive_a_round_trip()
    {
        var original = SafeTensors.ReadAll(Path.Combine(Environs.Shared!, "golden", "clip-tiny", "openai.safetensors"));
        Assert.NotEmpty(original);
        var path = folder.File("again");
        SafeTensorsWriter.Write(path, original);
        var again = SafeTensors.ReadAll(path);
        Assert.All(original, pair => Assert.Equal(pair.Value.Storage.Span.ToArray(), again[pair.Key].Storage.Span.ToArray()));
    }
}
