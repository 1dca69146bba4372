using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>Splits of pairs: MSR-VTT's lists, and the files of a folder.</summary>
public sealed class PairSplitTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private SplitSummary Summary(string name, string split, VideoFolder? videos = null) =>
        SplitSummary.Of(AnnotationSources.Named<ISplitSource>(name), folder.Path, split, videos, default);

    [Fact]
    public void A_list_of_MSRVTT_is_a_split()
    {
        folder.Write("MSRVTT_JSFUSION_test.csv", "key,vid_key,video_id,sentence\nret0,msr1,video1, a  red kite \nret1,msr2,video2,snow\n");
        folder.Write("MSRVTT_train.9k.csv", "video_id\nvideo3\nvideo4\nvideo5\n");
        Assert.Equal(["9k", "1k-A"], AnnotationSources.Named<ISplitSource>("msrvtt").Splits(folder.Path));
        Assert.Equal(
            ("msrvtt", "1k-A", 2, 2, 2, 0, (double?)null, 2.0), Figures(Summary("msrvtt", "1k-A")));
        folder.Write(
            "MSRVTT_data.json", """
            {"videos": [{"video_id": "video3", "start time": 1.5, "end time": 10}, {"video_id": "video4", "start time": 3, "end time": 5},
              {"video_id": "video1", "start time": 0, "end time": 0}, {"video_id": "video2"}],
             "sentences": [{"caption": "a b", "video_id": "video4"}, {"caption": " c", "video_id": "video4"},
              {"caption": "d e f", "video_id": "video3"}]}
            """);
        var train = Summary("msrvtt", "9k");
        Assert.Equal(("msrvtt", "9k", 2, 3, 3, 0, 5.25, 2.0), Figures(train));
        Assert.Equal([KeyValuePair.Create("unusable_pairs", 1)], train.Dropped);
        Assert.Null(Summary("msrvtt", "1k-A").MeanDuration);
        folder.Write("video4.webm", "");
        var found = Summary("msrvtt", "9k", new VideoFolder(folder.Path));
        Assert.Equal(("msrvtt", "9k", 1, 2, 2, 0, 2.0, 1.5), Figures(found));
        Assert.Equal([("missing_videos", 1), ("unusable_pairs", 1)], found.Dropped.Select(entry => (entry.Key, entry.Value)).Order());
    }

    [Fact]
    public void The_files_of_a_folder_are_splits()
    {
        folder.Write(
            "train.jsonl", """
            {"video":"a.mp4","start":0,"end":3,"caption":"a dog runs"}
            {"video":"a.mp4","start":0,"end":3,"caption":"runs"}
            {"video":"b.mp4","start":1,"end":2,"caption":"it jumps"}
            {"video":"b.mp4","start":2,"end":1,"caption":"it jumps"}
            {"video":"c.mp4","caption":"two words"}
            """);
        folder.Write("test.csv", "video,caption\na.mp4,one\n");
        folder.Write("bad_pairs.jsonl", "{}");
        folder.Write("notes.txt", "");
        Assert.Equal(["test", "train"], AnnotationSources.Named<ISplitSource>("pairs").Splits(folder.Path));
        var train = Summary("pairs", "train");
        Assert.Equal(("pairs", "train", 3, 4, 4, 0, 2.0, 2.0), Figures(train));
        Assert.Equal([KeyValuePair.Create("unusable_pairs", 1)], train.Dropped);
        Assert.Equal(("pairs", "test", 1, 1, 1, 0, (double?)null, 1.0), Figures(Summary("pairs", "test")));
        var none = Summary("pairs", "test", new VideoFolder(folder.Path));
        Assert.Equal(("pairs", "test", 0, 0, 0, 0, (double?)null, (double?)null), Figures(none));
        folder.Write("empty.csv", "video,caption\n");
        Assert.Contains("holds no pair", Assert.Throws<GexiaException>(() => Summary("pairs", "empty")).Message);
        Assert.Contains(
            "no split '../train' here; there is empty, test, train.",
            Assert.Throws<GexiaException>(() => Summary("pairs", "../train")).Message);
    }

    private static (string, string, int, int, int, int, double?, double?) Figures(SplitSummary split) => (
        split.Dataset, split.Split, split.Videos, split.Items, split.Captions, split.Classes, split.MeanDuration, split.MeanWords);
}
