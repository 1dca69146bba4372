using System.Globalization;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>MSRVTT-QA and MSVD-QA in both their forms.</summary>
public sealed class QuestionSourceTests : IDisposable
{
    private const string MsrVtt = """
        [{"answer":"kite","category_id":14,"id":158581,"question":"what is  a boy flying?","video_id":6513},
         {"answer":" 2 ","category_id":14,"id":"158582","question":" how many dogs? ","video_id":"6513"},
         {"question":"what falls?","id":158583,"video_id":"video6514","answer":"kite"}]
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("", "\n")]
    [InlineData("\uFEFF", "\r\n")]
    public void A_list_of_questions_is_read_in_its_order(string mark, string end)
    {
        folder.Write("val_qa.json", mark + MsrVtt.ReplaceLineEndings(end));
        var split = Read("msrvtt-qa", "val");
        Assert.Equal(("msrvtt-qa", "val"), (split.Dataset, split.Split));
        Assert.Equal(
            [
                new VideoQuestion("video6513", "what is  a boy flying?", "kite", 158581),
                new VideoQuestion("video6513", "how many dogs?", "2", 158582), new VideoQuestion("video6514", "what falls?", "kite", 158583)
            ],
            split.Items);
        Assert.Equal(["kite", "2"], split.Classes);
        Assert.Empty(split.Dropped);
    }

    [Fact]
    public void The_table_form_is_read_where_there_is_no_list()
    {
        folder.Write(
            "test.csv", "\uFEFFvideo,question,answer,qid,type\r\n7010,\"what does one say, and why\",no,170862,10\r\n7010,who,man,9,18");
        Assert.Equal(
            [
                new VideoQuestion("video7010", "what does one say, and why", "no", 170862),
                new VideoQuestion("video7010", "who", "man", 9)
            ],
            Read("msrvtt-qa", "test").Items);
        folder.Write("test_qa.json", MsrVtt);
        Assert.Equal(3, Read("msrvtt-qa", "test").Items.Count);
        Assert.Equal(["test"], Source("msrvtt-qa").Splits(folder.Path));
    }

    [Fact]
    public void Answers_are_listed_by_how_often_they_occur_and_then_by_name()
    {
        folder.Write(
            "train.csv", "video,question,answer\n" + string.Concat("b c a c d b e".Split(' ').Select(answer => $"1,who,{answer}\n")));
        Assert.Equal(["b", "c", "a", "d", "e"], Read("msvd-qa", "train").Classes);
    }

    [Fact]
    public void Rows_without_a_text_are_counted_and_left_out()
    {
        folder.Write(
            "train_qa.json", """
            [{"answer":"a","id":0,"question":" ","video_id":1},{"answer":null,"id":1,"question":"who?","video_id":1},
             {"answer":"","id":2,"question":"who?","video_id":1},{"answer":"a","id":3,"question":"who?","video_id":1}]
            """);
        var split = Read("msvd-qa", "train");
        Assert.Equal([3L], split.Items.Select(item => item.Id));
        Assert.Equal([("no_question", 1), ("no_answer", 2)], split.Dropped.Select(entry => (entry.Key, entry.Value)));
    }

    [Fact]
    public void A_video_of_MSVD_has_the_name_that_the_mapping_gives_it()
    {
        folder.Write(
            "train_qa.json",
            "[" + string.Join(
                ',', new[] { 1, 2, 30 }.Select(id => $$"""{"answer":"a","id":{{id}},"question":"who?","video_id":{{id}}}""")) + "]");
        Assert.Equal(["vid1", "vid2", "vid30"], Read("msvd-qa", "train").Items.Select(item => item.Video));
        folder.Write("youtube_mapping.txt", "\uFEFF-4wsu_jDBc_5_15 vid1\r\n_A__b_0_1\tvid2 \r\n\r\n");
        Assert.Equal(["-4wsu_jDBc_5_15", "_A__b_0_1", "vid30"], Read("msvd-qa", "train").Items.Select(item => item.Video));
    }

    [Theory]
    [InlineData("val_qa.json", """[{"answer":"a","id":0,"question":"who?","video""", "not valid JSON")]
    [InlineData("val_qa.json", """{"answer":"a"}""", "must be a list of questions")]
    [InlineData("val_qa.json", "[]", "the split 'val' of msrvtt-qa is empty.")]
    [InlineData("val_qa.json", "", "not valid JSON")]
    [InlineData("val_qa.json", """[{"answer":"a","id":0,"question":"who?","video_id":1},[1]]""", "record 2: expected a JSON object")]
    [InlineData("val_qa.json", """[{"answer":"a","id":0,"question":"who?"}]""", "record 1: 'video_id' is missing")]
    [InlineData("val_qa.json", """[{"answer":"a","question":"who?","video_id":1}]""", "'id' is missing")]
    [InlineData("val_qa.json", """[{"id":0,"question":"who?","video_id":1}]""", "'answer' is missing")]
    [InlineData("val_qa.json", """[{"answer":["a"],"id":0,"question":"who?","video_id":1}]""", "'answer' must be a text")]
    [InlineData("val_qa.json", """[{"answer":"a","id":0,"question":"who?","video_id":"../x"}]""", "called by a whole number; got '../x'")]
    [InlineData("val_qa.json", """[{"answer":"a","id":0,"question":"who?","video_id":"vid1"}]""", "called by a whole number; got 'vid1'")]
    [InlineData("val_qa.json", """[{"answer":"a","id":0.5,"question":"who?","video_id":1}]""", "whole number; got '0.5'")]
    [InlineData("val_qa.json", """[{"answer":"","id":0,"question":"who?","video_id":1}]""", "is empty: nothing is left of 1 rows")]
    [InlineData("val.csv", "video,question\n1,who\n", "header names no 'answer'")]
    [InlineData("val.csv", "video,question,answer\n1,who\n", "line 2: has 2 fields where the header names 3")]
    [InlineData("val.csv", "video,question,answer\n1,\"who,a\n", "line 2: a quote is opened here and never closed")]
    [InlineData("val.csv", "video,question,answer\n,who,a\n", "line 2: a video is called by a whole number; got ''")]
    [InlineData("train.csv", "video,question,answer\n1,who,a\n", "msrvtt-qa has no split 'val' here; there is train.")]
    [InlineData("other.csv", "", "holds none of the files of msrvtt-qa. MSRVTT-QA has")]
    public void What_cannot_be_read_is_said_in_one_line(string name, string content, string reason)
    {
        folder.Write(name, content);
        var message = Assert.Throws<GexiaException>(() => Read("msrvtt-qa", "val")).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(folder.Path, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("name", "expected a name and vidN; got 'name'")]
    [InlineData("name vidx", "expected a name and vidN")]
    [InlineData("name vid", "expected a name and vidN")]
    [InlineData("a vid1\nb vid1", "line 2: vid1 has a name already: 'a'")]
    public void A_mapping_of_another_form_is_refused(string content, string reason)
    {
        folder.Write("val.csv", "video,question,answer\n1,who,a\n");
        folder.Write("youtube_mapping.txt", content);
        Assert.Contains(reason, Assert.Throws<GexiaException>(() => Read("msvd-qa", "val")).Message);
    }

    [Fact]
    public void A_full_size_split_is_read()
    {
        const int questions = 12_278;
        folder.Write(
            "val_qa.json",
            "[" + string.Join(',', Enumerable.Range(0, questions).Select(id => string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"answer":"a{{id % 1500}}","category_id":1,"id":{{id}},"question":"what is it?","video_id":{{id % 497}}}"""))) + "]");
        var split = Read("msrvtt-qa", "val");
        Assert.Equal((questions, 1500), (split.Items.Count, split.Classes.Count));
    }

    private static IQuestionSource Source(string name) => AnnotationSources.Named<IQuestionSource>(name);

    private DatasetSplit<VideoQuestion> Read(string name, string split) => Source(name).Questions(folder.Path, split, default);
}
