using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Search;

namespace Gexia.Tests.Search;

public sealed class FindTests : IDisposable
{
    private readonly SearchFolder folder = new(videos: 20);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_frame_of_a_video_finds_the_video_and_the_moment()
    {
        var index = Updated();
        var video = VideoReader.ReadTimeline(folder.Video(SearchFolder.Name(7)), FrameGeometry.Original);
        var picture = folder.File("frame.png");
        Png.Write(picture, video.Frames[13]);
        var answer = index.Find(SearchQuery.Like(picture), new() { Top = 3 });
        var best = answer.Moments[0];
        Assert.Equal(SearchFolder.Name(7), best.File);
        Assert.InRange(video.Times[13], best.Start, best.End);
        Assert.Equal(video.Times[13], best.Second, 0.51);                   // frames are kept each eighth of a second or as they come
        Assert.True(answer.Calibrated);
    }

    [Fact]
    public void Moments_are_ranked_lie_in_their_videos_and_do_not_repeat()
    {
        var answer = Updated().Find("a red square moves", new() { Top = 1000 });
        Assert.Equal(answer.Moments.OrderByDescending(moment => moment.Score), answer.Moments);
        Assert.All(answer.Moments, moment => Assert.InRange(moment.Second, moment.Start, moment.End));
        Assert.Equal(answer.Moments.Count, answer.Moments.DistinctBy(moment => (moment.File, moment.Start)).Count());
        Assert.Equal(answer.Score, answer.Moments[0].Score);
        Assert.Equal(answer.Score >= answer.Cut, answer.Matches);
        Assert.Equal(20, answer.Moments.Select(moment => moment.File).Distinct().Count());
    }

    [Fact]
    public void The_cut_may_be_given()
    {
        var index = Updated();
        Assert.True(index.Find("a red square", new() { Cut = -1000 }).Matches);
        var none = index.Find("a red square", new() { Cut = 1000 });
        Assert.False(none.Matches);
        Assert.Equal(10, none.Moments.Count);                               // the nearest are told all the same
        Assert.True(index.Find("x", new() { FalseMatches = 0.01 }).Cut > index.Find("x", new() { FalseMatches = 0.4 }).Cut);
    }

    [Fact]
    public void A_filter_comes_before_the_ranking()
    {
        Directory.CreateDirectory(folder.Video("some"));
        for (var i = 10; i < 13; i++) File.Move(folder.Video(SearchFolder.Name(i)), folder.Video($"some/{i}.png"));
        var answer = Updated().Find("a red square", new() { Folder = "some", Top = 3 });
        Assert.Equal(3, answer.Moments.Count);
        Assert.All(answer.Moments, moment => Assert.StartsWith("some/", moment.File));
        Assert.False(Updated().Find("a red square", new() { MinDuration = 1e6 }).Matches);
    }

    [Fact]
    public void What_must_not_be_seen_only_takes_away()
    {
        var index = Updated();
        var plain = index.Find("a red square", new() { Top = 1000 });
        var without = index.Find(new SearchQuery("a red square") { Not = ["a red square"] }, new() { Top = 1000 });
        Assert.True(without.Score <= Math.Min(plain.Score, 0) + 1e-4);       // what is wanted and unwanted at once is worth nothing
        Assert.False(without.Matches);
        var other = index.Find(new SearchQuery("a red square") { Not = ["a green circle", "a blue triangle"] }, new() { Top = 1000 });
        Assert.True(other.Score <= plain.Score);
    }

    [Fact]
    public void Texts_of_any_length_are_answered_and_cuts_are_told()
    {
        var index = Updated();
        Assert.False(index.Find("a red square").Truncated);
        Assert.True(index.Find(string.Join(' ', Enumerable.Repeat("square", 2000))).Truncated);
        Assert.True(index.Find(new string('x', 10_000)).Truncated);
        Assert.True(index.Find(new SearchQuery("a") { Not = [new string('x', 10_000)] }).Truncated);
        Assert.Equal(10, index.Find("").Moments.Count);
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is()
    {
        var answer = folder.Open().Find("a red square");                    // not updated yet
        Assert.Empty(answer.Moments);
        Assert.False(answer.Matches);
    }

    [Fact]
    public void The_background_is_embedded_once_and_its_file_is_checked()
    {
        var before = Updated().Find("a red square");
        var file = Assert.Single(Directory.EnumerateFiles(folder.Video(".gexia"), "background-*"));
        var written = File.ReadAllBytes(file);
        File.WriteAllBytes(file, [.. written.Select((value, i) => i == 500 ? (byte)~value : value)]);
        Assert.Equal(before.Moments, Updated().Find("a red square").Moments);
        Assert.Equal(written, File.ReadAllBytes(file));
    }

    [Fact]
    public void A_picture_that_cannot_be_read_is_refused()
    {
        var index = Updated();
        Assert.ThrowsAny<GexiaException>(() => index.Find(SearchQuery.Like(folder.File("none.png"))));
        File.WriteAllText(folder.File("text.png"), "no picture");
        Assert.ThrowsAny<GexiaException>(() => index.Find(SearchQuery.Like(folder.File("text.png"))));
    }

    private VideoIndex Updated()
    {
        var index = folder.Open();
        index.Update();
        return index;
    }
}
