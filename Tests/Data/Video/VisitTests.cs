using Gexia.Data.Image;
using Gexia.Data.Synthetic;
using Gexia.Data.Video;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Video;

public class VisitTests
{
    [Fact]
    public void A_visitor_sees_every_frame_and_takes_those_it_wants()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("video.png");
        AnimatedPng.Write(path, new SyntheticSources(seed: 3).Create("visit", 1)[0].Video.Frames, 8);
        Compare(path, FrameGeometry.Square(20));
    }

    [FfmpegFact]
    public void A_real_video_passes_as_it_is_read_at_once()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("video.mp4");
        Mp4.Write(path, new SyntheticSources(seed: 3).Create("visit", 1)[0].Video.Frames, 8, CancellationToken.None);
        Compare(path, FrameGeometry.ShortSide(24));
    }

    [FfmpegFact]
    public void Frames_closer_than_the_frame_rate_says_are_no_damage()
    {
        using var folder = new TemporaryFolder();
        var (even, path) = (folder.File("even.mp4"), folder.File("uneven.mkv"));
        Mp4.Write(even, new SyntheticSources(seed: 3).Create("visit", 1)[0].Video.Frames, 8, CancellationToken.None);
        // Every third frame comes 2 ms after the one before.
        Assert.Equal(
            0,
            Shell.Run(
                $"ffmpeg -v error -i {even} -vf 'settb=1/1000,setpts=if(eq(mod(N\\,3)\\,2)\\,PREV_OUTPTS+2\\,N*125)' -fps_mode passthrough "
                + $"-enc_time_base 1/1000 {path}").Code);
        Compare(path, FrameGeometry.ShortSide(24));
        Assert.Null(VideoReader.Visit(path, FrameGeometry.Original, () => new Every(1)).Warning);
    }

    [Fact]
    public void What_cannot_be_decoded_is_refused_as_elsewhere()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            VideoFailure.Missing,
            Assert.Throws<VideoException>(
                () => VideoReader.Visit(folder.File("none.mp4"), FrameGeometry.Original, () => new Every(1))).Failure);
        Assert.Equal(
            VideoFailure.Undecodable,
            Assert.Throws<VideoException>(
                () => VideoReader.Visit(folder.Write("empty.mp4", ""), FrameGeometry.Original, () => new Every(1))).Failure);
    }

    private static void Compare(string path, FrameGeometry geometry)
    {
        var whole = VideoReader.ReadTimeline(path, geometry);
        Every visitor = null!;
        var times = VideoReader.Visit(path, geometry, () => visitor = new Every(3));
        Assert.Equal(whole.Times, times.Times);
        Assert.Equal((whole.Duration, whole.Warning), (times.Duration, times.Warning));
        Assert.Equal(Enumerable.Range(0, whole.Times.Length), visitor.Seen.Select(frame => frame.Index));
        Assert.All(visitor.Seen.Zip(whole.Times), pair => Assert.Equal(pair.Second, pair.First.Seconds, 1e-6));
        Assert.Equal(whole.Frames.Where((_, i) => i % 3 == 0).Select(frame => frame.Pixels), visitor.Taken.Select(frame => frame.Pixels));
    }

    private sealed class Every(int step) : IFrameVisitor
    {
        public List<(int Index, double Seconds)> Seen { get; } = [];

        public List<RgbImage> Taken { get; } = [];

        public bool Wants(in PassingFrame frame)
        {
            Assert.Equal(3 * frame.Width * frame.Height, frame.Pixels.Length);
            Seen.Add((frame.Index, frame.Seconds));
            return frame.Index % step == 0;
        }

        public void Take(RgbImage frame) => Taken.Add(frame);
    }
}
