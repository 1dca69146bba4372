using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Data.Video;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks;

namespace Gexia.Training.Runs;

/// <summary>A finished training, opened to embed and to be measured on any pairs.</summary>
public sealed class TrainedRun
{
    private readonly FrameStore store;

    private TrainedRun(RunConfig config, ITokenizer tokenizer, IVideoTextModel model)
    {
        (Config, Tokenizer, Model) = (config, tokenizer, model);
        store = new FrameStore(config.Data.FrameStoreBytes);
    }

    /// <summary>How it was trained.</summary>
    public RunConfig Config { get; }

    /// <summary>Texts to ids.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The trained model.</summary>
    public IVideoTextModel Model { get; }

    /// <summary>Is told how far <see cref="Retrieve"/> is.</summary>
    public IProgress<WorkProgress>? Progress { get; set; }

    /// <summary>Opens a run folder.</summary>
    /// <param name="folder">What <c>train</c> wrote.</param>
    /// <param name="best">The best weights instead of the last.</param>
    /// <param name="weights">How weights are kept in memory; they are only used, so they are packed.</param>
    /// <param name="allowNonFinite">Take weights with NaN or infinity as they are.</param>
    /// <param name="device">Where the model is to live and compute; null for the default. On a GPU weights are float32.</param>
    /// <exception cref="GexiaException">It holds no finished training, a file is damaged, or the weights do not fit the model or
    /// are not finite.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static TrainedRun Open(
        RunFolder folder, bool best = false, WeightFormat weights = WeightFormat.Float32, bool allowNonFinite = false,
        Device? device = null)
    {
        var stored = best && !File.Exists(folder.Frozen) ? folder.Best : folder.ModelWeights;
        foreach (var file in (ReadOnlySpan<string>)[folder.Config, stored])
            if (!File.Exists(file))
            {
                throw new GexiaException(
                    $"{folder.Root}: is no finished training: there is no {Path.GetFileName(file)}. "
                    + $"Make one with: gexia train CONFIG --out {folder.Root}");
            }
        var config = RunConfig.Open(folder);
        var tokenizer = TokenizerFolder.Open(config.Data.TokenizerFolder ?? folder.Tokenizer);
        var model = Read(stored, weights, config.Model.For(tokenizer), allowNonFinite, device);
        return new TrainedRun(config, tokenizer, model);
    }

    private static IVideoTextModel Read(string path, WeightFormat format, ModelConfig config, bool allowNonFinite, Device? device)
    {
        using var file = SafeTensors.Open(path);
        var scope = ParameterScope.From(new RunWeights(path, file, allowNonFinite: allowNonFinite), device: device).Packed(format);
        var model = RunModel.Build(scope, config);
        try
        {
            scope.Complete(TaskHead.Holds);
        }
        catch (StateException error)
        {
            throw new GexiaException($"{path}: {error.Message}", error);
        }
        return model;
    }

    /// <summary>Retrieval among pairs of a file.</summary>
    /// <param name="pairs">Short pairs, and their videos and compressed texts; see <see cref="PairExpansion.Open"/>.</param>
    /// <param name="granularity">SVST as they are; LVLT joins each source's segments and captions; LVST takes compressed texts.</param>
    /// <param name="options">How the model is asked, such as #iter; null as the granularity was trained.</param>
    /// <param name="bad">Receives videos that cannot be read, whose pairs are left out; null refuses the first one.</param>
    /// <param name="badPairs">Receives pairs that cannot be used, which are left out; null refuses the first one.</param>
    /// <param name="cancellation">Checked before every video and batch.</param>
    /// <exception cref="VideoException">A video cannot be read, and none may be left out.</exception>
    /// <exception cref="GexiaException">A file is malformed, nothing is left to measure, or a pair cannot be used and none
    /// may be left out.</exception>
    public (RunCell Cell, RetrievalResult Result) Retrieve(
        PairFile pairs, Granularity granularity, ModelOptions? options = null,
        BadVideos? bad = null, BadPairs? badPairs = null, CancellationToken cancellation = default)
    {
        var (cell, reader) = Cell(pairs, granularity, options, bad, badPairs, cancellation);
        var result = new VideoTextEvaluation(Model, reader, Config.Eval.BatchSize) { Progress = Progress }.Retrieve(
            cell.Set, cell.Options, Config.Eval.Ties, cancellation);
        return (
            cell,
            result with
            {
                Protocol = result.Protocol with { Details = [.. result.Protocol.Details, new("weights", Model.Parameters.Format.Word())] }
            });
    }

    /// <summary>Embeddings of pairs of a file, as <see cref="Retrieve"/> compares them: each clip once, and each pair's text.</summary>
    /// <param name="pairs">Short pairs, and their videos.</param>
    /// <param name="granularity">As for <see cref="Retrieve"/>.</param>
    /// <param name="bad">Receives videos that cannot be read, whose pairs are left out; null refuses the first one.</param>
    /// <param name="badPairs">Receives pairs that cannot be used, which are left out; null refuses the first one.</param>
    /// <param name="cancellation">Checked before every video and batch.</param>
    /// <returns>The pairs that were used, and [clips, width] and [pairs, width], not normalised, in the caller's scope.</returns>
    /// <exception cref="GexiaException">As <see cref="Retrieve"/>.</exception>
    internal (RunCell Cell, EmbeddedPairs Embedded) Embed(
        PairFile pairs, Granularity granularity, BadVideos? bad = null, BadPairs? badPairs = null, CancellationToken cancellation = default)
    {
        var (cell, reader) = Cell(pairs, granularity, null, bad, badPairs, cancellation);
        return (
            cell,
            new VideoTextEvaluation(Model, reader, Config.Eval.BatchSize) { Progress = Progress }.Embed(
                cell.Set, cell.Options, cancellation));
    }

    /// <summary>Embeddings of pairs of a file in several ways, such as of each #iter, with every frame encoded once.</summary>
    /// <param name="pairs">Short pairs, and their videos and compressed texts.</param>
    /// <param name="granularity">As for <see cref="Retrieve"/>.</param>
    /// <param name="options">How the model is asked.</param>
    /// <param name="bad">Receives videos that cannot be read, whose pairs are left out; null refuses the first one.</param>
    /// <param name="badPairs">Receives pairs that cannot be used, which are left out; null refuses the first one.</param>
    /// <param name="cancellation">Checked before every video and batch.</param>
    /// <returns>The pairs that were used, asked as they were trained, and an embedding of them for each of the options.</returns>
    /// <exception cref="GexiaException">As <see cref="Retrieve"/>.</exception>
    internal (RunCell Cell, IReadOnlyList<EmbeddedPairs> Embedded) Embed(
        PairFile pairs, Granularity granularity, IReadOnlyList<ModelOptions> options, BadVideos? bad = null, BadPairs? badPairs = null,
        CancellationToken cancellation = default)
    {
        var (cell, reader) = Cell(pairs, granularity, null, bad, badPairs, cancellation);
        return (
            cell,
            new VideoTextEvaluation(Model, reader, Config.Eval.BatchSize) { Progress = Progress }.Embed(cell.Set, options, cancellation));
    }

    /// <summary>The usable pairs of a file, with the frames and lengths that their granularity was trained with.</summary>
    private (RunCell Cell, SampleReader Reader) Cell(
        PairFile pairs, Granularity granularity, ModelOptions? options, BadVideos? bad, BadPairs? badPairs, CancellationToken cancellation)
    {
        (bad, badPairs) = (bad ?? new BadVideos(BadVideoPolicy.Fail), badPairs ?? new BadPairs(BadVideoPolicy.Fail));
        var expanded = PairExpansion.Open(
            pairs, PlanFor(granularity), new Rng(Config.Seed), pair => badPairs.Report("pairs", pair), cancellation);
        var policy = Config.Training.Granularities.FirstOrDefault(policy => policy.Name == granularity.Name)
            ?? Config.Training.Granularities.MaxBy(policy => policy.Frames)! with { Name = granularity.Name };
        var set = new SampleSet(granularity, expanded[granularity], policy.Frames, policy.TextLength, policy.BatchSize);
        var reader = Reader(pairs.VideoFolder);
        var usable = new PairVideos(reader.Source, bad, badPairs, "pairs") { Progress = Progress }.Usable(set.Pairs, cancellation);
        if (usable.Count == 0) throw RunData.NothingUsable(set, bad, badPairs);
        set = set with { Pairs = [.. set.Pairs.Where(usable.Contains)] };
        return (RunCell.Of(set, options ?? policy.Options), reader);
    }

    // Each source is joined, be it of fewer pairs than a training asks for, with what stands between the texts of the run's own plan.
    private ExpansionPlan PlanFor(Granularity granularity) => PairExpansion.DefaultPlan(
        minPairs: 1, granularity != Granularity.Svst && Config.Data.Plan is { } path ? ExpansionPlan.Open(path).Separator : null);

    /// <summary>Reads samples by the test rule.</summary>
    public SampleReader Reader(string videos)
    {
        var size = Config.Model.Sizes.Vision.ImageSize;
        return new SampleReader(
            new FileFrameSource(videos, FrameGeometry.Square(size), store), Tokenizer, size, context: Model.ContextLength);
    }
}
