using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>UCF101 and HMDB51 in the form of their official lists.</summary>
public sealed class LabelSourceTests : IDisposable
{
    private const string Classes = "1 Archery\r\n2 HandstandPushups\r\n3 YoYo\r\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Lists_of_UCF101_have_labels_in_training_and_folders_in_test()
    {
        folder.Write("classInd.txt", "\uFEFF" + Classes);
        folder.Write(
            "trainlist01.txt", "YoYo/v_YoYo_g08_c01.avi 3\r\nHandstandPushups/v_HandStandPushups_g01_c01.avi 2 \r\nYoYo/v.1.AVI 3");
        folder.Write("testlist01.txt", "\uFEFFArchery/v_Archery_g01_c01.avi\nHandstandPushups/v_HandStandPushups_g02_c01.avi\n\n");
        folder.Write("testlist03.txt", "Archery/v_Archery_g01_c01.avi");
        Assert.Equal(["train1", "test1", "test3"], Source("ucf101").Splits(folder.Path));
        var train = Read("ucf101", "train1");
        Assert.Equal(["Archery", "HandstandPushups", "YoYo"], train.Classes);
        Assert.Equal(
            [
                new LabelledVideo("YoYo/v_YoYo_g08_c01", 2), new LabelledVideo("HandstandPushups/v_HandStandPushups_g01_c01", 1),
                new LabelledVideo("YoYo/v.1", 2)
            ],
            train.Items);
        Assert.Equal(
            [new LabelledVideo("Archery/v_Archery_g01_c01", 0), new LabelledVideo("HandstandPushups/v_HandStandPushups_g02_c01", 1)],
            Read("ucf101", "test1").Items);
    }

    [Fact]
    public void The_folder_of_the_lists_is_found_in_the_root()
    {
        Directory.CreateDirectory(folder.File("ucfTrainTestlist"));
        folder.Write("ucfTrainTestlist/classInd.txt", Classes);
        folder.Write("ucfTrainTestlist/testlist02.txt", "YoYo/a.avi\n");
        Assert.Equal(["test2"], Source("ucf101").Splits(folder.Path));
        Assert.Single(Read("ucf101", "test2").Items);
        Assert.Single(Read("ucf101", "test2", folder.File("ucfTrainTestlist")).Items);
    }

    [Fact]
    public void Lists_of_HMDB51_give_a_video_to_one_half_or_to_none()
    {
        const string brush = "Brushing_Her_Hair__[_NEW_AUDIO_]_UPDATED!!!!_brush_hair_h_cm_np1_fr_goo_0";
        Directory.CreateDirectory(folder.File("testTrainMulti_7030_splits"));
        folder.Write(
            "testTrainMulti_7030_splits/brush_hair_test_split1.txt",
            $"{brush}.avi 1 \r\n(HQ)_Rock_'n'_#2_brush.avi 2 \r\nunused.avi 0 \r\nA b.avi 1\n");
        folder.Write("testTrainMulti_7030_splits/wave_test_split1.txt", "w.avi 2 \nx.avi 2 ");
        folder.Write("testTrainMulti_7030_splits/wave_test_split3.txt", "w.avi 1 \n");
        folder.Write("testTrainMulti_7030_splits/README", "no list");
        foreach (var root in new[] { folder.Path, folder.File("testTrainMulti_7030_splits") })
        {
            Assert.Equal(["train1", "test1", "train3", "test3"], Source("hmdb51").Splits(root));
            var (train, test) = (Read("hmdb51", "train1", root), Read("hmdb51", "test1", root));
            Assert.Equal(["brush_hair", "wave"], train.Classes);
            Assert.Equal([new LabelledVideo($"brush_hair/{brush}", 0), new LabelledVideo("brush_hair/A b", 0)], train.Items);
            Assert.Equal(
                [("brush_hair/(HQ)_Rock_'n'_#2_brush", 0), ("wave/w", 1), ("wave/x", 1)],
                test.Items.Select(item => (item.Video, item.Label)));
            Assert.Equal(1, Assert.Single(train.Dropped, reason => reason.Key == "unused").Value);
            Assert.Equal([new LabelledVideo("wave/w", 1)], Read("hmdb51", "train3", root).Items);
            Assert.Contains("split 'test3' of hmdb51 is empty", Assert.Throws<GexiaException>(() => Read("hmdb51", "test3", root)).Message);
        }
    }

    [Theory]
    [InlineData("train1", "Archery/v_a.avi\n", "line 1: expected class/video.avi and the number of the class; got 'Archery/v_a.avi'")]
    [InlineData("train1", "Archery/v_a.avi 1\nArchery/v_b", "line 2: expected class/video.avi and the number")]
    [InlineData("train1", "Archery/v_a.avi one", "a whole number; got 'one'")]
    [InlineData("train1", "Archery/v_a.avi -1", "a whole number; got '-1'")]
    [InlineData("train1", "Archery/v_a.avi 0", "the class '0' is not that of Archery, which is 1")]
    [InlineData("train1", "Juggling/v_a.avi 1", "classInd.txt has no class 'Juggling'")]
    [InlineData("test1", "Archery/v_a.avi 1", "expected class/video.avi; got")]
    [InlineData("test1", "v_a.avi", "expected class/video.avi; got 'v_a.avi'")]
    [InlineData("test1", "Archery/v_a", "expected class/video.avi; got 'Archery/v_a'")]
    [InlineData("test1", "Archery/b/v_a.avi", "expected class/video.avi")]
    [InlineData("test1", "Archery/.avi", "expected class/video.avi")]
    [InlineData("test1", "\r\n\n", "the split 'test1' of ucf101 is empty.")]
    [InlineData("test2", "Archery/v_a.avi", "ucf101 has no split 'train1' here; there is test2.", "train1")]
    [InlineData("test2", "Archery/v_a.avi", "no split 'test02' here", "test02")]
    [InlineData("test2", "Archery/v_a.avi", "no split '' here", "")]
    public void What_cannot_be_read_is_said_in_one_line(string list, string content, string reason, string? split = null)
    {
        folder.Write("classInd.txt", Classes);
        folder.Write($"{list[..^1]}list0{list[^1]}.txt", content);
        Says(reason, () => Read("ucf101", split ?? list));
    }

    [Theory]
    [InlineData("2 Archery", "line 1: expected 1 and the name of a class; got '2 Archery'")]
    [InlineData("1", "expected 1 and the name of a class")]
    [InlineData("1 Archery\n2 archery", "line 2: the class 'archery' stands there twice")]
    [InlineData("", "has no class 'Archery'")]
    public void A_list_of_classes_of_another_form_is_refused(string content, string reason)
    {
        folder.Write("classInd.txt", content);
        folder.Write("testlist01.txt", "Archery/v_a.avi");
        Says(reason, () => Read("ucf101", "test1"));
    }

    [Fact]
    public void A_list_without_classes_a_long_line_and_bytes_that_are_no_text_are_told()
    {
        folder.Write("testlist01.txt", "Archery/v_a.avi");
        Says("'classInd.txt' is missing. UCF101 has", () => Read("ucf101", "test1"));
        folder.Write("classInd.txt", Classes);
        folder.Write("testlist01.txt", new string('x', 1 << 20));
        Says("line 1: longer than 65536 bytes", () => Read("ucf101", "test1"));
        folder.Write("testlist01.txt", new string('x', 1 << 12));
        var message = Says("got 'xxx", () => Read("ucf101", "test1"));
        Assert.InRange(message.Length, 0, 300);
        File.WriteAllBytes(folder.File("testlist01.txt"), [.. "Archery/"u8, 0xFF, .. ".avi"u8]);
        Says("line 1: not UTF-8", () => Read("ucf101", "test1"));
    }

    [Theory]
    [InlineData("a.avi", "line 1: expected video.avi and 0, 1 or 2; got 'a.avi'")]
    [InlineData("a.avi 3", "got 'a.avi 3'")]
    [InlineData("a 1", "expected video.avi and 0, 1 or 2")]
    [InlineData("b/a.avi 1", "expected video.avi and 0, 1 or 2")]
    [InlineData("a.avi 0", "the split 'train1' of hmdb51 is empty: nothing is left of 1 rows")]
    public void A_list_of_HMDB51_of_another_form_is_refused(string content, string reason)
    {
        folder.Write("wave_test_split1.txt", content);
        Says(reason, () => Read("hmdb51", "train1"));
    }

    [Fact]
    public void A_wrong_root_is_said()
    {
        foreach (var name in AnnotationSources.Names<ISplitSource>())
        {
            Says($"holds none of the files of {name}", () => AnnotationSources.Named<ISplitSource>(name).Splits(folder.Path));
            var missing = folder.File("nowhere");
            Says("no such folder", () => AnnotationSources.Named<ISplitSource>(name).Splits(missing));
            Says("is a file, not a folder", () => AnnotationSources.Named<ISplitSource>(name).Splits(Environment.ProcessPath!), "");
        }
    }

    private string Says(string reason, Action read, string? start = null)
    {
        var message = Assert.Throws<GexiaException>(read).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(start ?? folder.Path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static ILabelSource Source(string name) => AnnotationSources.Named<ILabelSource>(name);

    private DatasetSplit<LabelledVideo> Read(string name, string split, string? root = null) =>
        Source(name).Labels(root ?? folder.Path, split, default);
}
