using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

/// <summary>A small picture with what Pillow 9.4 makes of it; written by <c>Benchmarks/peers/pictures.py DIR small</c>.</summary>
/// <param name="Format">Pillow's name of the format; PNM for its three.</param>
/// <param name="Kind">What is special about it.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Width">Columns after turning.</param>
/// <param name="Height">Rows after turning.</param>
/// <param name="Frames">SHA-256 of each frame's RGB bytes.</param>
/// <param name="Delays">Seconds of each frame as the file states them.</param>
/// <param name="Rgb">Of a JPEG the first frame's bytes.</param>
internal sealed record PictureCase(
    string Format, string Kind, byte[] Bytes, int Width, int Height, string[] Frames, double[] Delays, byte[]? Rgb)
{
    public static IReadOnlyList<PictureCase> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Fixtures", "pictures", "cases.jsonl")).Select(Parse)];

    /// <summary>Numbers of cases of a format; of all formats when none is named.</summary>
    public static TheoryData<int> Numbers(params string[] formats) =>
        [.. Enumerable.Range(0, All.Count).Where(n => formats.Length == 0 || formats.Contains(All[n].Format))];

    public static PictureCase Of(string format, string kind) => All.First(picture => picture.Format == format && picture.Kind == kind);

    public string Name => $"{Format} {Kind}";

    public static string Hash(RgbImage image) =>
        Convert.ToHexStringLower(SHA256.HashData(image.Pixels.AsSpan(0, 3 * image.Width * image.Height)));

    private static PictureCase Parse(string line)
    {
        var json = JsonDocument.Parse(line).RootElement;
        return new(
            json.GetProperty("format").GetString()!, json.GetProperty("kind").GetString()!, Inflate(json.GetProperty("data")),
            json.GetProperty("width").GetInt32(), json.GetProperty("height").GetInt32(),
            [.. json.GetProperty("frames").EnumerateArray().Select(hash => hash.GetString()!)],
            [.. json.GetProperty("delays").EnumerateArray().Select(delay => delay.GetDouble())],
            json.TryGetProperty("rgb", out var rgb) ? Inflate(rgb) : null);
    }

    private static byte[] Inflate(JsonElement text)
    {
        using var inflater = new ZLibStream(new MemoryStream(text.GetBytesFromBase64()), CompressionMode.Decompress);
        var bytes = new MemoryStream();
        inflater.CopyTo(bytes);
        return bytes.ToArray();
    }
}
