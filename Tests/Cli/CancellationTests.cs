using Gexia.Cli;
using Gexia.Data.Granularities;
using Gexia.Data.Text;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public sealed class CancellationTests
{
    private static readonly TimeSpan ForEver = TimeSpan.FromMinutes(5);

    /// <summary>Standard input whose writer never says anything.</summary>
    private sealed class SilentInput : TextReader
    {
        private readonly ManualResetEventSlim asked = new();

        public void WaitUntilAsked() => asked.Wait();

        public override string? ReadLine()
        {
            asked.Set();
            Thread.Sleep(Timeout.Infinite);
            return null;
        }
    }

    [Fact]
    public async Task A_verb_that_waits_for_its_input_ends_when_it_is_cancelled()
    {
        using var folder = new TemporaryFolder();
        new WordTokenizer(["a"]).Save(folder.Path);
        using var source = new CancellationTokenSource();
        using var error = new StringWriter();
        var input = new SilentInput();
        var verb = Task.Run(
            () => CommandLine.RunAsync(["tokenize", "--vocab", folder.Path], new Terminal(input, TextWriter.Null, error), source.Token));
        input.WaitUntilAsked();
        source.Cancel();
        Assert.Equal(130, await verb.WaitAsync(ForEver));
        Assert.Equal("gexia: cancelled.\n", error.ToString());
    }

    [Fact]
    public void Long_loops_over_texts_and_pairs_end_when_they_are_cancelled()
    {
        using var folder = new TemporaryFolder();
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => BpeTrainer.Train(Endless("a cat"), 1000, source.Token));
        Assert.Throws<OperationCanceledException>(
            () => FileSummaries.Open(folder.Write("summaries.jsonl", """{"video":"a","summary":"b"}"""), source.Token));
        Assert.Throws<OperationCanceledException>(() => Expansion.Run(Endless(Pairs[0]), ExpansionPlan.Default, Context(source)));
    }

    [Fact]
    public void Every_step_of_an_expansion_ends_when_it_is_cancelled()
    {
        ExpansionStep[] steps =
        [
            .. ExpansionPlan.Default.Steps.Take(1),
            new IntegrateRandom(Granularity.Svst, new IntegrationOptions(Granularity.Lvlt), Count: 3),
            new IntegrateGroups(Granularity.Svst, new IntegrationOptions(Granularity.Lvlt), 2),
            new CompressText(Granularity.Svst, Granularity.Lvst), new CompressVideo(Granularity.Svst, Granularity.Ist),
        ];
        foreach (var step in steps)
        {
            using var source = new CancellationTokenSource();
            Assert.Throws<OperationCanceledException>(() => Expansion.Run(ThenCancel(), new ExpansionPlan([step]), Context(source)));

            IEnumerable<Pair> ThenCancel()
            {
                foreach (var pair in Pairs) yield return pair;
                source.Cancel();
            }
        }
    }

    private static ExpansionContext Context(CancellationTokenSource source) =>
        new(new ExtractiveSummarizer(), new Rng(1)) { Cancellation = source.Token };

    private static readonly Pair[] Pairs =
        [.. Enumerable.Range(0, 4).Select(i => Pair.Of(i, new ClipSegment("a", i, i + 1), "a cat", "a", Granularity.Svst))];

    private static IEnumerable<T> Endless<T>(T item)
    {
        while (true) yield return item;
    }
}
