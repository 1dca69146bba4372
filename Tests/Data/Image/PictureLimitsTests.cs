using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Image;

public sealed class PictureLimitsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<int> All => PictureCase.Numbers();

    [Theory, MemberData(nameof(All))]
    public void Pixels_are_bounded_before_anything_is_decoded(int number)
    {
        var picture = PictureCase.All[number];
        var pixels = picture.Width * picture.Height;
        Assert.True(Above(picture, new PictureLimits { MaxPixels = pixels - 1 }).IsLimit || pixels == 1);
        Assert.Equal(pixels, Picture.Read(picture.Bytes, "x", new PictureLimits { MaxPixels = pixels }).Pixels.Length / 3);
    }

    [Theory, MemberData(nameof(All))]
    public void No_time_means_no_picture_and_may_pass(int number)
    {
        var error = Above(PictureCase.All[number], new PictureLimits { WallClock = TimeSpan.Zero });
        Assert.Contains("longer than 0 s", error.Message);
        Assert.True(error.MayPass);
    }

    [Theory, MemberData(nameof(All))]
    public void A_cancelled_reading_is_cancelled(int number) =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => Picture.Read(PictureCase.All[number].Bytes, "x", cancellation: new CancellationToken(canceled: true)));

    [Fact]
    public void Memory_is_bounded()
    {
        foreach (var format in new[] { "JPEG", "GIF", "WEBP", "BMP", "TIFF", "TGA" })
        {
            var picture = PictureCase.All.First(picture => picture.Format == format);
            Assert.Contains("bytes of memory", Above(picture, new PictureLimits { MaxMemoryBytes = 600 }).Message);
        }
    }

    /// <summary>200 frames of 8192 × 8192 in 82 kB: nothing is drawn beyond the budget, whatever the frames' own size.</summary>
    [Fact]
    public void An_animation_stops_at_its_budget_of_pixels()
    {
        File.WriteAllBytes(folder.File("bomb.png"), Bomb(side: 8192, frames: 200));
        var limits = VideoLimits.Default with { MaxDecodedBytes = 3L * 8192 * 8192 * 2 };
        var error = Assert.Throws<VideoException>(
            () => VideoReader.ReadFrames(folder.File("bomb.png"), [199], FrameGeometry.Square(8), limits));
        Assert.Equal(VideoFailure.LimitExceeded, error.Failure);
        Assert.Contains("by frame 2", error.Message);
    }

    [Fact]
    public void An_animation_stops_at_the_clock_of_videos()
    {
        File.WriteAllBytes(folder.File("bomb.png"), Bomb(side: 64, frames: 3));
        Assert.Equal(3, VideoReader.Probe(folder.File("bomb.png")).FrameCount);
        var error = Assert.Throws<VideoException>(
            () => VideoReader.Probe(folder.File("bomb.png"), VideoLimits.Default with { WallClock = TimeSpan.Zero }));
        Assert.Equal((VideoFailure.LimitExceeded, true), (error.Failure, error.MayPass));
    }

    /// <summary>
    /// 16 bits a sample: 8 bytes a pixel in the file, 3 in the picture. What is allocated beside the picture is a few rows.
    /// </summary>
    [Fact]
    public void A_png_is_decoded_row_by_row()
    {
        var file = PngSamples.Encode(2000, 1500, 16, PngColor.Rgba, interlaced: false, (x, y, _) => x ^ y, []);
        var stream = new MemoryStream(file);
        Png.Decode(stream, "warm");
        stream.Position = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var image = Png.Decode(stream, "x");
        var beside = GC.GetAllocatedBytesForCurrentThread() - before - image.Pixels.Length - (4L * file.Length);
        Assert.InRange(beside, long.MinValue, 1 << 20);
    }

    [Fact]
    public void Frames_are_counted()
    {
        foreach (
            var (format, kind) in new[]
            {
                ("GIF", "animated, disposal 1"), ("WEBP", "animated, alpha False"), ("PNG", "animated, blend 0, disposal 0")
            })
        {
            File.WriteAllBytes(folder.File("moving"), PictureCase.Of(format, kind).Bytes);
            Assert.Equal(4, VideoReader.Probe(folder.File("moving"), VideoLimits.Default with { MaxFrames = 4 }).FrameCount);
            Assert.Equal(
                VideoFailure.LimitExceeded,
                Assert.Throws<VideoException>(
                    () => VideoReader.Probe(folder.File("moving"), VideoLimits.Default with { MaxFrames = 3 })).Failure);
        }
    }

    /// <summary>A WebP of 42 bytes that names 65,536 groups of prefix codes.</summary>
    [Fact]
    public void Codes_of_a_webp_are_bounded_before_memory_is_taken()
    {
        var bits = new List<int>();
        void Put(int value, int count)
        {
            for (var i = 0; i < count; i++) bits.Add(value >> i & 1);
        }
        Put(0x2F, 8);
        Put(3, 14);
        Put(3, 14);
        Put(0, 1 + 3);              // no alpha, version
        Put(0, 1 + 1);              // no transform, no colour cache
        Put(1, 1);
        Put(0, 3);                  // groups of codes, by a picture of 1 × 1
        Put(0, 1);
        foreach (var symbol in new[] { 255, 255, 0, 0, 0 })
        {
            Put(1, 1);              // a simple code
            Put(0, 1);              // of one symbol
            Put(1, 1);
            Put(symbol, 8);
        }
        var data = Enumerable.Range(0, (bits.Count + 7) / 8)
            .Select(i => (byte)Enumerable.Range(0, Math.Min(8, bits.Count - (8 * i))).Sum(bit => bits[(8 * i) + bit] << bit))
            .Concat(new byte[9]).ToArray();
        byte[] file = [.. "RIFF"u8, (byte)(12 + data.Length), 0, 0, 0, .. "WEBPVP8L"u8, (byte)data.Length, 0, 0, 0, .. data];
        Assert.Contains("65536 groups of codes", Assert.Throws<ImageException>(() => Picture.Read(file, "x")).Message);
    }

    private static byte[] Bomb(int side, int frames)
    {
        var header = new PngHeader(side, side, 8, PngColor.Grey, false);
        var whole = PngSamples.Data(header, side, side, (_, _, _) => 0);
        var dot = PngSamples.Data(header, 1, 1, (_, _, _) => 0);
        var chunks = new List<(string, byte[])> { (PngChunkType.Header, header.ToBytes()), (PngChunkType.AnimationControl, new byte[8]) };
        var sequence = 0u;
        for (var i = 0; i < frames; i++)
        {
            var size = i == 0 ? side : 1;
            chunks.Add(
                (PngChunkType.FrameControl, new PngFrameControl(sequence++, size, size, 0, 0, 1, 10, FrameDisposal.Keep, false).ToBytes()));
            chunks.Add(i == 0 ? (PngChunkType.Data, whole) : (PngChunkType.FrameData, PngSamples.Numbered(sequence++, dot)));
        }
        return PngSamples.File([.. chunks, (PngChunkType.End, [])]);
    }

    private static ImageException Above(PictureCase picture, PictureLimits limits)
    {
        var error = Assert.Throws<ImageException>(() => Picture.Read(picture.Bytes, "x", limits));
        Assert.True(error.IsLimit, $"{picture.Name}: {error.Message}");
        return error;
    }
}
