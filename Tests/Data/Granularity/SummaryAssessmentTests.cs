using Gexia.Data.Granularities;
using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Granularities;

public sealed class SummaryAssessmentTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static IReadOnlyList<Pair> Pairs(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Pair(
            i, [new ClipSegment($"v{i / 4}.mp4", i, i + 1)], $"caption {i}", $"v{i / 4}.mp4", i, i + 1, Granularity.Svst)),
    ];

    [Theory]
    [InlineData(360, 100, 3.6, 100, 360)]
    [InlineData(359, 100, 3.6, 99, 356)]
    [InlineData(5, 100, 1, 5, 5)]
    [InlineData(3, 100, 3.6, 1, 3)]
    [InlineData(2, 100, 3.6, 0, 0)]
    [InlineData(0, 1, 1, 0, 0)]
    public void Tasks_are_drawn_without_repetition(int pairs, int wanted, double clips, int tasks, int texts)
    {
        var drawn = SummaryTask.Draw(Pairs(pairs), wanted, clips, new Rng(3));
        Assert.Equal((tasks, texts), (drawn.Count, drawn.Sum(task => task.Clips)));
        Assert.Equal(texts, drawn.SelectMany(task => task.Text.Split(". ")).Select(text => text.TrimEnd('.')).Distinct().Count());
        Assert.All(drawn, task => Assert.Equal(task.Text, task.Reference));
        Assert.All(drawn, task => Assert.InRange(task.Clips, Math.Floor(clips), Math.Ceiling(clips)));
        Assert.Equal(drawn, SummaryTask.Draw(Pairs(pairs), wanted, clips, new Rng(3)));
        if (tasks > 1) Assert.NotEqual(drawn, SummaryTask.Draw(Pairs(pairs), wanted, clips, new Rng(4)));
    }

    [Fact]
    public void A_source_with_a_summary_is_a_task()
    {
        var file = folder.Write(
            "summaries.jsonl", """{"video":"v0.mp4","summary":"zero"}""" + "\n" + """{"video":"v2.mp4","summary":"two"}""");
        var tasks = SummaryTask.BySource(Pairs(10), FileSummaries.Open(file), 5, new Rng(1)).OrderBy(task => task.Text).ToList();
        Assert.Equal(["zero", "two"], tasks.Select(task => task.Reference));
        Assert.Equal("caption 8. caption 9.", tasks[1].Text);
        Assert.Equal([4, 2], tasks.Select(task => task.Clips));
    }

    [Theory]
    [InlineData("", "holds no task")]
    [InlineData("{\"text\":\"a\"}", "'reference' is missing")]
    [InlineData("{\"text\":\" \",\"reference\":\"a\"}", "'text' is empty")]
    [InlineData("{\"text\":1,\"reference\":\"a\"}", "line 1")]
    [InlineData("[1]", "line 1")]
    public void A_file_of_tasks_says_what_is_wrong_with_it(string content, string said) => Assert.Contains(
        said, Assert.Throws<GexiaException>(() => SummaryTask.Read(folder.Write("tasks.jsonl", content))).Message);

    private sealed class First(int words) : ISummarizer
    {
        public string Id => "first";

        public string Summarize(string text, int maxWords) => string.Join(' ', text.Split(' ').Take(Math.Min(words, maxWords)));
    }

    private sealed class Letters : ITokenFeatures
    {
        public string Id => "letters";

        public IReadOnlyList<TokenFeatures> Of(IReadOnlyList<string> texts, CancellationToken cancellation = default) =>
        [
            .. texts.Select(text => TokenFeatures.Of([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
                word => (float[])[.. Enumerable.Range('a', 26).Select(letter => word.Contains((char)letter) ? 1f : 0f)])])),
        ];
    }

    /// <summary>"a" for "a b" and "c" for "c": ROUGE-1 2/3 and 1, ROUGE-2 0, BERTScore as ROUGE-1, as no letter is like another.</summary>
    [Fact]
    public void Figures_are_means_over_tasks()
    {
        SummaryTask[] tasks = [new("a b", "a b"), new("c d e", "c")];
        var row = SummaryAssessment.Of(tasks, new First(1), 20, new Letters());
        Assert.Equal(("first", 2), (row.Summarizer, row.Tasks));
        Assert.Equal(((2.0 / 3) + 1) / 2, row.Rouge1, 1e-12);
        Assert.Equal(0, row.Rouge2);
        Assert.Equal(row.Rouge1, row.RougeL, 1e-12);
        Assert.Equal(row.Rouge1, row.BertScore!.Value, 1e-12);
        Assert.Equal(1, row.Words);
        Assert.Null(SummaryAssessment.Of(tasks, new First(1), 20, encoder: null).BertScore);
        Assert.Throws<ArgumentException>(() => SummaryAssessment.Of([], new First(1), 20, null));
    }
}
