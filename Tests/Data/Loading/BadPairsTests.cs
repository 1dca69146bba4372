using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Loading;

public sealed class BadPairsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_file_depends_on_what_is_bad_and_not_on_when_it_was_found()
    {
        BadPair[] found = [new(7, "b", "starts at 9 s"), new(2, "a", "cut", IsUsed: true), new(12, "a", "the caption is empty.")];
        string Write(string name, params IEnumerable<BadPair>[] runs)
        {
            foreach (var run in runs)
            {
                using var list = BadPairs.Open(folder.File(name), BadVideoPolicy.Skip);
                foreach (var pair in run) list.Report("train", pair);
                list.Complete();
            }
            return File.ReadAllText(folder.File(name));
        }
        var whole = Write("whole", found);
        Assert.Equal("""
            {"set":"train","line":2,"video":"a","reason":"cut","used":true}
            {"set":"train","line":7,"video":"b","reason":"starts at 9 s"}
            {"set":"train","line":12,"video":"a","reason":"the caption is empty."}

            """.ReplaceLineEndings("\n"), whole);
        Assert.Equal(whole, Write("backwards", found.Reverse()));
        Assert.Equal(whole, Write("resumed", found[..2], found[1..]));
        Assert.Equal(whole, Write("again", found, [], found));

        // Killed while it wrote.
        var half = folder.Write("half", whole[..^20]);
        using (var list = BadPairs.Open(half, BadVideoPolicy.Skip)) Assert.Equal(2, list.All.Count);
        Assert.Equal(whole, Write("half", found));
    }

    [Fact]
    public void Lines_are_counted_once_and_those_left_out_are_not_also_changed()
    {
        using var list = new BadPairs(BadVideoPolicy.Skip);
        list.Report("train", new(1, "a", "x"));
        list.Report("train", new(1, "b", "y"));
        list.Report("test", new(1, "a", "x"));
        list.Report("train", new(1, "c", "cut", IsUsed: true));
        list.Report("train", new(2, "c", "cut", IsUsed: true));
        Assert.Equal((2, 1), (list.LeftOut, list.Changed));
    }

    [Fact]
    public void Parts_of_videos_that_no_line_names_are_told_apart_by_what_is_wrong()
    {
        using var list = new BadPairs(BadVideoPolicy.Skip);
        list.Report("features", new(0, "a", "starts at 9 s"));
        list.Report("features", new(0, "a", "starts at 11 s"));
        list.Report("features", new(0, "b", "starts at 9 s"));
        list.Report("features", new(0, "b", "starts at 9 s"));
        list.Report("features", new(0, "b", "ends at 9 s", IsUsed: true));
        Assert.Equal((3, 1), (list.LeftOut, list.Changed));
    }

    [Fact]
    public void Fail_means_stop_and_an_empty_list_leaves_no_file()
    {
        var error = Assert.Throws<GexiaException>(
            () => new BadPairs(BadVideoPolicy.Fail).Report("test", new(3, "a.mp4", "the caption is empty.")));
        Assert.Equal("the test pairs, line 3, a.mp4: the caption is empty.", error.Message);
        new BadPairs(BadVideoPolicy.Skip).Write(folder.Write("old", "x"));
        Assert.False(File.Exists(folder.File("old")));
        new BadPairs(BadVideoPolicy.Skip).Write(folder.File("no/such/place"));
    }
}
