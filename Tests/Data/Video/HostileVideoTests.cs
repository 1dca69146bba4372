using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

public sealed class HostileVideoTests(FfmpegFixture ffmpeg) : IClassFixture<FfmpegFixture>
{
    [FfmpegFact]
    public void A_playlist_named_like_a_video_opens_no_other_file()
    {
        var secret = ffmpeg.Plain("secret.mp4");
        var lists = new Dictionary<string, string>
        {
            ["hls.mp4"] = $"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:{secret}\n#EXT-X-ENDLIST\n",
            ["relative.mp4"] = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nsecret.mp4\n#EXT-X-ENDLIST\n",
            ["concat.mp4"] = "ffconcat version 1.0\nfile secret.mp4\n",
            ["dash.mp4"] =
                "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><Period><BaseURL>secret.mp4</BaseURL></Period></MPD>",
            ["session.mp4"] =
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
        };
        foreach (var (name, content) in lists)
        {
            var path = ffmpeg.Text(name, content);
            var error = Assert.Throws<VideoException>(() => VideoReader.Probe(path));
            Assert.Equal(VideoFailure.Undecodable, error.Failure);
            Assert.Contains(name, error.Message);
            if (name.StartsWith("hls", StringComparison.Ordinal)) Assert.Contains("format hls", error.Reason);
            // The decoder must refuse by itself, too, not only because ffprobe was asked before.
            Assert.Throws<VideoException>(() => new VideoDecoder(path, 0, VideoLimits.Default).Describe(default));
        }
        Assert.Equal(10, VideoReader.Probe(secret).FrameCount);
    }

    [FfmpegFact]
    public void Text_named_like_a_video_is_undecodable()
    {
        var error = Assert.Throws<VideoException>(() => VideoReader.Probe(ffmpeg.Text("text.mp4", "This is not a video.\n")));
        Assert.Equal(VideoFailure.Undecodable, error.Failure);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Empty_and_missing_files_need_no_decoder_to_be_refused()
    {
        Assert.Equal(
            VideoFailure.Missing, Assert.Throws<VideoException>(() => VideoReader.Probe(Path.Combine(ffmpeg.Folder, "none.mp4"))).Failure);
        Assert.Contains("folder", Assert.Throws<VideoException>(() => VideoReader.Probe(ffmpeg.Folder)).Message);
        var empty = Assert.Throws<VideoException>(() => VideoReader.Probe(ffmpeg.Text("empty.mp4", "")));
        Assert.Equal((VideoFailure.Undecodable, "the file is empty"), (empty.Failure, empty.Reason));
        var fake = ffmpeg.Text("fake.png", "\x89PNG");
        Assert.Throws<VideoException>(() => VideoReader.Probe(fake, new VideoLimits { MaxFileBytes = 3 }));
    }

    [FfmpegFact]
    public void Names_that_look_like_options_or_patterns_are_files()
    {
        var any = ffmpeg.Plain("any.mp4");
        foreach (var name in (string[])["-i %d.mp4", "http:a b'c\"$(d).mp4"])
        {
            var path = Path.Combine(ffmpeg.Folder, name);
            File.Copy(any, path);
            Assert.Equal(10, VideoReader.Probe(path).FrameCount);
        }
    }

    [FfmpegFact]
    public void Limits_end_the_decoder()
    {
        var path = ffmpeg.Plain("limited.mp4");
        void Exceeds(VideoLimits limits) => Assert.Equal(VideoFailure.LimitExceeded,
            Assert.Throws<VideoException>(() => VideoReader.ReadTimeline(path, FrameGeometry.Original, limits)).Failure);
        Exceeds(new VideoLimits { MaxFrames = 4 });
        Exceeds(new VideoLimits { MaxPixels = 100 });
        Exceeds(new VideoLimits { MaxFileBytes = 100 });
        Exceeds(new VideoLimits { MaxDecodedBytes = 32 * 24 * 3 * 9 });
        Exceeds(new VideoLimits { MaxKeptBytes = 32 * 24 * 3 * 9 });
        Exceeds(new VideoLimits { WallClock = TimeSpan.FromMilliseconds(1) });
        Exceeds(new VideoLimits { Stall = TimeSpan.FromMilliseconds(1) });
        Assert.Equal(
            10,
            VideoReader.ReadTimeline(
                path, FrameGeometry.Original, new VideoLimits { MaxFrames = 10, MaxDecodedBytes = 32 * 24 * 30 }).Frames.Count);
    }

    [FfmpegFact]
    public void Cancellation_ends_the_decoder()
    {
        var path = ffmpeg.Plain("cancelled.mp4");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => VideoReader.Probe(path, cancellation: cancelled.Token));

        using var during = new CancellationTokenSource();
        var decoder = new VideoDecoder(path, 0, VideoLimits.Default);
        Assert.ThrowsAny<OperationCanceledException>(() => decoder.All(_ => during.Cancel(), during.Token));
        Assert.Throws<InvalidOperationException>(() => decoder.All(_ => throw new InvalidOperationException(), default));
    }
}
