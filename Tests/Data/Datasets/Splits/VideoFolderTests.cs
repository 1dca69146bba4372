using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>Files of videos by the names that annotations give them.</summary>
public sealed class VideoFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.mp4", "a")]
    [InlineData("a.b.webm", "a.b")]
    [InlineData("-e6.MKV", "-e6")]
    [InlineData("Archery/v_a.avi", "Archery/v_a")]
    [InlineData("v_a.avi", "Archery/v_a")]
    [InlineData("videos/other/v_a.avi", "Archery/v_a")]
    [InlineData("videos/QOl.mp4", "v_QOl")]
    [InlineData("v_QOl.mp4", "v_QOl")]
    [InlineData("x/Hair__[_NEW_]_UPDATED!!!!_(1).avi", "brush/Hair__[_NEW_]_UPDATED!!!!_(1)")]
    public void A_video_is_found_by_its_stem(string file, string video)
    {
        Write(file);
        Assert.Equal(file, new VideoFolder(folder.Path).Find(video));
    }

    [Theory]
    [InlineData("a.txt", "a")]
    [InlineData("A.mp4", "a")]
    [InlineData("a.mp4", "a.mp")]
    [InlineData("a/b/c/d/e.mp4", "e")]
    [InlineData("a.mp4", "v_")]
    [InlineData("a.mp4", "")]
    [InlineData(".mp4", "")]
    [InlineData("a.mp4", "b*/../a")]
    [InlineData("a.mp4", "/a")]
    [InlineData("a.mp4", "a\0")]
    public void Another_file_is_none(string file, string video)
    {
        Write(file);
        Assert.Null(new VideoFolder(folder.Path).Find(video));
    }

    [Fact]
    public void Of_several_files_the_nearest_comes_first_and_links_count_each()
    {
        foreach (var file in new[] { "b/x.avi", "a/x.webm", "a/b/x.mp4", "c/y.mp4" }) Write(file);
        File.CreateSymbolicLink(folder.File("z.mp4"), folder.File("c/y.mp4"));
        Directory.CreateSymbolicLink(folder.File("c/round"), folder.Path);
        var videos = new VideoFolder(folder.Path);
        Assert.Equal(("a/x.webm", "c/y.mp4", "z.mp4"), (videos.Find("x"), videos.Find("y"), videos.Find("z")));
        Assert.Equal("b/x.avi", videos.Find("b/x"));
    }

    [Fact]
    public void Missing_videos_are_counted_once_and_their_items_left_out()
    {
        Write("a.mp4");
        VideoQuestion Question(string video, long id) => new(video, "who?", "me", id);
        var split = new DatasetSplit<VideoQuestion>(
            "msvd-qa", "val", [Question("b", 0), Question("a", 1), Question("b", 2), Question("c", 3)], ["me"],
            new Dictionary<string, int> { ["no_answer"] = 5 });
        List<string> missing = [];
        var found = split.FoundIn(new VideoFolder(folder.Path), missing.Add);
        Assert.Equal([1L], found.Items.Select(item => item.Id));
        Assert.Equal(["b", "c"], missing);
        Assert.Equal((5, 2), (found.Dropped["no_answer"], found.Dropped["missing_videos"]));
        Assert.Same(found, found.FoundIn(new VideoFolder(folder.Path)));
        Assert.Contains("no such folder", Assert.Throws<GexiaException>(() => new VideoFolder(folder.File("none"))).Message);
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        folder.Write(name, "");
    }
}
