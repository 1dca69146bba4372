using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Image;

/// <summary>The content decides how a file is read, whatever it is called and whoever decodes it.</summary>
public sealed class PictureNamesTests : IDisposable
{
    private static readonly string[] names =
        [
            "x.jpg", "x.JPG", "x.png", "x.webp", "x.mp4", "x?.jpg", "a%03d.jpg", "b%d", "noending", "-dash.jpg", "new\nline.jpg",
            "co:lon.jpg", "file:x.jpg", "[a]{b}*.jpg", "ünï.jpg", "x.txt"
        ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_name_gives_the_same_pixels()
    {
        foreach (
            var picture in new[]
            {
                PictureCase.Of("JPEG", "4:2:0 scene"), PictureCase.Of("PNG", "RGB"), PictureCase.Of("BMP", "24 bits"),
                PictureCase.Of("TGA", "24 bits")
            })
        {
            var expected = PictureCase.Hash(Picture.Read(picture.Bytes, "memory"));
            foreach (var name in names)
            {
                File.WriteAllBytes(folder.File(name), picture.Bytes);
                Assert.Equal(expected, PictureCase.Hash(Picture.Read(folder.File(name))));
                Assert.Equal(
                    expected, PictureCase.Hash(Assert.Single(VideoReader.ReadTimeline(folder.File(name), FrameGeometry.Original).Frames)));
            }
        }
    }

    [FfmpegFact]
    public void Ffmpeg_sees_no_name_either()
    {
        var picture = PictureCase.Of("JPEG", "4:4:4 scene");
        var limits = VideoLimits.Default with { Decoder = PictureDecoder.Ffmpeg };
        File.WriteAllBytes(folder.File("plain"), picture.Bytes);
        var expected = PictureCase.Hash(VideoReader.ReadFrames(folder.File("plain"), [0], FrameGeometry.Original, limits)[0]);
        foreach (var name in names)
        {
            File.WriteAllBytes(folder.File(name), picture.Bytes);
            Assert.Equal(expected, PictureCase.Hash(VideoReader.ReadFrames(folder.File(name), [0], FrameGeometry.Original, limits)[0]));
            File.WriteAllBytes(folder.File(name), picture.Bytes[..200]);
            var error = Assert.Throws<VideoException>(() => VideoReader.Probe(folder.File(name), limits));
            Assert.DoesNotContain("gexia-", error.Reason);          // the link's name says nothing to anybody
        }
    }

    [Fact]
    public void A_link_goes_with_the_process()
    {
        var file = folder.File("x.jpg");
        File.WriteAllBytes(file, [1]);
        string link;
        using (var neutral = new NeutralName(file, ["-i", "file:" + file, "-f", "rawvideo"]))
        {
            link = neutral.Arguments[1]["file:".Length..];
            Assert.Equal("", Path.GetExtension(link));
            Assert.Equal([1], File.ReadAllBytes(link));
            Assert.Equal($"file:{file}: broken", neutral.Restore($"file:{link}: broken"));
        }
        Assert.False(Directory.Exists(Path.GetDirectoryName(link)));
        Assert.True(File.Exists(file));
        using var other = new NeutralName(file, ["-version"]);
        Assert.Equal(["-version"], other.Arguments);
    }

    [Fact]
    public void A_stream_of_jpegs_is_a_video_and_not_a_picture()
    {
        var one = PictureCase.Of("JPEG", "4:2:0 scene").Bytes;
        File.WriteAllBytes(folder.File("one"), one);
        File.WriteAllBytes(folder.File("stream"), [.. one, .. one, .. one]);
        Assert.True(PictureVideo.Is(folder.File("one")));
        Assert.False(PictureVideo.Is(folder.File("stream")));
        // where a picture is asked for, the first
        Assert.Equal(Picture.Read(one, "x").Pixels, Picture.Read(folder.File("stream")).Pixels);
    }
}
