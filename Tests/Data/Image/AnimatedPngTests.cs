using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

public sealed class AnimatedPngTests
{
    private static readonly PngHeader Canvas = new(3, 2, 8, PngColor.Rgba, false);

    [Fact]
    public void Writing_and_reading_returns_frames_and_delays()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            RgbImage[] frames = [ResizeTests.Pattern(24, 20), ResizeTests.Pattern(24, 20) with { }, new RgbImage(24, 20)];
            frames[1].Pixels[7] ^= 1;
            AnimatedPng.Write(path, frames, 8);
            var read = AnimatedPng.Read(path);
            Assert.Equal(3, read.Frames.Count);
            for (var i = 0; i < 3; i++) Assert.Equal(frames[i].Pixels, read.Frames[i].Pixels);
            Assert.Equal([0.125, 0.125, 0.125], read.Delays);
            Assert.Equal(frames[0].Pixels, Png.Read(path).Pixels);

            AnimatedPng.Write(path, frames, 12.5);
            Assert.Equal(0.08, AnimatedPng.Read(path).Delays[0], 12);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Offsets_disposal_and_blending_follow_the_specification()
    {
        // A red canvas; a green dot at (1, 0) undone afterwards; half-transparent blue over (2, 1), cleared afterwards; nothing.
        var file = Animation(
            (Frame(3, 2, 0, 0, FrameDisposal.Keep, false), _ => [200, 0, 0, 255]),
            (Frame(1, 1, 1, 0, FrameDisposal.Restore, false), _ => [0, 200, 0, 255]),
            (Frame(1, 1, 2, 1, FrameDisposal.Clear, true), _ => [0, 0, 255, 128]),
            (Frame(1, 1, 0, 0, FrameDisposal.Keep, true), _ => [9, 9, 9, 0]));
        var frames = AnimatedPng.Decode(new MemoryStream(file), "animation").Frames;
        Assert.Equal(4, frames.Count);
        Assert.Equal([0, 200, 0], Pixel(frames[1], 1, 0));
        Assert.Equal([200, 0, 0], Pixel(frames[1], 0, 0));
        Assert.Equal([200, 0, 0], Pixel(frames[2], 1, 0));
        Assert.Equal([100, 0, 128], Pixel(frames[2], 2, 1)); // 200·127/255 = 99.6, 255·128/255 = 128
        Assert.Equal([0, 0, 0], Pixel(frames[3], 2, 1));
        Assert.Equal([200, 0, 0], Pixel(frames[3], 0, 0));
    }

    [Fact]
    public void A_default_picture_outside_the_animation_is_no_frame()
    {
        var still = PngSamples.Data(Canvas, 3, 2, (_, _, _) => 7);
        var frame = PngSamples.Data(Canvas, 3, 2, (_, _, _) => 70);
        var file = PngSamples.File(
            (PngChunkType.Header, Canvas.ToBytes()), (PngChunkType.AnimationControl, new byte[8]), (PngChunkType.Data, still),
            (PngChunkType.FrameControl, Frame(3, 2, 0, 0, FrameDisposal.Keep, false).ToBytes()),
            (PngChunkType.FrameData, PngSamples.Numbered(1, frame)),
            (PngChunkType.End, []));
        var only = Assert.Single(AnimatedPng.Decode(new MemoryStream(file), "animation").Frames);
        Assert.Equal(70, only.Pixels[0]);
        Assert.Equal(7, Png.Decode(new MemoryStream(file), "animation").Pixels[0]);
    }

    [Fact]
    public void A_still_picture_is_one_frame_without_delay()
    {
        var file = PngSamples.Encode(3, 2, 8, PngColor.Rgb, false, (_, _, _) => 5);
        var still = AnimatedPng.Decode(new MemoryStream(file), "still");
        Assert.Equal((5, 0.0), (Assert.Single(still.Frames).Pixels[0], Assert.Single(still.Delays)));
    }

    [Fact]
    public void Wrong_sequences_and_places_are_refused()
    {
        var outside = Animation(
            (Frame(3, 2, 0, 0, FrameDisposal.Keep, false), _ => [0, 0, 0, 0]),
            (Frame(3, 2, 1, 0, FrameDisposal.Keep, false), _ => [0, 0, 0, 0]));
        Assert.Contains(
            "does not fit the canvas", Assert.Throws<ImageException>(() => AnimatedPng.Decode(new MemoryStream(outside), "a")).Message);

        var data = PngSamples.Data(Canvas, 3, 2, (_, _, _) => 0);
        var gap = PngSamples.File(
            (PngChunkType.Header, Canvas.ToBytes()), (PngChunkType.AnimationControl, new byte[8]),
            (PngChunkType.FrameControl, Frame(3, 2, 0, 0, FrameDisposal.Keep, false).ToBytes()), (PngChunkType.Data, data),
            (PngChunkType.FrameControl, (Frame(3, 2, 0, 0, FrameDisposal.Keep, false) with { Sequence = 2 }).ToBytes()),
            (PngChunkType.End, []));
        Assert.Contains(
            "sequence number 2, expected 1", Assert.Throws<ImageException>(() => AnimatedPng.Decode(new MemoryStream(gap), "a")).Message);
    }

    [Fact]
    public void Frame_limits_hold()
    {
        var file = Animation(
            [
                .. Enumerable.Repeat<(PngFrameControl, Func<int, byte[]>)>(
                    (Frame(3, 2, 0, 0, FrameDisposal.Keep, false), _ => [1, 2, 3, 255]), 5)
            ]);
        Assert.Throws<ImageException>(() => AnimatedPng.Decode(new MemoryStream(file), "a", new PictureLimits { MaxFrames = 4 }));
        Assert.Throws<ImageException>(() => AnimatedPng.Decode(new MemoryStream(file), "a", new PictureLimits { MaxDrawnPixels = 29 }));
        Assert.Equal(
            5, AnimatedPng.Decode(new MemoryStream(file), "a", new PictureLimits { MaxFrames = 5, MaxDrawnPixels = 30 }).Frames.Count);
    }

    private static PngFrameControl Frame(int width, int height, int x, int y, FrameDisposal dispose, bool blend) =>
        new(0, width, height, x, y, 1, 10, dispose, blend);

    private static byte[] Animation(params (PngFrameControl Control, Func<int, byte[]> Color)[] frames)
    {
        var chunks = new List<(string, byte[])> { (PngChunkType.Header, Canvas.ToBytes()), (PngChunkType.AnimationControl, new byte[8]) };
        var sequence = 0u;
        foreach (var (control, color) in frames)
        {
            var data = PngSamples.Data(Canvas, control.Width, control.Height, (x, _, c) => color(x)[c]);
            chunks.Add((PngChunkType.FrameControl, (control with { Sequence = sequence++ }).ToBytes()));
            chunks.Add(chunks.Count == 3 ? (PngChunkType.Data, data) : (PngChunkType.FrameData, PngSamples.Numbered(sequence++, data)));
        }
        chunks.Add((PngChunkType.End, []));
        return PngSamples.File([.. chunks]);
    }

    private static byte[] Pixel(RgbImage image, int x, int y) => image.Pixels[((y * image.Width + x) * 3)..((y * image.Width + x) * 3 + 3)];
}
