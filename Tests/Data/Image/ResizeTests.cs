using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public sealed class ResizeTests
{
    /// <summary>SHA-256 of what Pillow 9.4 makes of <see cref="Pattern"/> with <c>resize((W, H), Image.BICUBIC)</c>.</summary>
    [Theory]
    [InlineData(40, 30, 13, 17, "61c30282cc1d1fdb7e1e79d366d6be6af8a05f94e4dc8135b467327564b72ed8")]
    [InlineData(40, 30, 40, 11, "f367984947e595192e8fd127ff26e343db147b5f908775acd85d1c47b88dc5d4")]
    [InlineData(40, 30, 9, 30, "523c156544452c907e3589256f53bec1eaa40e9e97059751e9030f07f86dcb2c")]
    [InlineData(7, 5, 31, 23, "fac0614a93a270090c9b0851db81bb8765032bdf795765ca89d0cf2dc864a0be")]
    [InlineData(3, 2, 1, 1, "b619f239ac5e31b4791fec9a431da93bd855e73c140be152aceeccf851e2ae8c")]
    [InlineData(1, 1, 4, 3, "7da5277e4a6a99f26758fa9fa815b458572555010c40d7018605b12c04d8ea55")]
    [InlineData(200, 20, 64, 64, "c5e10304575af8dc50ae6c132e7ce518ac8b800323359ec6002f9bf7beb63426")]
    [InlineData(17, 100, 5, 9, "bd8d51b2e9d3e47e8f27ce1b8bee6d02b8372e637f644c40cd92d9144f624c00")]
    [InlineData(64, 64, 63, 65, "38243d18d9de093aae2dcbd7f7bc4ec403b2e760a6ceebb9f3ce28cce048d3bb")]
    public void Bytes_are_those_of_pillow(int width, int height, int newWidth, int newHeight, string sha256)
    {
        var resized = Resize.Bicubic(Pattern(width, height), newWidth, newHeight);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(resized.Pixels)));
    }

    [Fact]
    public void A_box_is_scaled_as_pillow_scales_what_was_cut_out()
    {
        var resized = Resize.Bicubic(Pattern(60, 40), new PixelBox(7, 5, 33, 29), 16, 16);
        Assert.Equal(
            "38b516c9c7d8c720d76a4301517278b61ef8b527137bb955c0bf483847b0a07a", Convert.ToHexStringLower(SHA256.HashData(resized.Pixels)));
    }

    [Fact]
    public void The_vector_loop_equals_the_scalar_loop() =>
        Prop.ForAll(Gen.Choose(1, 90).Two().Where(s => s.Item1 != s.Item2).ToArbitrary(), sizes =>
        {
            var (inputs, outputs) = sizes;
            var pass = new HorizontalPass(new BicubicCoefficients(inputs, outputs, 0, outputs), inputs);
            var row = new byte[inputs * 3 + HorizontalPass.Slack];
            new Random(inputs * 100 + outputs).NextBytes(row);
            // Extremes push sums beyond 0..255 on both sides.
            for (var i = 0; i < row.Length; i++) row[i] = row[i] < 100 ? (byte)0 : row[i] > 155 ? (byte)255 : row[i];
            var (vector, scalar) = (new byte[outputs * 3], new byte[outputs * 3]);
            pass.Row(row, vector);
            pass.ScalarRow(row, scalar);
            return vector.AsSpan().SequenceEqual(scalar);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Computing_a_part_equals_cutting_it_out_of_the_whole()
    {
        var image = Pattern(61, 43);
        var whole = Resize.Bicubic(image, 23, 50);
        var wanted = new PixelBox(4, 7, 11, 30);
        var part = new ResizePlan(61, 43, new PixelBox(0, 0, 61, 43), 23, 50, wanted).Apply(image.Pixels);
        for (var y = 0; y < wanted.Height; y++)
            Assert.Equal(
                whole.Pixels.AsSpan(((y + wanted.Top) * 23 + wanted.Left) * 3, wanted.Width * 3),
                part.Pixels.AsSpan(y * wanted.Width * 3, wanted.Width * 3));
    }

    [Fact]
    public void A_box_outside_the_picture_is_refused() =>
        Assert.Throws<ArgumentException>(() => Resize.Bicubic(new RgbImage(8, 8), new PixelBox(4, 0, 5, 8), 2, 2));

    /// <summary>Blocks of a gradient and of noise from a linear congruential generator, the same in any language.</summary>
    internal static RgbImage Pattern(int width, int height)
    {
        var image = new RgbImage(width, height);
        var state = 12345u;
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    state = (state * 1103515245u + 12345u) & 0x7FFFFFFF;
                    image.Pixels[(y * width + x) * 3 + c] = (x / 5 + y / 3) % 2 == 1 ? (byte)(x * 7 + y * 3 + c * 50) : (byte)(state >> 16);
                }
        return image;
    }
}
