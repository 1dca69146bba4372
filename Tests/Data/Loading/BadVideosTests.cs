using Gexia.Data.Loading;
using Gexia.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Loading;

public sealed class BadVideosTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static VideoException Error(string video, string reason = "moov atom not found") =>
        new(video, VideoFailure.Undecodable, reason);

    [Fact]
    public void Are_written_once_and_known_again()
    {
        var path = folder.File("bad.jsonl");
        using (var bad = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            bad.Report("b \"quoted\".mp4", Error("b"));
            bad.Report("a.mp4", Error("a", "line\nbreak"));
            bad.Report("b \"quoted\".mp4", Error("b", "another"));
            Assert.True(bad.Contains("a.mp4"));
            Assert.Equal(["a.mp4", "b \"quoted\".mp4"], bad.All.Select(pair => pair.Key));
        }
        Assert.Equal(
            """{"video":"b \"quoted\".mp4","reason":"moov atom not found"}""" + "\n" + """{"video":"a.mp4","reason":"line\nbreak"}"""
            + "\n",
            File.ReadAllText(path));
        File.AppendAllText(path, "{\"video\":\"half"); // killed while writing
        using (var again = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            Assert.Equal(2, again.All.Count);
            again.Report("c.mp4", Error("c"));
        }
        Assert.Equal(3, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Fail_means_stop_and_a_missing_program_is_nobodys_video()
    {
        using var strict = new BadVideos(BadVideoPolicy.Fail);
        Assert.Equal("a.mp4: moov atom not found", Assert.Throws<VideoException>(() => strict.Report("a.mp4", Error("a.mp4"))).Message);
        using var skip = new BadVideos(BadVideoPolicy.Skip);
        Assert.Throws<VideoException>(
            () => skip.Report("a.mp4", new VideoException("a.mp4", VideoFailure.ToolMissing, "ffmpeg is not installed")));
        Assert.Empty(skip.All);
    }

    [Fact]
    public void A_video_in_part_is_listed_and_stays_in_use_when_the_list_is_opened_again()
    {
        var path = folder.File("bad.jsonl");
        using (var bad = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            bad.Report("z.mp4", Error("z"));
            bad.ReportPart("half.mp4", "only a part could be decoded: broken");
            bad.Complete();
        }
        Assert.Equal(
            "{\"video\":\"half.mp4\",\"reason\":\"only a part could be "
            + "decoded: broken\",\"partial\":true}\n{\"video\":\"z.mp4\",\"reason\":\"moov atom not found\"}\n",
            File.ReadAllText(path));
        using var again = BadVideos.Open(path, BadVideoPolicy.Skip);
        Assert.Equal((false, true), (again.Contains("half.mp4"), again.Contains("z.mp4")));
        Assert.Equal((1, 1), (again.All.Count, again.Partial.Count));
        Assert.Throws<VideoException>(() => new BadVideos(BadVideoPolicy.Fail).ReportPart("half.mp4", "broken"));
    }

    [Fact]
    public void A_foreign_file_is_refused_and_kept()
    {
        var path = folder.File("bad.jsonl");
        File.WriteAllText(path, "{\"video\":\"a\",\"reason\":\"b\"}\n[1]\n");
        Assert.Contains("line 2", Assert.Throws<GexiaException>(() => BadVideos.Open(path, BadVideoPolicy.Skip)).Message);
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void The_same_videos_make_the_same_file_whichever_is_found_first_and_wherever_it_is_broken_off()
    {
        var reasons = Enumerable.Range(0, 6).Select(i => Error($"v{i}", $"reason {i}")).ToArray();
        string Written(string name, params int[][] lives)
        {
            foreach (var life in lives)
            {
                using var bad = BadVideos.Open(folder.File(name), BadVideoPolicy.Skip);
                foreach (var i in life) bad.Report($"v{i}", reasons[i]);
                if (life == lives[^1]) bad.Complete();
            }
            return File.ReadAllText(folder.File(name));
        }
        var expected = Written("one", [0, 1, 2, 3, 4, 5]);
        Assert.Equal(expected, Written("two", [5, 3, 1, 0, 2, 4]));
        Assert.Equal(expected, Written("three", [4, 2], [], [5, 4, 1, 0], [3]));
        Assert.Equal(6, File.ReadAllLines(folder.File("one")).Length);
    }

    [Theory]
    [InlineData(VideoFailure.Interrupted)]
    [InlineData(VideoFailure.Missing)]
    public void What_may_pass_holds_while_the_list_is_open_and_is_then_tried_again(VideoFailure failure)
    {
        var path = folder.File("bad.jsonl");
        VideoException passing = new("p", failure, "why");
        using (var bad = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            bad.Report("lasting.mp4", Error("lasting"));
            bad.Report("passing.mp4", passing);
            bad.WasRead("passing.mp4");                     // a later read in the same life would make batches differ
            Assert.True(bad.Contains("passing.mp4"));
        }
        var first = File.ReadAllText(path);
        Assert.Contains("""{"video":"passing.mp4","reason":"why","passing":true}""", first);
        using (var again = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            Assert.Equal((true, false, 2), (again.Contains("lasting.mp4"), again.Contains("passing.mp4"), again.All.Count));
            again.Report("passing.mp4", passing);
            Assert.True(again.Contains("passing.mp4"));
            again.Complete();
        }
        Assert.Equal(first, File.ReadAllText(path));
        using (var healed = BadVideos.Open(path, BadVideoPolicy.Skip))
        {
            healed.WasRead("passing.mp4");
            healed.WasRead("lasting.mp4");
            Assert.Equal(["lasting.mp4"], healed.All.Select(pair => pair.Key));
            healed.Complete();
        }
        Assert.Equal(["""{"video":"lasting.mp4","reason":"moov atom not found"}"""], File.ReadAllLines(path));
    }

    [Fact]
    public void What_may_pass_may_turn_out_to_last()
    {
        var path = folder.File("bad.jsonl");
        using (var bad = BadVideos.Open(path, BadVideoPolicy.Skip))
            bad.Report("a.mp4", new VideoException("a", VideoFailure.Missing, "no such file"));
        using (var again = BadVideos.Open(path, BadVideoPolicy.Skip)) again.Report("a.mp4", Error("a.mp4"));       // and is killed
        using var last = BadVideos.Open(path, BadVideoPolicy.Skip);
        Assert.True(last.Contains("a.mp4"));
        last.Complete();
        Assert.Equal(["""{"video":"a.mp4","reason":"moov atom not found"}"""], File.ReadAllLines(path));
    }
}
