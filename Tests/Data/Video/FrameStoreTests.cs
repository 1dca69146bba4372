using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Tests.Data.Video;

/// <summary>All with animated PNG, so without ffmpeg.</summary>
public sealed class FrameStoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("gexia-store-").FullName;

    [Fact]
    public void Animated_png_is_a_video()
    {
        var path = Animation("a.png");
        var facts = VideoReader.Probe(path);
        Assert.Equal(
            (4, 12, 10, 0, 0.5, false), (facts.FrameCount, facts.Width, facts.Height, facts.Rotation, facts.Duration, facts.IsPartial));
        Assert.Equal([0, 0.125, 0.25, 0.375], VideoReader.ReadTimes(path));
        var video = VideoReader.ReadTimeline(path, FrameGeometry.Square(5));
        Assert.Equal(ClipPixels.CenterSquare(AnimatedPng.Read(path).Frames[3], 5).Pixels, video.Frames[3].Pixels);
        Assert.Equal(AnimatedPng.Read(path).Frames[2].Pixels, VideoReader.ReadFrames(path, [2], FrameGeometry.Original)[0].Pixels);
    }

    [Fact]
    public void A_video_is_decoded_once_for_all_threads()
    {
        var path = Animation("a.png");
        var store = new FrameStore(1 << 20);
        var first = store.Get(path, FrameGeometry.Square(5));
        File.Delete(path);
        var others = new FrameTimeline[8];
        Parallel.For(0, others.Length, i => others[i] = store.Get(path, FrameGeometry.Square(5)));
        Assert.All(others, video => Assert.Same(first, video));
        Assert.Equal(4 * 5 * 5 * 3, store.Bytes);
        Assert.Throws<VideoException>(() => store.Get(path, FrameGeometry.Square(6)));
    }

    [Fact]
    public void The_least_recently_used_video_goes_first()
    {
        var size = 4 * 5 * 5 * 3;
        var store = new FrameStore(2 * size);
        string[] paths = [Animation("a.png"), Animation("b.png"), Animation("c.png")];
        var geometry = FrameGeometry.Square(5);
        var (a, b) = (store.Get(paths[0], geometry), store.Get(paths[1], geometry));
        Assert.Same(a, store.Get(paths[0], geometry));
        store.Get(paths[2], geometry); // b was used longest ago
        Assert.Equal(2 * size, store.Bytes);
        Assert.Same(a, store.Get(paths[0], geometry));
        Assert.NotSame(b, store.Get(paths[1], geometry));
    }

    [Fact]
    public void A_video_larger_than_the_store_is_handed_out_but_not_kept()
    {
        var store = new FrameStore(10);
        Assert.Equal(4, store.Get(Animation("a.png"), FrameGeometry.Original).Frames.Count);
        Assert.Equal(0, store.Bytes);
    }

    [Fact]
    public void Files_and_memory_are_interchangeable_sources()
    {
        Animation("a.png");
        IFrameSource files = new FileFrameSource(folder, FrameGeometry.Original, new FrameStore(1 << 20));
        var video = files.Load("a.png");
        IFrameSource memory = new MemoryFrameSource(new Dictionary<string, FrameTimeline> { ["x"] = video });
        Assert.Same(video, memory.Load("x"));
        Assert.Equal(VideoFailure.Missing, Assert.Throws<VideoException>(() => memory.Load("a.png")).Failure);
    }

    [Theory]
    [InlineData("../a.png")]
    [InlineData("x/../../a.png")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_relative_name_cannot_lead_out_of_the_folder(string name)
    {
        var source = new FileFrameSource(Path.Combine(folder, "inner"), FrameGeometry.Original, new FrameStore(1));
        Assert.Contains("inside its folder", Assert.Throws<VideoException>(() => source.Load(name)).Message);
    }

    [Fact]
    public void An_absolute_name_is_the_file_itself_and_one_with_its_relative_name()
    {
        var path = Animation("a.png");
        var inside = new FileFrameSource(folder, FrameGeometry.Original, new FrameStore(1 << 20));
        var outside = new FileFrameSource(Path.Combine(folder, "inner"), FrameGeometry.Original, new FrameStore(1 << 20));
        foreach (var source in (FileFrameSource[])[inside, outside])
        {
            Assert.Equal(path, source.PathOf(path));
            Assert.Equal(4, source.Load(path).Frames.Count);
            Assert.Equal(source.NameOf(path), source.NameOf(Path.Combine(folder, "x", "..", "a.png")));
        }
        Assert.Equal(inside.NameOf("a.png"), inside.NameOf(path));
        Assert.Contains("no such file", Assert.Throws<VideoException>(() => outside.Load(Path.Combine(folder, "b.png"))).Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Animation(string name)
    {
        var path = Path.Combine(folder, name);
        AnimatedPng.Write(path, FfmpegFixture.Noise(4, 12, 10), 8);
        return path;
    }
}
