using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public sealed class OrientationTests
{
    /// <summary>A picture of 2 × 1: red at the left, green at the right.</summary>
    [Theory]
    [InlineData(1, "RG")]
    [InlineData(2, "GR")]
    [InlineData(3, "GR")]
    [InlineData(4, "RG")]
    [InlineData(5, "R/G")]
    [InlineData(6, "R/G")]
    [InlineData(7, "G/R")]
    [InlineData(8, "G/R")]
    [InlineData(0, "RG")]
    [InlineData(9, "RG")]
    public void A_picture_stands_upright(int value, string seen)
    {
        var turned = new Orientation(value).Apply(new RgbImage(2, 1, [255, 0, 0, 0, 255, 0]));
        Assert.Equal(seen.Contains('/') ? (1, 2) : (2, 1), (turned.Width, turned.Height));
        Assert.Equal(seen.Replace("/", ""), string.Concat(turned.Pixels.Chunk(3).Select(pixel => pixel[0] == 255 ? 'R' : 'G')));
    }

    [Fact]
    public void Damaged_exif_means_upright()
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0];
        Assert.Equal(6, Exif.OrientationOf(exif).Value);
        for (var length = 0; length < exif.Length - 2; length++) Assert.InRange(Exif.OrientationOf(exif.AsSpan(0, length)).Value, 1, 6);
        Assert.Equal(1, Exif.OrientationOf([.. exif[..10], 0xFF, 0xFF, 0xFF, 0x7F, .. exif[14..]]).Value);
        Assert.Equal(1, Exif.OrientationOf("XX*\0\0\0\0\0"u8).Value);
    }
}
