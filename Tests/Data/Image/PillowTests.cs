using System.Security.Cryptography;
using System.Text.Json;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

/// <summary>
/// Every kind of PNG and awkward sizes, byte for byte as Pillow: <c>convert("RGB")</c>, short side by bicubic, middle square. The pictures
/// are generated here as in <c>Tests/Fixtures/pillow/generate.py</c>, whose file holds the SHA-256 of Pillow's bytes.
/// </summary>
public sealed class PillowTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pillow", "cases.jsonl"));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Lines.Length)];

    [Theory, MemberData(nameof(Cases))]
    public void Bytes_are_Pillows(int number)
    {
        var json = JsonDocument.Parse(Lines[number]).RootElement;
        var (width, height, depth) =
            (json.GetProperty("width").GetInt32(), json.GetProperty("height").GetInt32(), json.GetProperty("depth").GetInt32());
        var color = Enum.Parse<PngColor>(json.GetProperty("color").GetString()!.Replace("_", ""), ignoreCase: true);
        var file = PngSamples.Encode(
            width, height, depth, color, interlaced: false, (x, y, c) => Sample(x, y, c, depth),
            [.. Before(color, depth, json.GetProperty("transparent").GetBoolean())]);

        var image = Png.Decode(new MemoryStream(file), Lines[number]);
        Assert.True(json.GetProperty("rgb").GetString() == Hash(image), $"convert differs: {Lines[number]}");
        Assert.True(
            json.GetProperty("square").GetString() == Hash(ClipPixels.CenterSquare(image, json.GetProperty("size").GetInt32())),
            $"resize and crop differ: {Lines[number]}");
    }

    [Fact]
    public void The_cases_cover_every_kind_of_picture() =>
        Assert.Equal(
            15,
            Lines.Select(line => JsonDocument.Parse(line).RootElement)
                .Select(json => (json.GetProperty("color").GetString(), json.GetProperty("depth").GetInt32())).Distinct().Count());

    private static IEnumerable<(string, byte[])> Before(PngColor color, int depth, bool transparent)
    {
        if (color == PngColor.Palette)
            yield return (PngChunkType.Palette, [.. Enumerable.Range(0, 3 << depth).Select(i => (byte)((i / 3 * 37) + (i % 3 * 101)))]);
        if (transparent)
            yield return (PngChunkType.Transparency, color == PngColor.Palette
                ? [.. Enumerable.Range(0, 1 << depth).Select(i => (byte)(i * 11))]
                : color == PngColor.Grey ? [0, 1] : [0, 1, 0, 1, 0, 1]);
    }

    private static int Sample(long x, long y, int c, int depth) =>
        (int)(((x * 73) + (y * 151) + (c * 59) + (x * y * 7)) * 40503 % 65536) >> (16 - depth);

    private static string Hash(RgbImage image) =>
        Convert.ToHexStringLower(SHA256.HashData(image.Pixels.AsSpan(0, 3 * image.Width * image.Height)));
}
