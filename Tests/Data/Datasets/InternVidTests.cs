using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Data.Granularities;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets;

/// <summary>InternVid's JSON Lines: clips that are files of their own, and lie somewhere in the video of their row.</summary>
public sealed class InternVidTests : IDisposable
{
    // Rows of one video stand apart and not in the order of their times; one repeats; one has no scores, one scores that are no numbers.
    private const string Rows = """
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:01:02.500","End_timestamp":"00:01:05.000","Caption":" the end ","UMT_Score": NaN}
        {"YoutubeID":"v_2cdefghij","Start_timestamp":"01:00:00.000","End_timestamp":"01:00:01.250","Caption":"une fête","UMT_Score": 0.4}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:00.000","End_timestamp":"00:00:03.300","Caption":"the start"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:02.000","End_timestamp":"00:00:02.000","Caption":"none","Aesthetic_Score": null}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:04.000","End_timestamp":"00:00:03.000","Caption":"back in time"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:00.000","End_timestamp":"00:00:03.300","Caption":"the start"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:03.000","End_timestamp":"00:01:00.000","Caption":"in between"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"soon","End_timestamp":"00:01:00.000","Caption":"when?"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:03.000","End_timestamp":null, "Caption":"until?"}
        {"YoutubeID":"-a_bcdefghi","Start_timestamp":"00:00:03.000","End_timestamp":"00:01:00.000","Caption":null}
        {"YoutubeID":"","Start_timestamp":"00:00:03.000","End_timestamp":"00:01:00.000","Caption":"whose?"}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_row_is_a_whole_file_with_a_place_in_its_source()
    {
        var bad = new List<BadPair>();
        var pairs = Read(folder.Write("rows.jsonl", Rows), bad: bad.Add);
        Assert.Equal(
            [
                "-a_bcdefghi 62.5-65 -a_bcdefghi_00:01:02.500_00:01:05.000.mp4 [0, end) s: the end",
                "v_2cdefghij 3600-3601.25 v_2cdefghij_01:00:00.000_01:00:01.250.mp4 [0, end) s: une fête",
                "-a_bcdefghi 0-3.3 -a_bcdefghi_00:00:00.000_00:00:03.300.mp4 [0, end) s: the start",
                "-a_bcdefghi 0-3.3 -a_bcdefghi_00:00:00.000_00:00:03.300.mp4 [0, end) s: the start",
                "-a_bcdefghi 3-60 -a_bcdefghi_00:00:03.000_00:01:00.000.mp4 [0, end) s: in between",
            ],
            pairs.Select(Text));
        Assert.Equal([4, 5, 8, 9, 10, 11], bad.Select(pair => pair.Line));
        Assert.Contains("must be a time such as 00:01:02.345; got 'soon'", bad[2].Reason);
    }

    [Fact]
    public void Clips_of_a_source_are_joined_in_the_order_of_their_rows_times()
    {
        var pairs = Read(folder.Write("rows.jsonl", Rows), bad: _ => { });
        var joined = Assert.Single(Integration.BySource(pairs, new IntegrationOptions(Granularity.Lvlt, MinPairs: 3)));
        Assert.Equal("the start. in between. the end.", joined.Text.Replace("..", "."));
        Assert.Equal((0, 65, 3), (joined.Start, joined.End, joined.Clip.Count));
        Assert.All(joined.Clip, segment => Assert.Equal((0, true), (segment.Start, segment.IsOpen)));
    }

    [Theory]
    [InlineData("{id}_{start:-}_{end:-}.mp4", "x_00-00-03.300_00-00-07.500.mp4 [0, end) s")]
    [InlineData("{id}/{end:}.webm", null)]
    [InlineData("clips/{start:}-{end:}/{id}.mkv", "clips/000003.300-000007.500/x.mkv [0, end) s")]
    [InlineData("{id}.mp4", "x.mp4 [3.3, 7.5) s")]
    [InlineData("{start}_{end}.mp4", null)]
    [InlineData("{id}_{begin}_{end}.mp4", null)]
    [InlineData("{id}{.mp4", null)]
    [InlineData("", null)]
    public void A_template_names_the_files(string template, string? segment)
    {
        var path = folder.Write(
            "rows.jsonl", """{"YoutubeID":"x","Start_timestamp":"00:00:03.300","End_timestamp":"00:00:07.500","Caption":"a"}""");
        if (segment is not null) Assert.Equal(segment, Assert.Single(Read(path, template)).Clip[0].ToString());
        else Assert.Contains("does not name clips", Assert.Throws<GexiaException>(() => Read(path, template)).Message);
    }

    [Fact]
    public void A_file_is_found_by_its_stem_where_the_ending_is_another()
    {
        Directory.CreateDirectory(folder.File("clips"));
        folder.Write("clips/x_00-00-01_00-00-02.webm", "");
        folder.Write("clips/x_00-00-03_00-00-04.mp4", "");
        var path = folder.Write(
            "rows.jsonl", """
            {"YoutubeID":"x","Start_timestamp":"00:00:01","End_timestamp":"00:00:02","Caption":"a"}
            {"YoutubeID":"x","Start_timestamp":"00:00:03","End_timestamp":"00:00:04","Caption":"b"}
            {"YoutubeID":"y","Start_timestamp":"00:00:03","End_timestamp":"00:00:04","Caption":"c"}
            """);
        Assert.Equal(
            ["x_00-00-01_00-00-02.webm", "x_00-00-03_00-00-04.mp4", "y_00-00-03_00-00-04.mp4"],
            Read(path, "{id}_{start:-}_{end:-}.mp4", folder.File("clips")).Select(pair => pair.Clip[0].Video));
        var result = CliResult.Run(
            "data", "inspect", "internvid", "--root", folder.Path, "--videos", folder.File("clips"), "--clip-name",
            "{id}_{start:-}_{end:-}.mp4", "--json");
        Assert.Equal(
            """{"schema":1,"dataset":"internvid","split":"rows","videos":1,"items":2,"captions":2,"classes":0,"""
            + "\"dropped\":{\"missing_videos\":1},\"mean_duration\":1,\"mean_words\":1}\n", result.Out);
    }

    [Fact]
    public void The_official_file_is_the_training_split_and_others_are_called_by_their_names()
    {
        folder.Write("InternVid-10M-flt.jsonl", Rows);
        folder.Write("small.jsonl", Rows[..Rows.IndexOf('\n')]);
        folder.Write("other.jsonl", """{"video":"a.mp4"}""");
        folder.Write("empty.jsonl", "");
        var source = AnnotationSources.Named<ISplitSource>("internvid");
        Assert.Equal(["train", "small"], source.Splits(folder.Path));
        var train = SplitSummary.Of(source, folder.Path, "train", null, default);
        Assert.Equal((2, 5, 5, 6), (train.Videos, train.Items, train.Captions, train.Dropped["unusable_pairs"]));
        Assert.Equal((2.5 + 1.25 + 3.3 + 57) / 4, train.MeanDuration!.Value, 9);
    }

    [Theory]
    [InlineData("""{"video":"a.mp4","caption":"b"}""", "line 1: 'YoutubeID' is missing. InternVid has JSON Lines")]
    [InlineData("""{"YoutubeID":7}""", "'YoutubeID' must be a text, got 7")]
    [InlineData("""{"YoutubeID":"a","Start_timestamp":[1]}""", "'Start_timestamp' must be a number or a text")]
    [InlineData("YoutubeID,Caption", "not valid JSON")]
    public void A_file_of_another_form_ends_the_reading(string content, string reason) =>
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Read(folder.Write("rows.jsonl", content), bad: _ => { })).Message);

    [Fact]
    public void Expand_takes_the_rows_and_a_config_a_template()
    {
        folder.Write("rows.jsonl", Rows);
        var expanded = CliResult.Run(
            "expand", "--pairs", folder.File("rows.jsonl"), "--source", "internvid", "--clip-name", "{id}_{start:-}_{end:-}.mp4", "--out",
            folder.File("out"), "--json");
        Assert.Equal((4, 5), (expanded.Code, expanded.Json.GetProperty("SVST").GetInt32()));
        Assert.Contains("-a_bcdefghi_00-00-03.000_00-01-00.000.mp4", File.ReadAllText(Path.Combine(folder.File("out"), "SVST.jsonl")));
        var refused = CliResult.Run(
            "expand", "--pairs", folder.File("rows.jsonl"), "--source", "internvid", "--clip-name", "{id", "--out", folder.File("out"));
        Assert.Contains("'{id' does not name clips", refused.OneErrorLine(3));
    }

    private static string Text(Pair pair) =>
        FormattableString.Invariant($"{pair.Source} {pair.Start}-{pair.End} {pair.Clip[0]}: {pair.Text}");

    private static List<Pair> Read(string path, string? template = null, string? videos = null, Action<BadPair>? bad = null) =>
        [.. PairReader.Read(new(path, videos, "internvid", ClipName: template), bad: bad)];
}
