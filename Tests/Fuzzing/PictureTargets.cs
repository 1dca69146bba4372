using Gexia.Data.Image;
using Gexia.Tests.Data.Image;

namespace Gexia.Tests.Fuzzing;

/// <summary>
/// The readers of pictures, one target a format: whatever the decoders throw becomes one exception, and no limit is passed.
/// </summary>
internal static class PictureTargets
{
    private const long Allowed = 48 << 20;

    private static readonly PictureLimits limits = new()
    {
        MaxPixels = 1 << 18, MaxMemoryBytes = 32 << 20, MaxFrames = 64, MaxDrawnPixels = 1 << 22, WallClock = TimeSpan.FromSeconds(20)
    };

    private static readonly Dictionary<string, string[]> words = new()
    {
        ["JPEG"] =
        [
            "\u00ff\u00d8", "\u00ff\u00da", "\u00ff\u00c0", "\u00ff\u00c2", "\u00ff\u00c4", "\u00ff\u00db", "\u00ff\u00dd", "\u00ff\u00d0",
            "\u00ff\u00d9", "\u00ff\u00ee\0\u000eAdobe", "Exif\0\0", "\u0022\u0000", "\u0041"
        ],
        ["GIF"] = ["GIF89a", "!\u00f9\u0004", "!\u00ff\u000bNETSCAPE2.0", ",\0\0\0\0", ";", "\u0008", "\0"],
        ["WEBP"] = ["VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "EXIF", "ICCP", "XMP ", "\u009d\u0001*", "/", "RIFF"],
        ["TIFF"] =
        [
            "II*\0", "MM\0*", "II+\0", "\u0000\u0001\u0003\0", "\u0003\u0001\u0003\0", "\u0006\u0001\u0003\0", "\u0005\0", "\u0008\0",
            "\u0005\u0080", "\u0007\0", "\u0003\0", "\u0011\u0001", "\u0017\u0001", "\u003d\u0001"
        ],
        ["BMP"] =
            ["BM", "\u0028\0\0\0", "\u0001\0\0\0", "\u0002\0\0\0", "\u0003\0\0\0", "\0\u0001", "\0\0", "\0\u0002", "\u0020\0", "\u0010\0"],
        ["TGA"] = ["TRUEVISION-XFILE.\0", "\u0001\u0001", "\u0009", "\u000a", "\u000b", "\u0020", "\u0018", "\u00ff"],
        ["PNM"] = ["P1", "P2", "P3", "P4", "P5", "P6", "255", "65535", "#", "\n", " 1 "],
        ["PNG"] = ["IHDR", "IDAT", "IEND", "PLTE", "tRNS", "acTL", "fcTL", "fdAT", "eXIf"],
    };

    /// <summary>One format; the corpus is every small picture of it that Pillow wrote for the tests.</summary>
    public static FuzzTarget Of(string format) => new(
        format, [.. PictureCase.All.Where(picture => picture.Format == format).Select(picture => picture.Bytes)], words[format], Read,
        error => error is ImageException, Allowed, 1_500);

    private static void Read(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(PngChunk.Signature) && bytes.Length % 4 != 0) FuzzTargets.MendChecksums(bytes);
        _ = Picture.Read(bytes, "x", limits);
        using var clock = new PictureClock(limits.WallClock, default);
        foreach (var (_, seconds) in Picture.Frames(new MemoryStream(bytes), "x", limits, clock, _ => true))
            Assert.InRange(seconds, 0, 1e9);
    }
}
