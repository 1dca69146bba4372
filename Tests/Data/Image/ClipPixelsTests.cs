using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Gexia.Data.Image;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Image;

public sealed class ClipPixelsTests
{
    [SharedFact]
    public void Preprocessing_is_byte_identical_to_pillow_and_torchvision()
    {
        var folder = Path.Combine(Environs.Shared!, "golden", "clip-image");
        var cases = 0;
        foreach (var (name, expected) in ReadFloats(Path.Combine(folder, "pixels.safetensors")))
        {
            var resolution = int.Parse(name[(name.IndexOf("->", StringComparison.Ordinal) + 2)..]);
            var image = ClipPixels.CenterSquare(Png.Read(Path.Combine(folder, name.Split("->")[0] + ".png")), resolution);
            var planes = new float[expected.Length];
            ClipPixels.Normalize(image, planes);
            var size = resolution * resolution;
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(planes[i] - expected[i]) <= 1e-6, $"{name} value {i}: {planes[i]} instead of {expected[i]}");
                var color = i / size;
                var expectedByte = (int)Math.Round((expected[i] * ClipPixels.Deviation[color] + ClipPixels.Mean[color]) * 255);
                Assert.Equal(expectedByte, image.Pixels[i % size * 3 + color]);
            }
            cases++;
        }
        Assert.Equal(7, cases);
    }

    [Theory]
    [InlineData(333, 251, 64, 84, 64)] // 84.9 is cut off, not rounded
    [InlineData(251, 333, 64, 64, 84)]
    [InlineData(1, 1, 224, 224, 224)]
    [InlineData(640, 360, 224, 398, 224)]
    public void The_long_side_is_truncated(int width, int height, int resolution, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), ClipPixels.ShortSideSize(width, height, resolution));

    [Theory]
    [InlineData(247, 224, 12)] // 11.5 goes to 12
    [InlineData(245, 224, 10)] // 10.5 goes to 10
    [InlineData(224, 224, 0)]
    [InlineData(226, 224, 1)]
    public void The_crop_offset_goes_to_the_even_half(int side, int resolution, int offset) =>
        Assert.Equal(offset, ClipPixels.CropOffset(side, resolution));

    [Fact]
    public void Normalised_values_are_planes_of_one_colour()
    {
        var planes = new float[6];
        ClipPixels.Normalize(new RgbImage(2, 1, [0, 255, 128, 255, 0, 64]), planes);
        Assert.Equal((1 - 0.48145466f) / 0.26862954f, planes[1], 1e-6f);
        Assert.Equal((1 - 0.4578275f) / 0.26130258f, planes[2], 1e-6f);
        Assert.Equal((64 / 255f - 0.40821073f) / 0.27577711f, planes[5], 1e-6f);
        Assert.Throws<ArgumentException>(() => ClipPixels.Normalize(new RgbImage(2, 1), new float[5]));
    }

    private static IEnumerable<(string Name, float[] Values)> ReadFloats(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
        foreach (var entry in json.RootElement.EnumerateObject())
        {
            var offsets = entry.Value.GetProperty("data_offsets");
            var data = bytes.AsSpan((8 + header + offsets[0].GetInt32())..(8 + header + offsets[1].GetInt32()));
            yield return (entry.Name, MemoryMarshal.Cast<byte, float>(data).ToArray());
        }
    }
}
