using System.Globalization;
using System.Text;
using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Blocks;
using Gexia.Data.Datasets.PairFiles;
using Gexia.Data.Granularities;
using Gexia.Data.Granularities.Partitioned;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Granularities;

/// <summary>An expansion from file to files against the expansion of the same pairs in memory.</summary>
public sealed class PartitionedExpansionTests : IDisposable
{
    private const int BlockSize = 700;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Clips of 40 sources, 1 to 8 each, in an order that leaves hardly two of a source adjacent.</summary>
    private string Input(string name = "pairs.jsonl")
    {
        var lines = new List<string>();
        for (var source = 0; source < 40; source++)
            for (var clip = 0; clip <= source % 8; clip++)
            {
                var (start, animal) = (7 * clip % 50, clip % 2 == 0 ? "dog" : "cat");
                lines.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$"""{"video":"s{{source}}é.mp4","start":{{start}},"end":{{start + 1.5}},"source":"s{{source}}", """
                        + $$""" "caption":"a {{animal}} runs {{clip}} times"}"""));
            }
        new Rng(1).Shuffle(lines);
        return folder.Write(name, string.Join('\n', lines) + "\n");
    }

    private static ExpansionContext Context(CancellationToken cancellation = default) =>
        new(new ExtractiveSummarizer(), new Rng(3)) { Cancellation = cancellation };

    private ExpansionJob Job(string input, string output, int parts, int threads = 2, CancellationToken cancellation = default) => new(
        new LineBlocks(input, JsonPairs.Stated, BlockSize), ExpansionPlan.Default, Context(cancellation), folder.File(output),
        $"{input} {FileStamp.Of(input)} {parts}", parts, threads);

    private Dictionary<string, string> Files(string output) =>
        Directory.EnumerateFiles(folder.File(output)).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

    [Fact]
    public void One_part_gives_the_bytes_of_an_expansion_in_memory()
    {
        var input = Input();
        var outcome = PartitionedExpansion.Run(Job(input, "out", parts: 1));
        var sets = Expansion.Run(PairReader.Read(new PairFile(input)), ExpansionPlan.Default, Context());
        Assert.Equal(sets.Select(set => (set.Granularity, (long)set.Pairs.Count)), outcome.Counts);
        foreach (var set in sets)
        {
            PairWriter.Write(folder.File("expected"), set.Pairs);
            Assert.Equal(File.ReadAllText(folder.File("expected")), Files("out")[$"{set.Granularity}.jsonl"]);
        }
        Assert.Equal(3, Files("out").Count);
        Assert.False(Directory.Exists(folder.File("out/.expand")));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]       // more than there are sources: some parts are empty
    public void Parts_hold_the_same_pairs_whatever_the_threads(int parts)
    {
        var input = Input();
        PartitionedExpansion.Run(Job(input, "whole", parts: 1));
        PartitionedExpansion.Run(Job(input, "a", parts, threads: 1));
        PartitionedExpansion.Run(Job(input, "b", parts, threads: 3));
        Assert.Equal(Files("a"), Files("b"));
        Assert.Equal(3 * parts, Files("a").Count);
        foreach (var name in (string[])["SVST", "LVLT", "LVST"])
        {
            var shards = Files("a").Where(file => file.Key.StartsWith(name, StringComparison.Ordinal))
                .OrderBy(file => file.Key, StringComparer.Ordinal);
            Assert.Equal(Sorted(Files("whole")[$"{name}.jsonl"]), Sorted(string.Concat(shards.Select(file => file.Value))));
        }
        Assert.Contains($"LVLT-00000-of-{parts:D5}.jsonl", Files("a").Keys);

        static IEnumerable<string> Sorted(string text) => text.Split('\n').Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Broken_off_anywhere_it_goes_on_to_the_same_bytes()
    {
        var input = Input();
        PartitionedExpansion.Run(Job(input, "whole", parts: 6));
        for (var reports = 1; reports < 40; reports += 5)
        {
            using var source = new CancellationTokenSource();
            var left = reports;
            var job = Job(input, $"broken{reports}", parts: 6, cancellation: source.Token) with
            {
                Progress = new Reports(_ => { if (Interlocked.Decrement(ref left) == 0) source.Cancel(); })
            };
            if (left > 0 && Record.Exception(() => PartitionedExpansion.Run(job)) is { } error)
            {
                Assert.IsType<OperationCanceledException>(error);
                Assert.Empty(Directory.EnumerateFiles(job.Output));      // results come together, at the end
            }
            PartitionedExpansion.Run(Job(input, $"broken{reports}", parts: 6));
            Assert.Equal(Files("whole"), Files($"broken{reports}"));
        }
    }

    [Fact]
    public void Under_other_settings_nothing_of_an_earlier_one_is_used()
    {
        using var source = new CancellationTokenSource();
        var progress = new Reports(report => { if (report.Work.StartsWith("expanding", StringComparison.Ordinal)) source.Cancel(); });
        var job = Job(Input(), "out", parts: 6, cancellation: source.Token) with { Progress = progress };
        Assert.ThrowsAny<OperationCanceledException>(() => PartitionedExpansion.Run(job));
        var other = folder.Write("other.jsonl", """{"video":"a.mp4","caption":"a dog"}""");
        var outcome = PartitionedExpansion.Run(Job(other, "out", parts: 1));
        Assert.Equal(1, outcome.Counts[0].Pairs);
        Assert.Equal(["LVLT.jsonl", "LVST.jsonl", "SVST.jsonl"], Files("out").Keys.Order());
    }

    [Fact]
    public void Results_of_another_number_of_parts_are_taken_away()
    {
        var input = Input();
        PartitionedExpansion.Run(Job(input, "out", parts: 3));
        folder.Write(Path.Combine("out", "LVLT-notes.jsonl"), "mine");
        PartitionedExpansion.Run(Job(input, "out", parts: 1));
        Assert.Equal(["LVLT-notes.jsonl", "LVLT.jsonl", "LVST.jsonl", "SVST.jsonl"], Files("out").Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_wrong_line_is_named_by_its_number_and_nothing_is_left(int parts)
    {
        var lines = File.ReadAllLines(Input());
        lines[120] = """{"video":"a.mp4","start":0,"end":1,"caption":7}""";
        lines[150] = "{";
        var input = folder.Write("wrong.jsonl", string.Join('\n', lines));
        var error = Assert.Throws<GexiaException>(() => PartitionedExpansion.Run(Job(input, "out", parts)));
        Assert.Contains($"{input}, line 121: 'caption'", error.Message);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void A_pair_of_another_granularity_is_named_by_its_line()
    {
        var input = folder.Write("long.jsonl", File.ReadAllText(Input()) + """{"video":"a.mp4","caption":"b","granularity":"LVLT"}""");
        var line = File.ReadAllLines(input).Length;
        var error = Assert.Throws<GexiaException>(() => PartitionedExpansion.Run(Job(input, "out", 4)));
        Assert.Contains($"line {line}: the plan starts from SVST, but this pair is LVLT", error.Message);
    }

    [Fact]
    public void Bad_pairs_are_counted_and_listed_by_line()
    {
        var lines = File.ReadAllLines(Input());
        foreach (var i in (int[])[3, 90, 91, 130]) lines[i] = """{"video":"x.mp4","start":2,"end":1,"caption":"backwards"}""";
        var input = folder.Write("bad.jsonl", string.Join("\r\n", lines));
        var outcome = PartitionedExpansion.Run(Job(input, "out", 4));
        Assert.Equal(4, outcome.Bad);
        Assert.Equal(lines.Length - 4, outcome.Counts[0].Pairs);
        Assert.Equal(
            ["\"line\":4", "\"line\":91", "\"line\":92", "\"line\":131"],
            File.ReadLines(outcome.BadList).Select(line => line.Split(',')[1]));
    }

    [Fact]
    public void A_plan_that_takes_pairs_of_all_sources_needs_one_part()
    {
        var plan = new ExpansionPlan([new IntegrateRandom(Granularity.Svst, new IntegrationOptions(Granularity.Lvlt))]);
        var job = Job(Input(), "out", 2) with { Plan = plan };
        Assert.Contains("--parts 1", Assert.Throws<GexiaException>(() => PartitionedExpansion.Run(job)).Message);
        Assert.True(PartitionedExpansion.Run(job with { Parts = 1 }).Counts[1].Pairs > 0);
    }

    [Fact]
    public void Two_at_once_in_a_folder_are_refused()
    {
        var job = Job(Input(), "out", 2);
        using var held = FileLock.Take(WorkFolder.Lock(job.Output), job.Output);
        Assert.Contains("is writing to it", Assert.Throws<GexiaException>(() => PartitionedExpansion.Run(job)).Message);
    }

    [Fact]
    public void Blocks_of_lines_hold_every_line_once_whatever_their_size()
    {
        foreach (var text in (string[])["", "\n", "\uFEFF" + A + "\n" + A, A + "\r\n\r\n" + B, $"{A}\n{B}\n{A}\n{B}\n\n"])
        {
            var path = folder.Write("lines.jsonl", text);
            var expected = JsonPairs.Read(path, default).Select(pair => pair.Caption).ToList();
            foreach (var size in (int[])[1, 2, 3, 30, 46, 47, 48, 1000])
            {
                var blocks = new LineBlocks(path, JsonPairs.Stated, size).All(default).ToList();
                Assert.Equal(expected, blocks.SelectMany(block => block.Read(0, default)).Select(pair => pair.Caption));
                Assert.Equal(Encoding.UTF8.GetByteCount(text), blocks.Sum(block => block.Bytes));
                Assert.Equal(text.Split('\n').Length - (text.EndsWith('\n') || text.Length == 0 ? 1 : 0), blocks.Sum(block => block.Lines));
            }
        }
    }

    private const string A = """{"video":"a.mp4","caption":"one"}""", B = """{"video":"b.mp4","caption":"two words"}""";

    private sealed class Reports(Action<WorkProgress> take) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => take(value);
    }
}
