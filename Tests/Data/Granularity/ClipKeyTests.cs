using Gexia.Data.Granularities;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Granularities;

public sealed class ClipKeyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Pair Shows(string video, double start = 0, double end = 1) =>
        Pair.Of(0, new ClipSegment(video, start, end), "text", "source", Granularity.Svst);

    private FileFrameSource Files => new(folder.Path, FrameGeometry.Original, new FrameStore(0));

    private bool Same(Pair a, Pair b) => ClipKey.Of([a, b], Files.NameOf) is [var first, var second] && first == second;

    [Fact]
    public void One_file_is_one_video_however_it_is_spelled()
    {
        var name = Path.GetFileName(folder.Path);
        Directory.CreateDirectory(folder.File("sub"));
        folder.Write("a.mp4", "");
        folder.Write("sub/a.mp4", "");
        foreach (var spelling in (string[])["./a.mp4", "sub/../a.mp4", ".//./a.mp4", $"../{name}/a.mp4"])
            Assert.True(Same(Shows("a.mp4"), Shows(spelling)), spelling);
        Assert.False(Same(Shows("a.mp4"), Shows("sub/a.mp4")));
        Assert.False(Same(Shows("a.mp4"), Shows("A.mp4x")));
    }

    [Fact]
    public void Names_alone_are_compared_without_steps_that_lead_nowhere()
    {
        string Key(string name) => ClipKey.Of([Shows(name)])[0];
        foreach (var spelling in (string[])["./b/a.mp4", "b//a.mp4", "b/./c/../a.mp4", "c/../b/a.mp4"])
            Assert.Equal(Key("b/a.mp4"), Key(spelling));
        string[] others = ["a.mp4", "../b/a.mp4", "../../b/a.mp4", "/b/a.mp4", "b/../../b/a.mp4.", "b/a.mp4 "];
        Assert.Equal(others.Length + 1, others.Append("b/a.mp4").Select(Key).Distinct().Count());
    }

    [Fact]
    public void Links_are_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        folder.Write("a.mp4", "");
        File.CreateSymbolicLink(folder.File("link.mp4"), "a.mp4");
        File.CreateSymbolicLink(folder.File("again.mp4"), folder.File("link.mp4"));
        Directory.CreateSymbolicLink(folder.File("here"), folder.Path);
        File.CreateSymbolicLink(folder.File("loop.mp4"), "loop.mp4");
        foreach (var spelling in (string[])["link.mp4", "again.mp4", "here/a.mp4", "here/link.mp4"])
            Assert.True(Same(Shows("a.mp4"), Shows(spelling)), spelling);
        foreach (var nothing in (string[])["loop.mp4", "none.mp4", "../outside.mp4", "/rooted.mp4"])
            Assert.Equal(nothing, Files.NameOf(nothing));
    }

    [Fact]
    public void Segments_count_as_numbers_and_in_their_order()
    {
        folder.Write("a.mp4", "");
        folder.Write("b.mp4", "");
        Assert.True(Same(Shows("a.mp4", -0.0, 3.30), Shows("a.mp4", 0, 3.3)));
        Assert.False(Same(Shows("a.mp4", 0, 3.3), Shows("a.mp4", 0, 3.31)));
        Assert.False(Same(Shows("a.mp4", 0.5, 1), Shows("a.mp4", 0, 1)));
        var (ab, ba) = (
            Shows("a.mp4") with { Clip = [new("a.mp4", 0, 1), new("b.mp4", 0, 1)] },
            Shows("a.mp4") with { Clip = [new("b.mp4", 0, 1), new("a.mp4", 0, 1)] });
        Assert.False(Same(ab, ba));
        Assert.True(Same(ab, ab with { Clip = [new("./a.mp4", 0, 1), new("./b.mp4", 0, 1)], Text = "another", Source = "another" }));
    }
}
