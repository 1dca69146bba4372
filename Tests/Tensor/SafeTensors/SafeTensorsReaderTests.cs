using System.Buffers.Binary;
using System.Text;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

public sealed class SafeTensorsReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string File(string header, int bytes, ulong? length = null)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var content = new byte[8 + json.Length + bytes];
        BinaryPrimitives.WriteUInt64LittleEndian(content, length ?? (ulong)json.Length);
        json.CopyTo(content, 8);
        for (var i = 0; i < bytes; i++) content[8 + json.Length + i] = (byte)i;
        var path = folder.File("x.safetensors");
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    [Fact]
    public void Reads_by_name_in_any_header_order()
    {
        // 'late' comes first in the header but second in the bytes; blanks may follow the object.
        var path = File(
            """{"late":{"dtype":"BOOL","shape":[2],"data_offsets":[8,10]},"early":{"shape":[2],"data_offsets":[0,"""
            + """8],"dtype":"I32"},"__metadata__":{"a":"b"}}   """,
            0);
        using (var stream = System.IO.File.OpenWrite(path))
        {
            stream.Seek(0, SeekOrigin.End);
            stream.Write([1, 0, 0, 0, 255, 255, 255, 255, 1, 0]);
        }
        using var file = SafeTensors.Open(path);
        Assert.Equal(["late", "early"], file.Keys);
        Assert.Equal([1, -1], file["early"].ToArray<int>());
        Assert.Equal([true, false], file["late"].ToArray<bool>());
        Assert.Equal("b", file.Metadata["a"]);
        Assert.Throws<KeyNotFoundException>(() => file["other"]);
        Assert.False(file.TryGetValue("other", out _));
    }

    [Fact]
    public void Scalars_and_empty_tensors_are_read()
    {
        using var file = SafeTensors.Open(
            File(
                """{"none":{"dtype":"F32","shape":[3,0,9223372036854775807],"data_offsets":[0,"""
                + """0]},"one":{"dtype":"F16","shape":[],"data_offsets":[0,2]}}""",
                2));
        Assert.Equal(Shape.Scalar, file["one"].Shape);
        Assert.Throws<SafeTensorsException>(() => file["none"]); // legal in the format, longer than an axis here
    }

    [Fact]
    public void Dtypes_without_a_type_here_are_listed_and_left_out()
    {
        using var file = SafeTensors.Open(
            File("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8));
        Assert.Equal(["a"], file.Unreadable);
        Assert.Equal(["b"], file.Keys);
        Assert.False(file.ContainsKey("a"));
        Assert.Equal(4, file.Entries["a"].Bytes);
        Assert.Contains("U8", Assert.Throws<SafeTensorsException>(() => file["a"]).Message);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 3, "5 bytes short")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes too long")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes")]
    [InlineData("""{"w":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}""", 8, "no dtype of the format")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "before it begins")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "0 or more")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "whole numbers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}""", 8, "overflows")]
    [InlineData("""{"w":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}}""", 1, "whole byte")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", 8, "more than 2")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "two numbers")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", 8, "'data_offsets' is missing")]
    [InlineData("""{"w":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "occurs twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}""", 8, "no field")]
    [InlineData("""{"w":7}""", 0, "JSON object")]
    [InlineData("""{"w":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "array of numbers")]
    [InlineData("""{"w":{"dtype":5,"shape":[2],"data_offsets":[0,8]}}""", 8, "must be a string")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8,
        "occurs twice")]
    [InlineData(
        """{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 8,
        "overlaps 'v'")]
    [InlineData(
        """{"v":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"w":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}""", 10,
        "hole of 2 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "hole of 4 bytes")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "must be a string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "occurs twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "occurs twice")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},}""", 8, "not valid JSON")]
    [InlineData("""{"w":{"dtype":"F32","shape":[[[[1]]]],"data_offsets":[0,8]}}""", 8, "whole numbers")]
    [InlineData("""{} {}""", 0, "not valid JSON")]
    [InlineData(""" {}""", 0, "begin with '{'")]
    [InlineData("", 0, "begin with '{'")]
    [InlineData("""{"a":{"dtype":"F32" """, 0, "not valid JSON")]
    public void Every_breach_has_its_own_message(string header, int bytes, string expected)
    {
        var path = File(header, bytes);
        var error = Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(path));
        Assert.Contains(expected, error.Message);
        Assert.StartsWith(path, error.Message);
    }

    [Fact]
    public void An_error_names_the_tensor_and_the_place()
    {
        var error = Assert.Throws<SafeTensorsException>(
            () => SafeTensors.Open(File("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8)));
        Assert.Equal("w", error.Tensor);
        Assert.Equal(8 + 54, error.Offset); // the hole begins where the header ends
    }

    [Theory]
    [InlineData(100_000_001UL, "Is it a safetensors file?")]
    [InlineData(ulong.MaxValue, "Is it a safetensors file?")]
    [InlineData(216UL, "at least 214 bytes short")]
    public void A_stated_length_is_not_believed(ulong length, string expected) =>
        Assert.Contains(expected, Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(File("{}", 0, length))).Message);

    [Fact]
    public void A_large_tensor_is_read_in_parts_that_fit_together_and_a_file_cut_meanwhile_is_told()
    {
        var path = folder.File("large.safetensors");
        SafeTensorsWriter.Write(path, [KeyValuePair.Create("w", Tensor.Of(Enumerable.Range(0, 700_001).ToArray()))]);
        using var file = SafeTensors.Open(path);
        Assert.Equal(Enumerable.Range(0, 700_001), file["w"].ToArray<int>());

        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) stream.SetLength(stream.Length - 4);
        Assert.Contains("ended 4 bytes early", Assert.Throws<SafeTensorsException>(() => file["w"]).Message);
    }

    [Fact]
    public void Fewer_than_eight_bytes_are_no_file()
    {
        var path = folder.File("short");
        System.IO.File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains("3 bytes", Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(path)).Message);
        Assert.Throws<GexiaException>(() => SafeTensors.Open(folder.File("absent")));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        var path = File("""{"w?":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0);
        var content = System.IO.File.ReadAllBytes(path);
        content[Array.IndexOf(content, (byte)'?')] = 0xFF;
        System.IO.File.WriteAllBytes(path, content);
        Assert.Contains("not valid JSON", Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(path)).Message);
    }

    [Fact]
    public void A_bool_is_0_or_1()
    {
        using var file = SafeTensors.Open(File("""{"w":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]}}""", 3)); // bytes 0, 1, 2
        Assert.Contains("neither 0 nor 1", Assert.Throws<SafeTensorsException>(() => file["w"]).Message);
    }

    [Fact]
    public void A_file_that_shrinks_while_open_is_an_error_not_a_crash()
    {
        var path = File("""{"w":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}""", 4000);
        using var file = SafeTensors.Open(path);
        using (var other = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) other.SetLength(1000);
        Assert.Contains("shortened", Assert.Throws<SafeTensorsException>(() => file["w"]).Message);
    }

    /// <summary>Whatever single byte of a good file is changed or however it is cut, opening succeeds or says why; nothing else.</summary>
    [Fact]
    public void Damage_never_escapes_as_another_exception()
    {
        var good = File(
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[1,3],"data_offsets":[8,11]}}""", 11);
        var content = System.IO.File.ReadAllBytes(good);
        var rng = new Rng(5);
        for (var round = 0; round < 400; round++)
        {
            var damaged = (byte[])content.Clone();
            if (round % 4 == 0) damaged = damaged[..rng.NextInt32(content.Length)];
            else damaged[rng.NextInt32(content.Length)] = (byte)rng.NextInt32(256);
            System.IO.File.WriteAllBytes(good, damaged);
            try { SafeTensors.ReadAll(good); }
            catch (SafeTensorsException) { }
        }
    }
}
