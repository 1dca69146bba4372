using Gexia.Checking;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Training;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>Frames are normalised where the model lives, to the bits of the preprocessing of single pictures.</summary>
public class NormalizePixelsTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };

    [Theory]
    [InlineData(0, 2, 4)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 2, 5)]           // 25 pixels: one by one
    [InlineData(2, 3, 4)]           // 16 pixels: in fours
    [InlineData(1, 2, 34)]          // more than one group of either
    public void Every_plane_is_that_of_the_picture(int pairs, int frames, int size)
    {
        var length = 3 * size * size;
        var pixels = new byte[pairs * frames * length];
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)((i * 37) + (i >> 8));
        var batch = new Batch("SVST", frames, size, pixels, 2, new int[2 * pairs], [.. Enumerable.Range(0, pairs)]);
        var expected = new float[pixels.Length];
        for (var start = 0; start < pixels.Length; start += length)
            ClipPixels.Normalize(pixels.AsSpan(start, length), expected.AsSpan(start, length));

        Assert.Equal(expected, BatchFrames.Of(batch, Device.Default).ToArray<float>());
        Assert.Equal(expected, BatchFrames.Of(batch, device).ToArray<float>());
        foreach (var type in (DType[])[DType.BFloat16, DType.Float16])
        {
            var raw = Tensor.Of(pixels, [pairs, frames, size, size, 3], device);
            var found = BatchFrames.Normalized(raw, type);
            Assert.Equal<int>([pairs, frames, 3, size, size], [.. found.Shape[..]]);
            var rounded = Tensor.Of(expected, [expected.Length]).To(type).To(DType.Float32);
            Assert.Equal(rounded.ToArray<float>(), found.To(DType.Float32).ToArray<float>());
        }
    }

    [Fact]
    public void Some_pairs_of_a_batch_are_written()
    {
        byte[] pixels = [.. Enumerable.Range(0, 4 * 3 * 4).Select(i => (byte)i)];
        var batch = new Batch("SVST", 1, 2, pixels, 2, new int[8], [0, 1, 2, 3]);
        var two = Tensor.Empty([2, 1, 2, 2, 3], DType.UInt8);
        BatchFrames.Write(batch, 1, two);
        Assert.Equal(pixels[12..36], two.ToArray<byte>());
    }
}
