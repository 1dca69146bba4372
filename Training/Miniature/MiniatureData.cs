using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Data.Video;

namespace Gexia.Training.Miniature;

/// <summary>Synthetic sources in memory, expanded with GEX into the sets that the experiment trains and tests on.</summary>
internal sealed class MiniatureData
{
    /// <summary>Frames of a short and of a long video.</summary>
    public const int ShortFrames = 4, LongFrames = 8;

    /// <summary>Tokens of a caption, of a summary and of a long text; the last is the context.</summary>
    public const int ShortText = 12, SummaryText = 18, LongText = 36;

    private readonly IReadOnlyList<Pair> trainClips;
    private readonly ulong seed;
    private readonly int batch;

    /// <summary>Generates everything.</summary>
    public MiniatureData(MiniatureOptions options, CancellationToken cancellation = default)
    {
        (seed, batch) = (options.Seed, options.Batch);
        var sources = new SyntheticSources(options.Seed);
        Train = sources.Create("train", options.TrainSources, cancellation);
        Test = sources.Create("test", options.TestSources, cancellation);
        Reader = new SampleReader(
            new MemoryFrameSource(Train.Concat(Test).ToDictionary(source => source.Id, source => source.Video)), Tokenizer,
            SceneRenderer.DefaultSize);
        trainClips = ShortPairs(Train);
        var longs = Expand(ShortPairs(Test), Composition.Source);
        TestLong = Set(Granularity.Lvlt, longs[Granularity.Lvlt], LongFrames, LongText);
        TestSummary = Set(Granularity.Lvst, longs[Granularity.Lvst], LongFrames, SummaryText);
        // Clips whose captions differ: else a query would have several right answers.
        TestImages = Set(Granularity.Ist, [.. Compression.OfVideo(ShortPairs(Test), Granularity.Ist)], 1, ShortText);
        TestShort = Set(Granularity.Svst, [.. ShortPairs(Test).DistinctBy(pair => pair.Text).Take(200)], ShortFrames, ShortText);
    }

    /// <summary>Sources to train on.</summary>
    public IReadOnlyList<SyntheticSource> Train { get; }

    /// <summary>Unseen sources.</summary>
    public IReadOnlyList<SyntheticSource> Test { get; }

    /// <summary>The grammar's words.</summary>
    public WordTokenizer Tokenizer { get; } = new(SceneGrammar.Words);

    /// <summary>Reads frames and texts of any of the pairs.</summary>
    public SampleReader Reader { get; }

    /// <summary>The short gallery: unseen clips with different captions.</summary>
    public SampleSet TestShort { get; }

    /// <summary>The long gallery: every unseen source with its captions joined.</summary>
    public SampleSet TestLong { get; }

    /// <summary>The same videos with their summaries.</summary>
    public SampleSet TestSummary { get; }

    /// <summary>The middle frame of every unseen clip, in order, with the clip's caption.</summary>
    public SampleSet TestImages { get; }

    /// <summary>What a training of that composition sees, in the order of its turns.</summary>
    public IReadOnlyList<SampleSet> TrainSets(Composition composition)
    {
        if (composition == Composition.Images)
            return [Set(Granularity.Ist, [.. Compression.OfVideo(trainClips, Granularity.Ist)], 1, ShortText)];
        var clips = Set(Granularity.Svst, trainClips, ShortFrames, ShortText);
        if (composition == Composition.Svst) return [clips];
        var longs = Expand(trainClips, composition);
        List<SampleSet> sets = [clips, Set(Granularity.Lvlt, longs[Granularity.Lvlt], LongFrames, LongText)];
        if (composition != Composition.SourceLong) sets.Add(Set(Granularity.Lvst, longs[Granularity.Lvst], LongFrames, SummaryText));
        return sets;
    }

    private SampleSet Set(Granularity granularity, IReadOnlyList<Pair> pairs, int frames, int textLength) =>
        new(granularity, pairs, frames, textLength, batch);

    private Dictionary<Granularity, IReadOnlyList<Pair>> Expand(IReadOnlyList<Pair> clips, Composition composition)
    {
        var integration = new IntegrationOptions(Granularity.Lvlt, Separator: SceneGrammar.Then);
        ExpansionStep integrate = composition == Composition.Random
            ? new IntegrateRandom(Granularity.Svst, integration)
            : new IntegrateBySource(Granularity.Svst, integration);
        var plan = new ExpansionPlan([integrate, new CompressText(Granularity.Lvlt, Granularity.Lvst)]);
        return Expansion.Run(clips, plan, new ExpansionContext(new SceneSummarizer(), new Rng(seed).At(0, "random integration")))
            .ToDictionary(set => set.Granularity, set => set.Pairs);
    }

    private static IReadOnlyList<Pair> ShortPairs(IEnumerable<SyntheticSource> sources)
    {
        var pairs = new List<Pair>();
        foreach (var source in sources)
            foreach (var clip in source.Clips)
                pairs.Add(
                    Pair.Of(pairs.Count, new ClipSegment(source.Id, clip.Start, clip.End), clip.Caption, source.Id, Granularity.Svst));
        return pairs;
    }
}
