using System.Buffers.Binary;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

public sealed class VideoReaderTests(FfmpegFixture ffmpeg) : IClassFixture<FfmpegFixture>
{
    [FfmpegFact]
    public void Lossless_frames_come_back_exactly_and_in_order()
    {
        var frames = FfmpegFixture.Noise(7, 33, 25);
        AnimatedPng.Write(Path.Combine(ffmpeg.Folder, "noise.png"), frames, 10);
        var path = ffmpeg.Make("-f", "apng", "-i", "noise.png", "-c:v", "ffv1", "-pix_fmt", "bgr0", "noise.mkv");

        var video = VideoReader.ReadTimeline(path, FrameGeometry.Original);
        Assert.Null(video.Warning);
        Assert.Equal(frames.Select(frame => frame.Pixels), video.Frames.Select(frame => frame.Pixels));
        Assert.Equal(frames.Length / 10.0, video.Duration, 3);
        for (var i = 0; i < frames.Length; i++) Assert.Equal(i / 10.0, video.Times[i], 3);

        var some = VideoReader.ReadFrames(path, [4, 0, 4, 2], FrameGeometry.Original);
        Assert.Equal([frames[4].Pixels, frames[0].Pixels, frames[4].Pixels, frames[2].Pixels], some.Select(frame => frame.Pixels));
        Assert.Contains(
            "frame 7 does not exist",
            Assert.Throws<VideoException>(() => VideoReader.ReadFrames(path, [1, 7], FrameGeometry.Original)).Message);

        var small = VideoReader.ReadTimeline(path, FrameGeometry.Square(8));
        Assert.Equal(frames.Select(frame => ClipPixels.CenterSquare(frame, 8).Pixels), small.Frames.Select(frame => frame.Pixels));
        Assert.Equal((10, 8), (VideoReader.ReadFrames(path, [0], FrameGeometry.ShortSide(8))[0].Width, 8));
    }

    [FfmpegFact]
    public void Every_frame_of_a_variable_rate_counts_once_at_its_own_time()
    {
        var path = ffmpeg.Make("-f", "lavfi", "-i", "testsrc=s=32x24:r=10:d=1,settb=1/1000,setpts='if(lt(N,5),N*100,500+(N-5)*400)'",
            "-fps_mode", "passthrough", "-enc_time_base", "1/1000", "-c:v", "mpeg4", "variable.mkv");
        var times = VideoReader.ReadTimes(path);
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 1.3, 1.7, 2.1], times.Select(time => Math.Round(time, 3)));
        Assert.Equal(10, VideoReader.ReadTimeline(path, FrameGeometry.Square(8)).Frames.Count);
    }

    [FfmpegFact]
    public void Rotation_is_stated_as_ffprobe_does_and_applied()
    {
        var upright = VideoReader.ReadTimeline(ffmpeg.Plain("flat.mp4"), FrameGeometry.Original).Frames[0];
        var path = ffmpeg.Plain("turned.mp4");
        SetDisplayMatrix(path, [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000]);

        var facts = VideoReader.Probe(path);
        Assert.Equal((24, 32, -90), (facts.Width, facts.Height, facts.Rotation));
        var turned = VideoReader.ReadTimeline(path, FrameGeometry.Original).Frames[0];
        Assert.Equal((24, 32), (turned.Width, turned.Height));
        // A quarter turn clockwise brings the lower left corner to the upper left.
        for (var c = 0; c < 3; c++) Assert.InRange(turned.Pixels[c] - upright.Pixels[23 * 32 * 3 + c], -3, 3);
    }

    [FfmpegFact]
    public void The_first_stream_is_read_even_when_another_is_larger()
    {
        var path = ffmpeg.Make("-f", "lavfi", "-i", "testsrc=s=32x24:r=10:d=1", "-f", "lavfi", "-i", "testsrc2=s=64x48:r=5:d=1",
            "-map", "0", "-map", "1", "-c:v", "mpeg4", "two.mp4");
        var facts = VideoReader.Probe(path);
        Assert.Equal((10, 32, 24, 0, false), (facts.FrameCount, facts.Width, facts.Height, facts.Rotation, facts.IsPartial));
        Assert.Equal(1, facts.Duration, 3);
    }

    [FfmpegFact]
    public void An_attached_picture_is_not_the_video()
    {
        ffmpeg.Make("-f", "lavfi", "-i", "color=red:s=640x480:d=0.04", "-frames:v", "1", "cover.png");
        ffmpeg.Plain("bare.mp4");
        var path = ffmpeg.Make(
            "-i", "cover.png", "-i", "bare.mp4", "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:0", "attached_pic", "covered.mp4");
        Assert.Equal((10, 32), (VideoReader.Probe(path).FrameCount, VideoReader.Probe(path).Width));

        var sound = ffmpeg.Make("-f", "lavfi", "-i", "sine=d=0.2", "-i", "cover.png", "-map", "0", "-map", "1", "-c:a", "aac", "-c:v",
            "copy",
                "-disposition:v:0", "attached_pic", "sound.mp4");
        Assert.Contains("no video stream", Assert.Throws<VideoException>(() => VideoReader.Probe(sound)).Message);
    }

    [FfmpegFact]
    public void A_stream_that_changes_its_size_keeps_its_frames_and_positions()
    {
        var large = ffmpeg.Make("-f", "lavfi", "-i", "testsrc=s=64x48:r=25:d=0.2", "-c:v", "mjpeg", "-f", "mjpeg", "large.mjpeg");
        var small = ffmpeg.Make("-f", "lavfi", "-i", "color=blue:s=32x24:r=25:d=0.2", "-c:v", "mjpeg", "-f", "mjpeg", "small.mjpeg");
        var path = Path.Combine(ffmpeg.Folder, "both.mjpeg");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(large), .. File.ReadAllBytes(small)]);

        var video = VideoReader.ReadTimeline(path, FrameGeometry.Original);
        Assert.Equal(10, video.Frames.Count);
        Assert.All(video.Frames, frame => Assert.Equal((64, 48), (frame.Width, frame.Height)));
        Assert.InRange(video.Frames[7].Pixels[2], 230, 255);
        Assert.Equal(video.Frames[7].Pixels, VideoReader.ReadFrames(path, [7], FrameGeometry.Original)[0].Pixels);
    }

    [FfmpegTheory]
    [InlineData("ts", "libx264", 0, 0)]
    [InlineData("ts", "libx264", 0, 1000)]          // a clock that jumps ahead
    [InlineData("ts", "libx264", 1000, 0)]          // and back
    [InlineData("ts", "libx264", 0, 95441)]         // to just before its end
    [InlineData("ts", "mpeg2video", 7, 7)]
    [InlineData("mpg", "mpeg2video", 0, 0)]
    [InlineData("mpg", "mpeg2video", 50, 3)]
    [InlineData("avi", "mpeg4", 0, 0)]
    public void Joined_files_are_one_video_as_long_as_both(string ending, string codec, int first, int second)
    {
        string Part(string name, int offset, string picture) => ffmpeg.Make(
            "-f", "lavfi", "-i", $"{picture}s=64x48:r=25:d=2", "-c:v", codec, "-bf", "2", "-output_ts_offset", $"{offset}",
            $"{name}-{first}-{second}.{ending}");
        var (a, b) = (Part($"{codec}-a", first, "testsrc="), Part($"{codec}-b", second, "color=blue:"));
        var path = Path.Combine(ffmpeg.Folder, $"{codec}-{first}-{second}.{ending}");
        File.WriteAllBytes(path, [.. File.ReadAllBytes(a), .. File.ReadAllBytes(b)]);
        var facts = VideoReader.Probe(path);
        Assert.Equal((100, null), (facts.FrameCount, facts.Warning));
        Assert.InRange(facts.Duration, 3.9, 4.1);
        for (var i = 1; i < 100; i++) Assert.InRange(facts.Times[i] - facts.Times[i - 1], 0.03, 0.05);
        var picks = FrameSampler.Test(facts.Times, 0, facts.Duration, 8);
        Assert.Equal(4, picks.Count(pick => pick >= 50));
        var video = VideoReader.ReadTimeline(path, FrameGeometry.Square(16));
        Assert.Equal(facts.Times, video.Times);
        Assert.InRange(video.Frames[75].Pixels[2], 200, 255);
        Assert.InRange(video.Frames[75].Pixels[0], 0, 30);
    }

    [FfmpegFact]
    public void A_transport_stream_whose_clock_turns_over_is_one_program()
    {
        var path = ffmpeg.Make(
            "-f", "lavfi", "-i", "testsrc=s=64x48:r=25:d=4", "-c:v", "libx264", "-output_ts_offset", "95441.7", "turn.ts");
        var facts = VideoReader.Probe(path);
        Assert.Equal((100, null), (facts.FrameCount, facts.Warning));
        Assert.InRange(facts.Duration, 3.9, 4.1);
    }

    [SharedFfmpegFact]
    public void Joined_programs_of_the_shared_case_are_eight_seconds()
    {
        var facts = VideoReader.Probe(Path.Combine(Environs.Shared!, "cases", "restarting.mpg"));
        Assert.Equal(200, facts.FrameCount);
        Assert.InRange(facts.Duration, 7.9, 8.1);
        Assert.Equal(4, FrameSampler.Test(facts.Times, 0, facts.Duration, 8).Count(pick => pick > 99));
    }

    [FfmpegFact]
    public void A_transport_stream_with_damage_in_the_middle_is_told_of()
    {
        var whole = File.ReadAllBytes(ffmpeg.Make("-f", "lavfi", "-i", "testsrc2=s=64x48:r=25:d=4", "-c:v", "mpeg2video", "whole.ts"));
        var path = Path.Combine(ffmpeg.Folder, "broken.ts");
        whole.AsSpan(188 * (whole.Length / 376), 188 * 20).Clear();
        File.WriteAllBytes(path, whole);
        Assert.True(VideoReader.Probe(path).IsPartial);
    }

    [FfmpegFact]
    public void A_damaged_file_gives_the_same_frames_whatever_the_number_of_threads()
    {
        var bytes = File.ReadAllBytes(
            ffmpeg.Make("-f", "lavfi", "-i", "testsrc2=s=160x120:r=25:d=4", "-c:v", "libx264", "-bf", "3", "-threads", "4", "sound.mp4"));
        var random = new Random(1);
        for (var i = 0; i < 40; i++) random.NextBytes(bytes.AsSpan(random.Next(bytes.Length / 10, bytes.Length * 8 / 10), 20));
        var path = Path.Combine(ffmpeg.Folder, "damaged.mp4");
        File.WriteAllBytes(path, bytes);
        // The reference: one thread from the start.
        var start = new System.Diagnostics.ProcessStartInfo(
            "ffmpeg",
            [
                "-nostdin", "-v", "quiet", "-y", "-threads", "1", "-i", path, "-fps_mode", "passthrough", "-f", "rawvideo",
                "-pix_fmt", "rgb24", Path.Combine(ffmpeg.Folder, "raw")
            ]);
        using (var process = System.Diagnostics.Process.Start(start)!) process.WaitForExit();

        var video = VideoReader.ReadTimeline(path, FrameGeometry.Original);
        Assert.NotNull(video.Warning);
        Assert.Equal(File.ReadAllBytes(Path.Combine(ffmpeg.Folder, "raw")), video.Frames.SelectMany(frame => frame.Pixels));
        Assert.Equal(video.Times, VideoReader.ReadTimes(path));
        var last = video.Frames.Count - 1;
        Assert.Equal(
            [video.Frames[last].Pixels, video.Frames[last / 2].Pixels],
            VideoReader.ReadFrames(path, [last, last / 2], FrameGeometry.Original).Select(frame => frame.Pixels));
    }

    [FfmpegFact]
    public void Half_a_file_gives_its_frames_and_a_warning()
    {
        var whole = ffmpeg.Make("-f", "lavfi", "-i", "testsrc=s=64x48:r=25:d=4", "-c:v", "mpeg4", "-movflags", "+faststart", "whole.mp4");
        var path = Path.Combine(ffmpeg.Folder, "half.mp4");
        File.WriteAllBytes(path, File.ReadAllBytes(whole)[..(int)(new FileInfo(whole).Length / 2)]);
        var facts = VideoReader.Probe(path);
        Assert.InRange(facts.FrameCount, 5, 95);
        Assert.True(facts.IsPartial);
        Assert.Contains("only a part", facts.Warning);
        var video = VideoReader.ReadTimeline(path, FrameGeometry.Square(16));
        Assert.Equal(facts.FrameCount, video.Frames.Count);
        Assert.NotNull(video.Warning);
    }

    [FfmpegFact]
    public void Other_pictures_are_videos_of_one_frame()
    {
        var path = ffmpeg.Make("-f", "lavfi", "-i", "color=red:s=20x10:d=0.04", "-frames:v", "1", "photo.jpg");
        var frame = Assert.Single(VideoReader.ReadTimeline(path, FrameGeometry.Original).Frames);
        Assert.Equal((20, 10), (frame.Width, frame.Height));
    }

    /// <summary>Overwrites the matrix in the track header of an MP4 file: 40 bytes behind the box's name.</summary>
    private static void SetDisplayMatrix(string path, int[] matrix)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf("tkhd"u8) + 44;
        for (var i = 0; i < 9; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at + 4 * i), matrix[i]);
        File.WriteAllBytes(path, bytes);
    }
}
