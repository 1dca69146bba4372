using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Io;

namespace Gexia.Tests.Io;

public class LineReaderTests
{
    [Fact]
    public void Lines_are_those_of_a_text_reader_in_whatever_pieces_the_bytes_come() =>
        Prop.ForAll(
            Gen.Elements("a", "bc", "\n", "\r\n", "ü", "🐈", " ", new string('x', 300)).ArrayOf().ToArbitrary(),
            Gen.Choose(1, 40).ToArbitrary(),
            (parts, piece) =>
            {
                var text = string.Concat(parts);
                using var reader = new StringReader(text);
                var expected = new List<string>();
                while (reader.ReadLine() is { } line) expected.Add(line);
                return Lines(Encoding.UTF8.GetBytes(text), piece).SequenceEqual(expected)
                    && Lines([.. "\uFEFF"u8, .. Encoding.UTF8.GetBytes(text)], piece).SequenceEqual(expected);
            }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_line_as_long_as_the_limit_passes_and_a_longer_one_does_not()
    {
        Assert.Equal(2, Lines(Encoding.UTF8.GetBytes($"{new string('a', 1000)}\nb"), 7, 1000).Count);
        Assert.Contains(
            "x, line 2: longer than 1000 bytes",
            Assert.Throws<GexiaException>(() => Lines(Encoding.UTF8.GetBytes($"b\n{new string('a', 1001)}"), 7, 1000)).Message);
    }

    [Fact]
    public void A_line_without_an_end_is_refused_at_the_limit_and_not_at_the_end_of_memory() =>
        Assert.Contains(
            "longer than 1000 bytes", Assert.Throws<GexiaException>(() => new LineReader(new Endless(), "x", 1000).ReadText()).Message);

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, 97, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 97 }, "UTF-16")]
    [InlineData(new byte[] { 97, 0, 98, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0, 97, 0, 98 }, "UTF-16")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0, 0 }, "UTF-32")]
    [InlineData(new byte[] { 0, 0, 0xFE, 0xFF }, "UTF-32")]
    [InlineData(new byte[] { 97, 10, 98, 0xE9 }, "line 2: not UTF-8 at byte 1")]
    [InlineData(new byte[] { 0xEF, 0xBB, 98 }, "line 1: not UTF-8 at byte 0")]
    public void Other_encodings_are_named(byte[] bytes, string message) =>
        Assert.Contains(message, Assert.Throws<GexiaException>(() => Lines(bytes, 4)).Message);

    private static List<string> Lines(byte[] bytes, int piece, int longest = 100_000)
    {
        var reader = new LineReader(new Dripping(bytes, piece), "x", longest);
        var lines = new List<string>();
        while (reader.ReadText() is { } line) lines.Add(line);
        Assert.Equal(lines.Count, reader.Number);
        return lines;
    }

    /// <summary>Gives a few bytes at a time, as pipes do.</summary>
    private sealed class Dripping(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }

    private sealed class Endless : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'a');
            return count;
        }
    }
}
