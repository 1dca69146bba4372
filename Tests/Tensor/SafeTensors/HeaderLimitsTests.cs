using System.Buffers.Binary;
using System.Text;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Io;

/// <summary>A header from a stranger costs a few times its bytes at most.</summary>
public sealed class HeaderLimitsTests : IDisposable
{
    private const string Empty = "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_number_of_tensors_is_bounded_and_the_bound_can_be_raised()
    {
        var path = Write(string.Join(",", Enumerable.Range(0, 100_001).Select(i => $"\"t{i}\":{Empty}")));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than 100,000 tensors", Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(path)).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100L << 20);
        using var file = SafeTensors.Open(path, new() { Tensors = 100_001 });
        Assert.Equal(100_001, file.Count);
        Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(path, new() { Tensors = 100_000 }));
    }

    [Fact]
    public void Notes_and_names_are_bounded()
    {
        Assert.Contains(
            "more than 100,000 entries",
            Refusal($"\"__metadata__\":{{{string.Join(",", Enumerable.Range(0, 100_001).Select(i => $"\"{i}\":\"\""))}}}"));
        Assert.Contains("a name of 4,097 bytes", Refusal($"\"{new string('n', 4097)}\":{Empty}"));
        Assert.Contains("a name of 5,000 bytes", Refusal($"\"__metadata__\":{{\"{new string('n', 5000)}\":\"\"}}"));
        Assert.Contains("a name of 5,000 bytes", Refusal($"\"t\":{{\"{new string('n', 5000)}\":0}}"));
        using var file = SafeTensors.Open(Write($"\"{new string('n', 4096)}\":{Empty}"));
        Assert.Equal(1, file.Count);
    }

    [Fact]
    public void A_long_note_and_deep_nesting_end()
    {
        using (var file = SafeTensors.Open(Write($"\"__metadata__\":{{\"a\":\"{new string('x', 5_000_000)}\"}}")))
            Assert.Equal(5_000_000, file.Metadata["a"].Length);
        Refusal("\"a\":" + new string('[', 5_000_000));
        Refusal("\"a\":{\"shape\":" + new string('[', 5_000_000));
        Assert.Contains("more than 32 numbers", Refusal($"\"a\":{{\"shape\":[{string.Join(",", Enumerable.Repeat(1, 1_000_000))}]}}"));
    }

    private string Refusal(string members) => Assert.Throws<SafeTensorsException>(() => SafeTensors.Open(Write(members))).Message;

    private string Write(string members)
    {
        var json = Encoding.UTF8.GetBytes($"{{{members}}}");
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(folder.File("h.safetensors"), [.. length, .. json]);
        return folder.File("h.safetensors");
    }
}
