using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public class JpegTests
{
    [Fact]
    public void A_smooth_picture_comes_back_nearly_as_it_was_and_the_same_bytes_each_time()
    {
        var image = new RgbImage(61, 43);
        for (var y = 0; y < 43; y++)
            for (var x = 0; x < 61; x++)
                (image.Pixels[3 * ((y * 61) + x)], image.Pixels[(3 * ((y * 61) + x)) + 1], image.Pixels[(3 * ((y * 61) + x)) + 2]) =
                    ((byte)(4 * x), (byte)(5 * y), (byte)(2 * (x + y)));
        var bytes = Encode(image, 90);
        Assert.Equal(bytes, Encode(image, 90));
        Assert.True(Encode(image, 20).Length < bytes.Length);
        var again = Picture.Read(bytes, "inline");
        Assert.Equal((61, 43), (again.Width, again.Height));
        Assert.InRange(again.Pixels.Zip(image.Pixels, (a, b) => Math.Abs(a - b)).Average(), 0, 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void An_impossible_quality_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Encode(new RgbImage(2, 2), quality));

    private static byte[] Encode(RgbImage image, int quality)
    {
        using var stream = new MemoryStream();
        Jpeg.Encode(stream, image, quality);
        return stream.ToArray();
    }
}
