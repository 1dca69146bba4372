using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>ActivityNet 1.3 and THUMOS14 in all their forms.</summary>
public sealed class SegmentSourceTests : IDisposable
{
    private const string Official = """
        {"version": "VERSION 1.3", "taxonomy": [{"nodeName": "Root", "nodeId": 0, "parentName": null, "parentId": null}], "database": {
         "-aB": {"duration": 82.73, "subset": "training", "resolution": "320x240", "url": "https://example.org",
          "annotations": [{"segment": [6.5, 90], "label": "Rowing"}, {"segment": [4, 4], "label": "Rowing"},
           {"segment": ["9.5", 3], "label": "Rowing"}, {"segment": [0, 1.5], "label": "Archery"}]},
         "v_x": {"duration": 10, "subset": "validation", "annotations": [{"segment": [1, 2], "label": "Archery"}]},
         "zz": {"duration": "5.5", "subset": "testing", "annotations": []}, "yy": {"subset": "testing"}}}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_official_file_of_ActivityNet_holds_all_splits()
    {
        folder.Write("activity_net.v1-3.min.json", "\uFEFF" + Official);
        Assert.Equal(["training", "validation", "testing"], Source("activitynet-v1.3").Splits(folder.Path));
        var training = Read("activitynet-v1.3", "training");
        Assert.Equal(["Archery", "Rowing"], training.Classes);
        var video = Assert.Single(training.Items);
        Assert.Equal(("v_-aB", 82.73), (video.Video, video.Duration));
        Assert.Equal([new ActionSegment(6.5, 90, 1), new ActionSegment(0, 1.5, 0)], video.Segments);
        Assert.Equal([KeyValuePair.Create("empty_segments", 2)], training.Dropped);
        Assert.Equal("v_v_x", Assert.Single(Read("activitynet-v1.3", "validation").Items).Video);
        var testing = Read("activitynet-v1.3", "testing");
        Assert.Equal([("v_zz", 5.5, 0), ("v_yy", null, 0)], testing.Items.Select(item => (item.Video, item.Duration, item.Segments.Count)));
        Assert.Equal(training.Classes, testing.Classes);
    }

    [Fact]
    public void The_derived_form_of_ActivityNet_has_splits_in_a_table()
    {
        folder.Write(
            "anet_anno_action.json", """
            {"v_b": {"duration_second": 61.5, "annotations": [{"segment": [1, 2.5], "label": "Rowing"}], "feature_frame": 1},
             "v_a": {"annotations": [], "duration_frame": 3}, "v_unlisted": {"duration_second": 1, "annotations": []}}
            """);
        folder.Write(
            "video_info_new.csv",
            "video,numFrame,seconds,fps,rfps,subset,featureFrame\r\nv_a,3,7.25,25.0,24.9,validation,1\r\nv_b,2,61,25.0,24.9,validation,1");
        var split = Read("activitynet-v1.3", "validation");
        Assert.Equal([("v_a", 7.25), ("v_b", 61.5)], split.Items.Select(item => (item.Video, item.Duration)));
        Assert.Equal(["Rowing"], split.Classes);
        folder.Write("action_name.csv", "action\nRowing\nArchery\n\"Cutting, slicing\"\n");
        split = Read("activitynet-v1.3", "validation");
        Assert.Equal(["Archery", "Cutting, slicing", "Rowing"], split.Classes);
        Assert.Equal(new ActionSegment(1, 2.5, 2), Assert.Single(split.Items[1].Segments));
    }

    [Fact]
    public void Tables_of_THUMOS14_leave_ambiguous_rows_out()
    {
        folder.Write(
            "val_Annotation.csv",
            "video,type,type_idx,start,end,startFrame,endFrame\nv2,YoYo,101,0.2,1.1,6,33\nv1,Ambiguous,0,3,4,1,2\nv2,Archery,3,5,5,1,2\n"
            + "v2,Archery,3,5,7.5,1,2\nv1,unclear,0,3,4,1,2\n");
        folder.Write("test_Annotation.csv", "video,type,start,end\r\nv3,Diving,1,2\r\n");
        Assert.Equal(["val", "test"], Source("thumos14").Splits(folder.Path));
        var val = Read("thumos14", "val");
        Assert.Equal(["Archery", "Diving", "YoYo"], val.Classes);
        Assert.Equal([("v2", null, 2), ("v1", null, 0)], val.Items.Select(item => (item.Video, item.Duration, item.Segments.Count)));
        Assert.Equal([new ActionSegment(0.2, 1.1, 2), new ActionSegment(5, 7.5, 0)], val.Items[0].Segments);
        Assert.Equal([("ambiguous", 2), ("empty_segments", 1)], val.Dropped.Select(entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(new ActionSegment(1, 2, 1), Assert.Single(Assert.Single(Read("thumos14", "test").Items).Segments));
    }

    [Fact]
    public void The_JSON_of_THUMOS14_stands_in_for_a_table_that_is_not_there()
    {
        folder.Write(
            "thumos_gt.json", """
            {"database": {"video_test_1": {"subset": "test", "annotations": [{"segment": ["10.4", "13.4"], "label": "Diving"}]},
             "video_validation_1": {"subset": "train", "annotations": [{"segment": ["1", "2"], "label": "YoYo"}]}}}
            """);
        Assert.Equal(["val", "test"], Source("thumos14").Splits(folder.Path));
        Assert.Equal("video_validation_1", Assert.Single(Read("thumos14", "val").Items).Video);
        folder.Write("test_Annotation.csv", "video,type,start,end\nv3,Diving,1,2\n");
        Assert.Equal("v3", Assert.Single(Read("thumos14", "test").Items).Video);
        Assert.Equal(["Diving", "YoYo"], Read("thumos14", "val").Classes);
    }

    [Theory]
    [InlineData("{\"database\": {\"a\": {\"dur", "not valid JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("{\"taxonomy\": []}", "'database' is missing")]
    [InlineData("{\"database\": []}", "database: expected a JSON object")]
    [InlineData("{\"database\": {}}", "holds none of the files of activitynet-v1.3")]
    [InlineData("{\"database\": {\"a\": 1}}", "database, a: expected a JSON object")]
    [InlineData("{\"database\": {\"a\": {}}}", "database, a: 'subset' is missing")]
    [InlineData("{\"database\": {\"a\": {\"subset\": \"dev\"}}}", "'subset' must be one of training, validation, testing; got 'dev'")]
    [InlineData("{\"database\": {\"a\": {\"subset\": \"testing\", \"duration\": \"long\"}}}", "'duration' must hold finite numbers")]
    [InlineData("{\"database\": {\"a\": {\"subset\": \"testing\"}}}", "no split 'training' here; there is testing.")]
    [InlineData("{\"database\": {\"a\": {\"subset\": \"training\"}, \"a\": {}}}", "not valid JSON")]
    public void A_file_of_ActivityNet_that_cannot_be_read_is_said_in_one_line(string content, string reason)
    {
        folder.Write("activity_net.v1-3.min.json", content);
        Says(reason, "activitynet-v1.3", "training");
    }

    [Theory]
    [InlineData("{}", "annotations[0]: 'segment' is missing")]
    [InlineData("{\"segment\": [1, 2]}", "annotations[0]: 'label' is missing")]
    [InlineData("{\"segment\": [1], \"label\": \"a\"}", "it holds 1 numbers")]
    [InlineData("{\"segment\": [1, \"NaN\"], \"label\": \"a\"}", "must hold finite numbers, got \"NaN\"")]
    [InlineData("{\"segment\": [1, 1e999], \"label\": \"a\"}", "must hold finite numbers")]
    [InlineData("{\"segment\": [1, null], \"label\": \"a\"}", "must hold finite numbers, got null")]
    [InlineData("{\"segment\": \"1 2\", \"label\": \"a\"}", "'segment' must be a list")]
    [InlineData("{\"segment\": [1, 2], \"label\": 7}", "'label' must be a text")]
    public void A_segment_that_cannot_be_read_is_said_in_one_line(string segment, string reason)
    {
        folder.Write(
            "activity_net.v1-3.min.json", "{\"database\": {\"a\": {\"subset\": \"training\", \"annotations\": [" + segment + "]}}}");
        Says(reason, "activitynet-v1.3", "training");
    }

    [Fact]
    public void A_part_of_the_derived_form_is_told_of()
    {
        folder.Write("anet_anno_action.json", "{}");
        Says("'video_info_new.csv' is missing", "activitynet-v1.3", "training");
        folder.Write("video_info_new.csv", "video,subset\nv_a,training\n");
        Says("line 2: anet_anno_action.json has no 'v_a'", "activitynet-v1.3", "training");
        folder.Write("anet_anno_action.json", """{"v_a": {}}""");
        folder.Write("video_info_new.csv", "video,subset\nv_a,training\nv_a,training\n");
        Says("line 3: 'v_a' stands there twice", "activitynet-v1.3", "training");
        folder.Write("video_info_new.csv", "video,seconds\nv_a,1\n");
        Says("its header names no 'subset'; it needs video, subset.", "activitynet-v1.3", "training");
        File.Delete(folder.File("anet_anno_action.json"));
        Says("'anet_anno_action.json' is missing", "activitynet-v1.3", "training");
    }

    [Theory]
    [InlineData("video,type,type_idx,start\nv,a,1,2\n", "its header names no 'end'")]
    [InlineData("video,type,start,end\nv,a,1\n", "line 2: has 3 fields where the header names 4")]
    [InlineData("video,type,start,end\nv,a,1,\n", "line 2: 'end' is empty")]
    [InlineData("video,type,start,end\nv,a,1,two\n", "line 2: 'end' must be a finite number; got 'two'")]
    [InlineData("video,type,start,end\nv,a,NaN,2\n", "'start' must be a finite number; got 'NaN'")]
    [InlineData("video,type,start,end\n,a,1,2\n", "line 2: 'video' is empty")]
    [InlineData("video,type,start,end\n", "the split 'val' of thumos14 is empty.")]
    public void A_table_of_THUMOS14_that_cannot_be_read_is_said_in_one_line(string content, string reason)
    {
        folder.Write("val_Annotation.csv", content);
        Says(reason, "thumos14", "val");
    }

    private void Says(string reason, string name, string split)
    {
        var message = Assert.Throws<GexiaException>(() => Read(name, split)).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(folder.Path, message);
        Assert.DoesNotContain('\n', message);
    }

    private static ISegmentSource Source(string name) => AnnotationSources.Named<ISegmentSource>(name);

    private DatasetSplit<SegmentedVideo> Read(string name, string split) => Source(name).Segments(folder.Path, split, default);
}
