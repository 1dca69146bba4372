using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>LVU, COIN and ImageNet, one label a video, and Charades-Ego, any number of them.</summary>
public sealed class TaskLabelTests : IDisposable
{
    private const string Header = "class_id class_name youtube_id imdb_id\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Rows_of_LVU_are_parted_by_a_space_and_ids_begin_with_a_hyphen()
    {
        foreach (var task in (string[])["relationship", "way_speaking", "scene"]) Directory.CreateDirectory(folder.File(task));
        folder.Write(
            "relationship/train.csv",
            "\uFEFF" + Header.Replace("\n", "\r\n") + "0 friend -e6lEsIUf3U tt0161100\r\n2 wife _b tt02\r\n");
        folder.Write("relationship/test.csv", Header + "2 wife -e6lEsIUf3U tt0161100\n0 friend c");
        folder.Write("scene/val.csv", "youtube_id class_name class_id\na office 0\n");
        folder.Write("lvu_durations.csv", "videoid,duration\n-e6lEsIUf3U,83\nz,1\n");
        Assert.Equal(["train", "test"], Source("lvu-relationship").Splits(folder.Path));
        var train = Read("lvu-relationship", "train");
        Assert.Equal(["friend", "1", "wife"], train.Classes);
        Assert.Equal([new LabelledVideo("-e6lEsIUf3U", 0, 83), new LabelledVideo("_b", 2)], train.Items);
        Assert.Equal([new LabelledVideo("-e6lEsIUf3U", 2, 83), new LabelledVideo("c", 0)], Read("lvu-relationship", "test").Items);
        Assert.Equal([new LabelledVideo("a", 0)], Read("lvu-scene", "val").Items);
        var summary = SplitSummary.Of(Source("lvu-relationship"), folder.Path, "train", null, default);
        Assert.Equal((2, 2, 0, 2, 83.0, (double?)null),
            (summary.Videos, summary.Items, summary.Captions, summary.Classes, summary.MeanDuration, summary.MeanWords));
        Says(
            "holds none of the files of lvu-way-speaking. LVU has a folder way_speaking",
            () => Source("lvu-way-speaking").Splits(folder.Path));
    }

    [Theory]
    [InlineData("class_id,class_name,youtube_id\n0,friend,a\n", "line 1: the header names no 'class_id'")]
    [InlineData(Header + "x friend a tt1\n", "line 2: the number of a class is a whole number below 65536; got 'x'")]
    [InlineData(Header + "70000 friend a tt1\n", "got '70000'")]
    [InlineData(Header + "0 friend\n", "line 2: has 2 fields where the header names 4")]
    [InlineData(Header + "0 best friend a tt1\n", "line 2: has 5 fields where the header names 4")]
    [InlineData(Header + "0 friend a tt1\n0 wife b tt1\n", "line 3: the class 0 is called 'wife' here and 'friend' before")]
    [InlineData(Header, "the split 'val' of lvu-scene is empty")]
    [InlineData("", "the split 'val' of lvu-scene is empty")]
    public void A_task_of_LVU_of_another_form_is_refused(string content, string reason)
    {
        Directory.CreateDirectory(folder.File("scene"));
        folder.Write("scene/val.csv", content);
        Says(reason, () => Read("lvu-scene", "val"));
    }

    // The table of COIN's documents calls annotations a text and ids numbers, its example a list and texts.
    private const string Coin = """
        {"database": {
          "-b": {"duration": 131.5, "class": "MakeRJ45Cable", "subset": "training", "recipe_type": 2, "start": 5, "end": 8.5,
            "annotation": [{"id": "212", "segment": [60.0, 69], "label": "cut"}]},
          "a": {"duration": 20, "class": "PerformCPR", "subset": "validation", "recipe_type": "0", "annotation": "[]"},
          "c": {"class": "PerformCPR", "subset": "training", "recipe_type": 0, "annotation": [{"id": 7, "segment": [1, 2], "label": "x"}]}}}
        """;

    [Fact]
    public void Tasks_of_COIN_are_labels_by_their_numbers()
    {
        folder.Write("COIN.json", Coin);
        Assert.Equal(["training", "validation"], Source("coin").Splits(folder.Path));
        var train = Read("coin", "training");
        Assert.Equal(["PerformCPR", "1", "MakeRJ45Cable"], train.Classes);
        Assert.Equal([new LabelledVideo("-b", 2, 131.5), new LabelledVideo("c", 0)], train.Items);
        folder.Write(
            "taxonomy_target_action_mapping.csv",
            "Target Id,Target Label,Action Id,Action Label\n1,WashHair,3,wet it\n1,WashHair,4,\"dry, then comb\"\n3,Juggle,5,throw\n");
        Assert.Equal(["PerformCPR", "WashHair", "MakeRJ45Cable", "Juggle"], Read("coin", "validation").Classes);
    }

    [Theory]
    [InlineData("\"recipe_type\": 2", "\"recipe_type\": 0", "the task 0 is called 'PerformCPR' here and 'MakeRJ45Cable' before")]
    [InlineData("\"recipe_type\": 2", "\"recipe_type\": -2", "'recipe_type' must be a whole number below 65536; got '-2'")]
    [InlineData("\"recipe_type\": 2", "\"x\": 2", "-b: 'recipe_type' is missing")]
    [InlineData("\"training\"", "\"later\"", "'subset' must be training or validation; got 'later'")]
    [InlineData("database", "videos", "'database' is missing")]
    public void COIN_of_another_form_is_refused(string from, string to, string reason)
    {
        folder.Write("COIN.json", Coin.Replace(from, to));
        Says(reason, () => Read("coin", "training"));
    }

    private const string Actions =
        "id,subject,scene,quality,relevance,verified,script,objects,descriptions,actions,length\r\n"
        + "A,S,Bedroom,5,6,Yes,\"Sits, then stands.\",bed;cup,\"One.;Two, three.\",c001 12.10 18.00;c000 11.80 17.30;c001 30 20,16.62\r\n"
        + "BEGO,,,,,,,,,,\r\nC,,,,,No,,,,c002 0.0 99.5,30\r\n";

    [Fact]
    public void A_video_of_CharadesEgo_shows_every_action_that_is_named()
    {
        folder.Write("Charades_v1_classes.txt", "c000 Holding some clothes\r\nc001 Opening a door\r\nc002 Sitting in a bed/chair\r\n");
        folder.Write("CharadesEgo_v1_test_only1st.csv", "egocentric," + Actions.Replace("\r\n", "\r\nYes,").TrimEnd("Yes,".ToCharArray()));
        folder.Write("CharadesEgo_v0_train.csv", "id,actions\nold,\n");
        folder.Write("CharadesEgo_v1_train.csv", Actions);
        var source = AnnotationSources.Named<IMultiLabelSource>("charades-ego");
        Assert.Equal(["train", "test_only1st"], source.Splits(folder.Path));
        foreach (var split in source.Splits(folder.Path))
        {
            var read = source.MultiLabels(folder.Path, split, default);
            Assert.Equal(["Holding some clothes", "Opening a door", "Sitting in a bed/chair"], read.Classes);
            Assert.Equal(
                ["A [0 1] 16.62", "BEGO [] ", "C [2] 30"],
                read.Items.Select(item => FormattableString.Invariant($"{item.Video} [{string.Join(' ', item.Labels)}] {item.Duration}")));
        }
        var summary = SplitSummary.Of(source, folder.Path, "train", null, default);
        Assert.Equal((3, 3, 3, 3, (16.62 + 30) / 2, 10 / 3.0),
            (summary.Videos, summary.Items, summary.Captions, summary.Classes, summary.MeanDuration, summary.MeanWords));
    }

    [Theory]
    [InlineData("c000 a\nc001 b\n", "x,c002 1 2", "Charades_v1_classes.txt has no action 'c002'")]
    [InlineData("c000 a\n", "x,c000 1", "must hold an action, its start and its end, as c077 12.10 18.00; got 'c000 1'")]
    [InlineData("c000 a\n", "x,c000 1 NaN", "got 'c000 1 NaN'")]
    [InlineData("c000 a\n", "x,d000 1 2", "got 'd000 1 2'")]
    [InlineData("c000 a\n", ",c000 1 2", "line 2: 'id' is empty")]
    [InlineData("c000 a\nc002 b\n", "x,", "line 2: expected c001 and the phrase of an action; got 'c002 b'")]
    [InlineData("c000\n", "x,", "line 1: expected c000 and the phrase")]
    [InlineData(null, "x,", "'Charades_v1_classes.txt' is missing")]
    public void CharadesEgo_of_another_form_is_refused(string? classes, string row, string reason)
    {
        if (classes is not null) folder.Write("Charades_v1_classes.txt", classes);
        folder.Write("CharadesEgo_v1_test.csv", "id,actions\n" + row + "\n");
        Says(reason, () => AnnotationSources.Named<IMultiLabelSource>("charades-ego").MultiLabels(folder.Path, "test", default));
    }

    [Fact]
    public void A_label_of_ImageNet_is_the_rank_of_its_WordNet_id()
    {
        foreach (var wnid in (string[])["n01443537", "n01440764", "notes"]) Directory.CreateDirectory(folder.File("val/" + wnid));
        folder.Write("val/n01443537/b.JPEG", "");
        folder.Write("val/n01443537/a.jpg", "");
        folder.Write("val/n01443537/a.txt", "");
        folder.Write("val/n01440764/c.JPEG", "");
        Assert.Equal(["n01440764", "n01443537"], Read("imagenet", "val").Classes);
        folder.Write("LOC_synset_mapping.txt", "n01443537 goldfish, Carassius auratus\nn01440764 tench, Tinca tinca\nn00000001 crane\n");
        var read = Read("imagenet", "val");
        Assert.Equal(["crane", "tench", "goldfish"], read.Classes);
        Assert.Equal(
            [new LabelledVideo("n01440764/c.JPEG", 1), new LabelledVideo("n01443537/a.jpg", 2), new LabelledVideo("n01443537/b.JPEG", 2)],
            read.Items);
        foreach (var videos in new[] { folder.Path, folder.File("val") })
            Assert.Equal((3, 2), (read.FoundIn(new VideoFolder(videos)).Items.Count,
                SplitSummary.Of(Source("imagenet"), folder.Path, "val", new VideoFolder(videos), default).Classes));
        folder.Write("LOC_synset_mapping.txt", "n01440764 tench\n");
        Says("n01443537 is none of the classes that are listed", () => Read("imagenet", "val"));
    }

    [Fact]
    public void Pictures_in_one_folder_have_a_list()
    {
        folder.Write("LOC_synset_mapping.txt", "n01440764 tench, Tinca tinca\r\nn01443537 goldfish\r\n");
        Assert.Empty(Read("imagenet", "val").Items);
        Assert.Equal(2, SplitSummary.Of(Source("imagenet"), folder.Path, "val", null, default).Classes);
        folder.Write("val.txt", "a.JPEG 1\nb.JPEG n01440764\n");
        Assert.Equal([new LabelledVideo("a.JPEG", 1), new LabelledVideo("b.JPEG", 0)], Read("imagenet", "val").Items);
        folder.Write("LOC_val_solution.csv", "ImageId,PredictionString\nc,n01443537 85 1 499 272 n01443537 1 2 3 4\n");
        Assert.Equal([new LabelledVideo("c.JPEG", 1)], Read("imagenet", "val").Items);
        folder.Write("LOC_val_solution.csv", "ImageId,PredictionString\nc,n09999999 85 1 499 272\n");
        Says("line 2: expected a picture and its class; got 'n09999999'", () => Read("imagenet", "val"));
        File.Delete(folder.File("LOC_val_solution.csv"));
        folder.Write("val.txt", "a.JPEG 2\n");
        Says("line 1: expected a picture and its class, below 2 or a WordNet id; got 'a.JPEG 2'", () => Read("imagenet", "val"));
        folder.Write("LOC_synset_mapping.txt", "n01440764\n");
        Says("line 1: expected a WordNet id and names", () => Read("imagenet", "val"));
        folder.Write("LOC_synset_mapping.txt", "n01440764 tench\nn01440764 tench\n");
        Says("line 2: n01440764 stands there twice", () => Read("imagenet", "val"));
    }

    [Fact]
    public void Plain_folders_are_splits_of_classes_or_classes()
    {
        foreach (var file in (string[])["test/dogs/b.mp4", "train/cats/a.v1.mp4", "train/cats/a.v1.avi", "train/owls/c.JPG",
            "train/cats/x.txt", "train/readme.md", "train/.cache/y.mp4", "extra/owls/d.webm"])
        {
            Directory.CreateDirectory(folder.File(Path.GetDirectoryName(file)!));
            folder.Write(file, "");
        }
        Assert.Equal(["train", "test", "extra"], Source("folders").Splits(folder.Path));
        var train = Read("folders", "train");
        Assert.Equal(["cats", "dogs", "owls"], train.Classes);
        Assert.Equal([new LabelledVideo("train/cats/a.v1", 0), new LabelledVideo("train/owls/c.JPG", 2)], train.Items);
        Assert.Equal([new LabelledVideo("test/dogs/b", 1)], Read("folders", "test").Items);
        Assert.Equal(2, train.FoundIn(new VideoFolder(folder.Path)).Items.Count);
        Says("folders has no split 'val' here; there is train, test, extra", () => Read("folders", "val"));

        using var flat = new TemporaryFolder();
        var none = Assert.Throws<GexiaException>(() => Source("folders").Splits(flat.Path));
        Assert.Contains("holds none of the files of folders", none.Message);
        foreach (var name in (string[])["a", "b", "c"]) Directory.CreateDirectory(flat.File(name));
        flat.Write("b/1.mp4", "");
        flat.Write("a/2.mp4", "");
        Directory.CreateDirectory(flat.File("a/nothing"));
        Assert.Equal(["all"], Source("folders").Splits(flat.Path));
        var all = Source("folders").Labels(flat.Path, "all", default);
        Assert.Equal(["a", "b", "c"], all.Classes);
        Assert.Equal([new LabelledVideo("a/2", 0), new LabelledVideo("b/1", 1)], all.Items);
    }

    private void Says(string reason, Action read)
    {
        var message = Assert.Throws<GexiaException>(read).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(folder.Path, message);
        Assert.DoesNotContain('\n', message);
    }

    private static ILabelSource Source(string name) => AnnotationSources.Named<ILabelSource>(name);

    private DatasetSplit<LabelledVideo> Read(string name, string split) => Source(name).Labels(folder.Path, split, default);
}
