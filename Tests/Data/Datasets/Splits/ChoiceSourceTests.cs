using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Datasets.Splits;

/// <summary>How2QA in both of its forms.</summary>
public sealed class ChoiceSourceTests : IDisposable
{
    private const string Rows =
        "NOuQ,[7.2:18.0],10,12,16,how many knife is there?,1\n"
        + "-iYc,[0:3],\"red, then blue \",None,no,\"What \"\"colour\"\" is it\",No\n"
        + "NOuQ,[7.2:18.0],a,b,c,,d\nNOuQ,[7.2:18.0],a,b,c,who?,\nNOuQ,[18:7.2],a,b,c,who?,d\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static IChoiceSource Source => AnnotationSources.Named<IChoiceSource>("how2qa");

    [Theory]
    [InlineData("", "\n")]
    [InlineData("\uFEFF", "\r\n")]
    public void Rows_have_no_header_and_the_right_answer_is_last(string mark, string end)
    {
        folder.Write("how2QA_val_release.csv", mark + Rows.Replace("\n", end));
        var split = Source.Choices(folder.Path, "val", default);
        Assert.Equal(
            [("NOuQ", 7.2, 18.0, "how many knife is there?", "1"), ("-iYc", 0.0, 3.0, "What \"colour\" is it", "No")],
            split.Items.Select(item => (item.Video, item.Start, item.End, item.Question, item.Choices[item.Answer])));
        Assert.Equal(["1", "10", "12", "16"], split.Items[0].Choices.Order(StringComparer.Ordinal));
        Assert.Equal(["No", "None", "no", "red, then blue"], split.Items[1].Choices.Order(StringComparer.Ordinal));
        Assert.Equal(["1", "No"], split.Classes);
        Assert.Equal(
            [("empty_segments", 1), ("no_answer", 1), ("no_question", 1)],
            split.Dropped.Select(entry => (entry.Key, entry.Value)).Order());
        var summary = SplitSummary.Of(Source, folder.Path, "val", null, default);
        Assert.Equal((2, 2, 2, 2, 6.9, 4.5), (summary.Videos, summary.Items, summary.Captions, summary.Classes,
            Math.Round(summary.MeanDuration!.Value, 9), summary.MeanWords));
    }

    [Fact]
    public void The_order_of_choices_is_the_same_each_time_and_no_place_is_right_more_often()
    {
        folder.Write(
            "how2QA_test_public_release.csv", string.Concat(Enumerable.Range(0, 400).Select(i => $"v,[0:1],a,b,c,number {i}?,d\r\n")));
        Assert.Equal(["test_public"], Source.Splits(folder.Path));
        var (first, second) = (Source.Choices(folder.Path, "test_public", default), Source.Choices(folder.Path, "test_public", default));
        Assert.Equal(first.Items.Select(item => string.Concat(item.Choices)), second.Items.Select(item => string.Concat(item.Choices)));
        Assert.All(first.Items, item => Assert.Equal("d", item.Choices[item.Answer]));
        for (var place = 0; place < 4; place++) Assert.InRange(first.Items.Count(item => item.Answer == place), 70, 130);
        Assert.Equal(24, first.Items.Select(item => string.Concat(item.Choices)).Distinct().Count());
    }

    [Fact]
    public void Lines_of_the_other_form_count_the_right_answer()
    {
        folder.Write(
            "how2qa_train.jsonl", """
            {"clip_id":"a_0_60","span":[1, 2.5],"text_q":" who? ","text_a": ["x", "y ", "z", "w"], "text_s":[{}],"answer_idx":1}
            {"clip_id": "b", "span": [NaN, NaN], "text_q": "what?", "text_a": ["x", "x"], "text_s": [], "answer_idx": 0}
            {"clip_id": "c", "text_q": "what?", "text_a": ["x", "q"], "answer_idx": 1}
            """);
        Assert.Equal(
            ["a_0_60 1 2.5 who? y 4", "b 0 ∞ what? x 2", "c 0 ∞ what? q 2"],
            Source.Choices(folder.Path, "train", default).Items.Select(item => FormattableString.Invariant(
                $"{item.Video} {item.Start} {item.End} {item.Question} {item.Choices[item.Answer]} {item.Choices.Count}")
                .Replace("Infinity", "∞")));
    }

    [Theory]
    [InlineData("val.csv", "a,[1:2],x,y,z,q\n", "line 1: has 6 fields where there are to be 7")]
    [InlineData("val.csv", "a,[1:2],x,y,z,q,r,s\n", "line 1: has 8 fields where there are to be 7")]
    [InlineData("val.csv", "a,1-2,x,y,z,q,r\n", "line 1: the second field must be a span such as [7.2:18.0]; got '1-2'")]
    [InlineData("val.csv", "a,[1:2:3],x,y,z,q,r\n", "got '[1:2:3]'")]
    [InlineData("val.csv", "a,[1:NaN],x,y,z,q,r\n", "got '[1:NaN]'")]
    [InlineData("val.csv", ",[1:2],x,y,z,q,r\n", "line 1: the name of the video is empty")]
    [InlineData("val.csv", "a,[1:2],x,y,z,q,\"r\n", "line 1: a quote is opened here and never closed")]
    [InlineData("val.csv", "", "the split 'val' of how2qa is empty")]
    [InlineData("val.csv", "a,[2:1],x,y,z,q,r\n", "is empty: nothing is left of 1 rows")]
    [InlineData("val.jsonl", """{"clip_id":"a","text_q":"q","text_a":["x","y"],"answer_idx":2}""",
        "'answer_idx' must count the 2 answers from 0; got 2")]
    [InlineData("val.jsonl", """{"clip_id":"a","text_q":"q","text_a":["x"],"answer_idx":0}""",
        "must hold two answers at least; it holds 1")]
    [InlineData("val.jsonl", """{"clip_id":"a","span":[1],"text_q":"q","text_a":["x","y"],"answer_idx":0}""",
        "'span' must hold a start and an end")]
    [InlineData("val.jsonl", """{"clip_id":"a","span":["1",2],"text_q":"q","text_a":["x","y"],"answer_idx":0}""",
        "'span' must hold numbers, got \"1\"")]
    public void A_file_of_another_form_is_refused(string name, string content, string reason)
    {
        folder.Write("how2qa_" + name, content);
        var message = Assert.Throws<GexiaException>(() => Source.Choices(folder.Path, "val", default)).Message;
        Assert.Contains(reason, message);
        Assert.StartsWith(folder.Path, message);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("test", "test_public")]
    [InlineData("test_public", "test_public")]
    [InlineData("training", "train")]
    [InlineData("val", "val")]
    [InlineData("other", "other")]
    public void A_name_that_means_the_same_finds_the_split(string asked, string meant) =>
        Assert.Equal(meant, SplitRules.Meant(["train", "val", "test_public"], asked));
}
