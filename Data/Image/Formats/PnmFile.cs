namespace Gexia.Data.Image.Formats;

/// <summary>Reads PBM, PGM and PPM, as text (P1 to P3) or binary (P4 to P6), as Pillow does.</summary>
/// <remarks>
/// By this project itself: ImageSharp 2.1.13 skips leading pixels whose bytes look like white space, reads samples of 16 bits in the wrong
/// byte order, scales other maxima by a whole factor and takes a file that ends early for a black picture. Samples are scaled by
/// round(v / maximum · 255), a half to the even neighbour. Grey of more than 8 bits is scaled to 16 bits and then clipped at 255, because
/// Pillow takes it for integers.
/// </remarks>
internal static class PnmFile
{
    private const int Stretch = 1 << 16, MostDigits = 10;

    /// <summary>Whether the bytes begin as such a file does.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> head) =>
        head.Length >= 3 && head[0] == 'P' && head[1] is >= (byte)'1' and <= (byte)'6' && (IsSpace(head[2]) || head[2] == '#');

    /// <summary>The first picture of the file.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var kind = source.Bytes[1] - '0';
        var (isText, channels, isBits) = (kind <= 3, kind % 3 == 0 ? 3 : 1, kind % 3 == 1);
        var at = 2;
        var (width, height) = (Number(source, ref at), Number(source, ref at));
        var most = isBits ? 1 : Number(source, ref at);
        if (most is < 1 or > 65535) throw source.Damaged(0, $"a largest sample of {most} is outside 1..65535");
        source.Require(width, height);
        at++;       // one white space ends the header
        var image = new RgbImage(width, height);
        var samples = (long)width * height * channels;
        var bytes = isText ? samples : isBits ? (width + 7L) / 8 * height : samples * (most > 255 ? 2 : 1);
        if (source.Length - at < bytes) throw source.Damaged(source.Length, $"the file ends before its {width}x{height} pixels do");
        if (isText) Text(source, at, image, channels, isBits, most);
        else if (isBits) Bits(source, at, image);
        else Binary(source, at, image, channels, most);
        return image;
    }

    private static void Bits(PictureSource source, int at, RgbImage image)
    {
        var rowBytes = (image.Width + 7) / 8;
        for (var y = 0; y < image.Height; y++, at += rowBytes)
        {
            if (y % Stretch == 0) source.Check();
            for (var x = 0; x < image.Width; x++)
            {
                var isBlack = (source.Bytes[at + (x >> 3)] >> (7 - (x & 7)) & 1) != 0;
                Grey(image, (y * image.Width) + x, isBlack ? (byte)0 : (byte)255);
            }
        }
    }

    private static void Binary(PictureSource source, int at, RgbImage image, int channels, int most)
    {
        var (scale, wide) = (Scale(channels, most), most > 255);
        for (var i = 0; i < image.Width * image.Height * channels; i++)
        {
            if (i % Stretch == 0) source.Check();
            int sample = source.Bytes[at++];
            if (wide) sample = (sample << 8) | source.Bytes[at++];
            Put(image, i, channels, scale[Math.Min(sample, most)]);
        }
    }

    private static void Text(PictureSource source, int at, RgbImage image, int channels, bool isBits, int most)
    {
        var scale = isBits ? [255, 0] : Scale(channels, most);
        for (var i = 0; i < image.Width * image.Height * channels; i++)
        {
            if (i % Stretch == 0) source.Check();
            var sample = isBits ? Bit(source, ref at) : Number(source, ref at);
            Put(
                image, i, channels,
                sample <= most ? scale[sample] : throw source.Damaged(at, $"a sample of {sample} is above the largest, {most}"));
        }
    }

    private static byte[] Scale(int channels, int most)
    {
        var range = channels == 1 && most > 255 ? 65535 : 255;
        var scale = new byte[most + 1];
        for (var v = 0; v <= most; v++) scale[v] = (byte)Math.Min(255, Math.Round((double)v / most * range, MidpointRounding.ToEven));
        return scale;
    }

    private static void Put(RgbImage image, int i, int channels, byte value)
    {
        if (channels == 1) Grey(image, i, value);
        else image.Pixels[i] = value;
    }

    private static void Grey(RgbImage image, int i, byte value) => image.Pixels.AsSpan(3 * i, 3).Fill(value);

    /// <summary>The next number, past white space and comments; the position is then at the byte behind it.</summary>
    private static int Number(PictureSource source, ref int at)
    {
        SkipBlanks(source, ref at);
        var (value, first) = (0L, at);
        for (; at < source.Length && char.IsAsciiDigit((char)source.Bytes[at]) && at - first < MostDigits; at++)
            value = (10 * value) + source.Bytes[at] - '0';
        if (at == first) throw source.Damaged(at, at < source.Length ? "a number was expected" : "the file ends before its pixels do");
        return (int)Math.Min(value, int.MaxValue);
    }

    /// <summary>The next digit 0 or 1, which needs no white space around it.</summary>
    private static int Bit(PictureSource source, ref int at)
    {
        SkipBlanks(source, ref at);
        if (at >= source.Length) throw source.Damaged(at, "the file ends before its pixels do");
        return source.Bytes[at] is (byte)'0' or (byte)'1'
            ? source.Bytes[at++] - '0'
            : throw source.Damaged(at, "a pixel is neither 0 nor 1");
    }

    private static void SkipBlanks(PictureSource source, ref int at)
    {
        for (; at < source.Length && (IsSpace(source.Bytes[at]) || source.Bytes[at] == '#'); at++)
            if (source.Bytes[at] == '#')
                while (at + 1 < source.Length && source.Bytes[at] is not ((byte)'\n' or (byte)'\r')) at++;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or >= 9 and <= 13;
}
