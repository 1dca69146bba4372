using System.CommandLine;
using Gexia.Cli.Options;
using Gexia.Cli.Parsing;
using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Training;
using Gexia.Training.Analysis;
using Gexia.Training.Runs;

namespace Gexia.Cli.Analyze;

/// <summary>
/// <c>gexia analyze semantics</c>: how near long videos, long texts and summaries are to each other (GEXIA App. B, Table 8, Fig. 4).
/// </summary>
internal sealed class SemanticsAnalysis : Analysis
{
    private const long StoreBytes = 1L << 30;

    private readonly Argument<string> model =
        new Argument<string>("model") { Description = "A CLIP's folder or file, or a run." }.Is(PathKind.Existing);

    private readonly PairsOptions pairs = new("a run's own");

    private readonly Option<int> count = new Option<int>("--count")
    {
        Description = "Long videos, drawn at random.", DefaultValueFactory = _ => 100
    }.Between(1, 1000);

    private readonly Option<int> least = new Option<int>("--min-pairs")
    {
        Description = "Clips of a source that make a long video at least.", DefaultValueFactory = _ => 2
    }.Between(1, 1000);

    private readonly Option<int> frames =
        new Option<int>("--frames") { Description = "Frames of a video.", DefaultValueFactory = _ => 32 }.Between(1, 4096);

    private readonly Option<ulong> seed = new("--seed") { Description = "Of the draw and of the map." };

    private readonly Option<double> perplexity = new Option<double>("--perplexity")
    {
        Description = "Of t-SNE: about how many neighbours a point has; a third of the points at most.", DefaultValueFactory = _ => 30
    }.Between(1, 1000);

    private readonly WeightsOption weights = new();

    public override string Name => "semantics";

    public override string Description =>
        "Measure how near long videos, long texts and summaries are, and map them by t-SNE (Table 8, Fig. 4).";

    public override IReadOnlyList<string> Examples { get; } =
    [
        "gexia analyze semantics clip-vit-base-patch32 --pairs val_1.json --source activitynet-captions --videos videos --out analysis",
        "gexia analyze semantics runs/clips --count 50 --seed 1 --json",
    ];

    public override void AddTo(Command command)
    {
        command.Add(model);
        pairs.AddTo(command);
        foreach (var option in (Option[])[count, least, frames, seed, perplexity]) command.Add(option);
        weights.AddTo(command);
    }

    public override AnalysisFindings Run(Session session, ParseResult parse, string? folder, CancellationToken cancellation)
    {
        var place = parse.GetValue(model)!;
        var (embedding, file, isClip) = Open(session, parse, place);
        BadVideos bad = new(BadVideoPolicy.Skip);
        BadPairs badPairs = new(BadVideoPolicy.Skip);
        var reader = new SampleReader(
            new FileFrameSource(file.VideoFolder, FrameGeometry.For(embedding.Preprocessing), new FrameStore(StoreBytes)),
            embedding.Tokenizer, embedding.ImageSize);
        using var work = new WorkLine(session.Terminal);
        var drawn = Drawn(parse, file, reader, bad, badPairs, work, cancellation);
        var videos = new List<float[]>();
        foreach (var (pair, _) in drawn)
        {
            work.Report(new("embedding videos", videos.Count, drawn.Count));
            videos.Add(embedding.EmbedVideo(reader.TestFrames(pair, parse.GetValue(frames), cancellation)));
            cancellation.ThrowIfCancellationRequested();
        }
        var texts = Texts(embedding, drawn.Select(item => item.Pair.Text), cancellation);
        var summaries = Texts(embedding, drawn.Select(item => item.Summary), cancellation);
        var alignment = SemanticAlignment.Of(
            videos, [.. texts.Select(text => text.Vector)], [.. summaries.Select(text => text.Vector)],
            new TSneOptions { Perplexity = parse.GetValue(perplexity) }, new Rng(parse.GetValue(seed)), cancellation);
        return new SemanticsFindings(place, isClip, file.Path, parse.GetValue(frames), alignment)
        {
            Truncated = texts.Count(text => text.Truncated),
            Code = DroppedInputs.Tell(session, folder, bad, badPairs),
        };
    }

    private static IReadOnlyList<EmbeddedText> Texts(EmbeddingModel embedding, IEnumerable<string> texts, CancellationToken cancellation)
    {
        try
        {
            return embedding.EmbedTexts([.. texts], cancellation: cancellation);
        }
        catch (ArgumentException error)     // a word that a word-level tokenizer does not know
        {
            throw CommandException.BadInput($"semantics: {error.Message}", error);
        }
    }

    private (EmbeddingModel Model, PairFile File, bool IsClip) Open(Session session, ParseResult parse, string place)
    {
        var folder = new RunFolder(place);
        if (!folder.HoldsRun) return (weights.Open(session, parse, place), pairs.Named(parse), true);
        TrainedRun run;
        using (session.Wait($"reading {place}"))
            run = TrainedRun.Open(
                folder, weights: weights.Of(parse), allowNonFinite: weights.AllowsNonFinite(parse),
                device: weights.DeviceOf(session, parse));
        var isLong = run.Config.Training.Granularities.Any(policy => policy.Name == Granularity.Lvlt.Name);
        var embedding = EmbeddingModel.Of(run, Path.GetFileName(Path.GetFullPath(place)), isLong ? Granularity.Lvlt.Name : null);
        return (embedding, pairs.Of(session, parse, place, run.Config), run.Config.Model.Kind.Name == "meanPooling");
    }

    // Long pairs whose videos can be read, each with its summary.
    private List<(Pair Pair, string Summary)> Drawn(
        ParseResult parse, PairFile file, SampleReader reader, BadVideos bad, BadPairs badPairs, WorkLine work,
        CancellationToken cancellation)
    {
        var (random, wanted) = (new Rng(parse.GetValue(seed)), parse.GetValue(count));
        var sets = PairExpansion.Open(
            file, PairExpansion.DefaultPlan(parse.GetValue(least)), random, pair => badPairs.Report("pairs", pair), cancellation);
        var (longs, summed) = (sets[Granularity.Lvlt], sets[Granularity.Lvst]);
        if (longs.Count == 0)
            throw CommandException.BadInput(
                $"{file.Path}: no source has {parse.GetValue(least)} pairs, so there is no long video. Ask for fewer with --min-pairs.");
        var chosen = random.At(0, "semantic alignment").Permutation(longs.Count).Take(wanted).Order()
            .Select(i => (Pair: longs[i], Summary: summed[i].Text)).ToList();
        var usable = new PairVideos(reader.Source, bad, badPairs, "pairs") { Progress = work }.Usable(
            [.. chosen.Select(item => item.Pair)], cancellation);
        if (usable.Count == 0)
            throw CommandException.BadInput(
                $"{file.Path}: none of {chosen.Count} long videos can be read"
                + $"{(bad.All.Count > 0 ? $"; the first: {bad.All[0].Value}" : ", as their segments do not lie on them")}.");
        return [.. chosen.Where(item => usable.Contains(item.Pair))];
    }
}
