using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Data.Video;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Runs;

/// <summary>What a configuration's data section names, opened: pairs by granularity, tokenizer, frames.</summary>
internal sealed class RunData
{
    private readonly RunConfig config;
    private readonly ExpansionPlan plan;
    private readonly FrameStore store;
    private readonly IProgress<WorkProgress>? progress;

    /// <summary>
    /// Opens everything. The tokenizer is made from the training texts, or taken from the run when that has a checkpoint.
    /// </summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="folder">The run: keeps the tokenizer.</param>
    /// <param name="bad">Receives videos that cannot be read.</param>
    /// <param name="badPairs">Receives pairs that cannot be used.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="progress">Is told how many videos are read.</param>
    /// <exception cref="GexiaException">A file is malformed, or a granularity has too few pairs for a contrastive batch.</exception>
    public RunData(
        RunConfig config, RunFolder folder, BadVideos bad, BadPairs badPairs, CancellationToken cancellation = default,
        IProgress<WorkProgress>? progress = null)
    {
        (this.config, this.progress, Bad, BadPairs) = (config, progress, bad, badPairs);
        var data = config.Data;
        RequireFolder("data.videos", data.Videos);
        plan = data.Plan is { } path ? ExpansionPlan.Open(path) : PairExpansion.DefaultPlan(data.MinPairs);
        store = new FrameStore(data.FrameStoreBytes);
        var pairs = PairExpansion.Open(data.PairFile, plan, Random, pair => badPairs.Report("train", pair), cancellation);
        Train = [.. config.Training.Granularities.Select(policy => Set(policy, pairs, data.Pairs))];
        RequireContrast(data.Pairs, cancellation);
        Tokenizer = RunTokenizer.Open(
            config, folder, folder.HasCheckpoint, () => Train.SelectMany(set => set.Pairs).Select(pair => pair.Text), cancellation);
    }

    /// <summary>What is trained on, in the order of its turns.</summary>
    public IReadOnlyList<SampleSet> Train { get; }

    /// <summary>Texts to ids.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>Videos that could not be read, or only in part.</summary>
    public BadVideos Bad { get; }

    /// <summary>Pairs that could not be used as their file gives them.</summary>
    public BadPairs BadPairs { get; }

    private int Size => config.Model.Sizes.Vision.ImageSize;

    private int Context => config.Model.Sizes.Text.ContextLength;

    private Rng Random => new Rng(config.Seed).At(0, "expansion");

    /// <summary>Reads training samples: with a random crop, frames keep their shape until then.</summary>
    public SampleReader TrainReader()
    {
        var geometry = config.Data.Crop is null ? FrameGeometry.Square(Size) : FrameGeometry.ShortSide(Size);
        return new SampleReader(new FileFrameSource(config.Data.Videos, geometry, store), Tokenizer, Size, config.Data.Crop, Context);
    }

    /// <summary>Reads test samples.</summary>
    /// <param name="videos">Folder of the videos.</param>
    public SampleReader TestReader(string videos) => new(TestFrames(videos), Tokenizer, Size, context: Context);

    /// <summary>Frames as tests see them, cut to the middle square.</summary>
    /// <param name="videos">Folder of the videos.</param>
    internal FileFrameSource TestFrames(string videos) => new(videos, FrameGeometry.Square(Size), store);

    /// <summary>The cells of a split, one for each granularity of the training; empty when the configuration names no file.</summary>
    /// <remarks>Their videos are opened here, before training, so that a bad one is known before any work is done.</remarks>
    /// <param name="split">Test or validation.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IReadOnlyList<RunCell> Cells(EvalSplit split, CancellationToken cancellation = default)
    {
        var name = split == EvalSplit.Test ? "test" : "validation";
        var eval = config.Eval;
        if ((split == EvalSplit.Test ? eval.Pairs : eval.ValidationPairs) is not { } file) return [];
        var summaries = eval.Summaries ?? PairExpansion.SummariesFor(file, null) ?? config.Data.Summaries;
        var pairs = PairExpansion.Open(
            new PairFile(file, TestVideos, eval.Source ?? config.Data.Source, summaries, config.Data.ClipName),
            plan,
            Random,
            pair => BadPairs.Report(name, pair),
            cancellation);
        var cells = config.Training.Granularities.Select(policy => RunCell.Of(Set(policy, pairs, file), policy.Options)).ToList();
        var videos =
            new PairVideos(TestFrames(TestVideos), Bad, BadPairs, name) { Progress = progress };
        var usable = videos.Usable([.. cells.SelectMany(cell => cell.Set.Pairs)], cancellation);
        return [.. cells.Select(cell => Only(usable, cell))];
    }

    /// <summary>Folder of the videos that test pairs name.</summary>
    public string TestVideos => config.Eval.Videos ?? config.Data.Videos;

    private RunCell Only(IReadOnlySet<Pair> usable, RunCell cell)
    {
        var rest = cell.Set with { Pairs = [.. cell.Set.Pairs.Where(usable.Contains)] };
        if (rest.Pairs.Count == 0) throw NothingUsable(cell.Set, Bad, BadPairs);
        return cell with { Set = rest, Unusable = cell.Set.Pairs.Count - rest.Pairs.Count };
    }

    /// <summary>The error that a set has no pair left.</summary>
    internal static GexiaException NothingUsable(SampleSet set, BadVideos bad, BadPairs badPairs) => new(
        $"{set.Granularity}: none of the {set.Pairs.Count} pairs to measure can be used; "
        + (bad.All is [var (video, reason), ..] ? $"the first bad video is {video}: {reason}."
            : badPairs.All.FirstOrDefault() is { } pair ? $"the first bad pair is that of line {pair.Line}, {pair.Video}: "
            + $"{pair.Reason.TrimEnd('.')}."
            : "there is none."));

    private SampleSet Set(GranularityPolicy policy, Dictionary<Granularity, IReadOnlyList<Pair>> pairs, string file)
    {
        RequireTextLength(policy);
        var granularity = Granularity.Named(policy.Name);
        if (!pairs.TryGetValue(granularity, out var own))
            throw new GexiaException($"{file}: the plan makes no {policy.Name}; it makes {string.Join(", ", pairs.Keys)}.");
        if (own.Count == 0)
            throw new GexiaException(
                $"{file}: gives no pair of granularity {policy.Name}. A long pair needs several short ones of one source: lower "
                + $"data.minPairs, or leave {policy.Name} out of training.granularities.");
        return new SampleSet(granularity, own, policy.Frames, policy.TextLength, policy.BatchSize, policy.Weight);
    }

    // A granularity of weight 0 is never drawn.
    private void RequireContrast(string file, CancellationToken cancellation)
    {
        var source = TestFrames(config.Data.Videos);
        foreach (var set in Train)
            if (set.Weight > 0 || config.Training.Batching == GranularityOrder.Turns)
                ContrastiveRule.Require(set.Planned(source, cancellation), file);
    }

    private void RequireTextLength(GranularityPolicy policy)
    {
        var most = Context * config.Model.Sizes.MostWindows;
        if (policy.TextLength > most || (policy.TextLength > Context && policy.TextLength % Context != 0))
            throw new ConfigException(
                $"training.granularities.{policy.Name}.textLength is {policy.TextLength}, but the text tower reads {Context} "
                + $"ids{(most > Context ? $", or a multiple up to {most}" : "; for longer texts set model.dense.longText to chunk")}.");
    }

    private static void RequireFolder(string key, string path)
    {
        if (InputFolder.Problem(path) is { } problem) throw new GexiaException($"{key}: {path}: {problem}.");
    }
}
