using Gexia.Data.Granularities;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Data.Video;

namespace Gexia.Tests.Data.Loading;

public sealed class SegmentFitTests
{
    /// <summary>Forty frames in four seconds, or as many of them as were decoded.</summary>
    private static FrameTimeline Video(int frames = 40, string? warning = null, params int[] lost)
    {
        int[] left = [.. Enumerable.Range(0, frames).Except(lost)];
        return new([.. left.Select(i => i / 10.0)], frames / 10.0, [.. left.Select(_ => new RgbImage(1, 1))], warning);
    }

    private static SegmentFit Fit(double start, double end, FrameTimeline video) => SegmentFit.Of(new ClipSegment("a", start, end), video);

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3.9, 4)]
    [InlineData(1, 4.1)]        // a rounded number
    [InlineData(2, 2)]          // a moment
    public void What_lies_on_the_video_is_left_as_it_is(double start, double end) =>
        Assert.Equal(new SegmentFit(end, true, null), Fit(start, end, Video()));

    [Theory]
    [InlineData(1, 4.2)]
    [InlineData(3.99, 1e9)]
    public void What_ends_after_the_video_is_cut_there_and_says_so(double start, double end)
    {
        var (cut, usable, problem) = Fit(start, end, Video());
        Assert.Equal((4, true), (cut, usable));
        Assert.Contains("the video ends at 4 s: it was cut there", problem);
    }

    [Theory]
    [InlineData(4, 5)]
    [InlineData(4.05, 4.06)]
    [InlineData(100, 200)]
    [InlineData(7, 7)]
    public void What_begins_after_the_video_shows_nothing(double start, double end)
    {
        var (_, usable, problem) = Fit(start, end, Video());
        Assert.False(usable);
        Assert.Contains("but the video ends at 4 s", problem);
    }

    [Fact]
    public void Of_a_video_that_decodes_in_part_only_what_lies_wholly_in_that_part_is_used()
    {
        var part = Video(15, "only a part could be decoded: broken");
        Assert.True(Fit(0, 1.5, part).IsUsable);
        Assert.True(Fit(0.5, 1.4, part).IsUsable);
        Assert.Contains("only 1.5 s of the video could be decoded", Fit(0, 2, part).Problem);
        Assert.False(Fit(0, 2, part).IsUsable);
        Assert.False(Fit(2, 3, part).IsUsable);
    }

    [Fact]
    public void A_hole_in_the_middle_is_not_shown()
    {
        var holed = Video(40, "only a part could be decoded: broken", [.. Enumerable.Range(10, 15)]);
        Assert.True(Fit(0, 0.9, holed).IsUsable);
        Assert.True(Fit(2.5, 4, holed).IsUsable);
        Assert.Equal("the frames from 0.9 s to 2.5 s could not be decoded", Fit(0, 4, holed).Problem);
        Assert.False(Fit(1, 2, holed).IsUsable);
        Assert.True(Fit(0, 4, holed with { Warning = null }).IsUsable);     // a whole file may hold a frame for long
    }

    [Fact]
    public void A_picture_is_shown_for_as_long_as_is_asked()
    {
        var picture = new FrameTimeline([0], 0, [new RgbImage(1, 1)]);
        Assert.Equal(new SegmentFit(10, true, null), Fit(3, 10, picture));
        Assert.False(Fit(3, 10, picture with { Warning = "only a part could be decoded" }).IsUsable);
    }
}
