using Gexia.Search;
using Gexia.Search.Ranking;

namespace Gexia.Tests.Search;

public class VideoFilterTests
{
    private static readonly IndexedVideo[] videos =
    [
        Video("a.mp4", 10, 2020), Video("trips/a.mp4", 60, 2021), Video("trips/north/b.mp4", 600, 2022), Video("trips2/c.mp4", 5, 2023),
    ];

    public static TheoryData<string?, bool[]> Folders => new()
    {
        { null, [true, true, true, true] }, { "", [true, true, true, true] }, { ".", [true, true, true, true] },
        { "trips", [false, true, true, false] }, { "trips/", [false, true, true, false] }, { "./trips", [false, true, true, false] },
        { "trips/north", [false, false, true, false] }, { "trip", [false, false, false, false] }, { "a.mp4", [false, false, false, false] },
    };

    [Theory, MemberData(nameof(Folders))]
    public void A_folder_is_whole_names(string? folder, bool[] passes) =>
        Assert.Equal(passes, VideoFilter.Of(videos, new() { Folder = folder }));

    [Fact]
    public void Durations_are_inclusive_and_dates_from_until()
    {
        Assert.Equal([true, true, false, false], VideoFilter.Of(videos, new() { MinDuration = 10, MaxDuration = 60 }));
        Assert.Equal([false, true, false, false], VideoFilter.Of(videos, new() { From = Year(2021), Until = Year(2022) }));
        Assert.Equal([false, false, true, false], VideoFilter.Of(videos, new() { From = Year(2021), Folder = "trips", MinDuration = 61 }));
    }

    [Theory]
    [InlineData(0, 0.1, null)]
    [InlineData(1, 0.0, null)]
    [InlineData(1, 0.6, null)]
    [InlineData(1, double.NaN, null)]
    [InlineData(1, 0.1, double.NaN)]
    public void Options_out_of_their_range_are_refused(int top, double share, double? cut) =>
        Assert.Throws<ArgumentException>(() => new SearchOptions { Top = top, FalseMatches = share, Cut = cut }.Validated());

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static IndexedVideo Video(string file, double seconds, int year) => new(file, Year(year), new EmbeddedVideo(seconds, [], []));
}
