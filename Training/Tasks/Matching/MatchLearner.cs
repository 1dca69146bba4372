using Gexia.Data.Granularities;
using Gexia.Data.Text;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Features;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// Measures how well a model's embeddings tell which texts fit a clip, and trains the model on that. What it scores before the first step
/// is kept, so that the card of a trained model states zero-shot figures and the difference, too.
/// </summary>
internal sealed class MatchLearner(TaskContext context, MatchPart part, IVideoTextModel model) : TaskLearner(context, model.Parameters)
{
    private const int ScoredTogether = 1024;
    private const string UnusableClips = "unusable_clips";

    private readonly Device device = model.LogitScale.Device;

    /// <inheritdoc/>
    public override TrainResult Train(
        RunFolder folder, FileLock held, bool resume, IProgressSink progress, CancellationToken cancellation)
    {
        var learns = Context.Config.Training.Options.Steps > 0;
        if (learns && !folder.HasCheckpoint)
        {
            var (items, kept) = Scores(cancellation);
            ZeroShotScores.Save(folder.ZeroShot, items, kept);
        }
        var loader = learns
            ? new SampleLoader(Context, part, [.. part.TrainSamples.Select((sample, i) => PairOf(sample, i))])
            : null;                 // without a step there need not be anything to learn from
        var objective = new MatchObjective(model, part, Context.Config.Training.MicroBatch, Context.Task.Kind.Name);
        return Run(objective, Load, folder, held, resume, progress, cancellation);

        MatchBatch Load(long number, CancellationToken token)
        {
            var batch = loader!.Load(number, token);
            MatchSample[] samples = [.. batch.Samples.Select(sample => part.TrainSamples[sample])];
            return new(
                new(batch, Context.Task.Policy.Options) { Additions = Choices(samples) }, part.Positives(samples));
        }
    }

    /// <inheritdoc/>
    public override PartResult Measure(RunFolder folder, CancellationToken cancellation)
    {
        var (items, kept) = Scores(cancellation);
        var figures = MeasuredFigure.Of(items.Count, part.Figures(items, kept), part.IsRanked);
        if (Context.Config.Training.Options.Steps > 0 && ZeroShotScores.Find(folder.ZeroShot, items) is { } before)
        {
            var started = MeasuredFigure.Of(items.Count, part.Figures(items, before), part.IsRanked);
            figures =
            [
                .. figures, .. started.Select(figure => figure with { Name = $"zero_shot.{figure.Name}" }),
                .. figures.Zip(started, (own, other) => own.Minus(other, $"difference.{own.Name}")),
            ];
        }
        List<MatchItem> trained = [.. part.TrainSamples.Select(sample => sample.Item).Distinct()];
        List<MatchItem> readable = [.. trained.Where(item => !Context.Bad.Contains(item.Segment.Video))];
        return new(
            part.Train.IsNone ? part.Train : Count(part.Train, trained, readable),
            Count(part.Test, part.TestItems, items), figures, [.. part.Details(items), .. TextDetails(items)]);
    }

    /// <summary>The test items whose clips can be read, and what is kept of each one's scores.</summary>
    private (IReadOnlyList<MatchItem> Items, float[][] Kept) Scores(CancellationToken cancellation)
    {
        var clips = new Dictionary<ClipSegment, float[]>();
        // One video after another, so that each is decoded once.
        var wanted = part.TestItems.Select(item => item.Clip).DistinctBy(clip => clip.Clip[0]).GroupBy(clip => clip.Clip[0].Video)
            .SelectMany(own => own).ToList();
        new FeatureExtractor(Context, windows: 1, device, model.EncodeVideo).Run(wanted, (clip, feature) =>
        {
            if (feature is not null) clips.Add(clip.Clip[0], feature.Values);
        }, cancellation);
        IReadOnlyList<MatchItem> items = [.. part.TestItems.Where(item => clips.ContainsKey(item.Segment))];
        if (items.Count == 0) throw TaskPart.NothingReadable(part.Test, Context.Bad);
        IReadOnlyList<string> texts = [.. items.SelectMany(item => item.Texts).Distinct(StringComparer.Ordinal)];
        var rows = texts.Zip(new TextFeatures(Context, model, model.EncodeText).Of(texts, cancellation))
            .ToDictionary(text => text.First, text => text.Second, StringComparer.Ordinal);
        var kept = new float[items.Count][];
        foreach (var shared in items.Index().GroupBy(item => item.Item.Texts, ReferenceEqualityComparer.Instance))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = TensorScope.Begin();
            var gallery = Unit([.. ((IReadOnlyList<string>)shared.Key!).Select(text => rows[text])]);
            foreach (var some in shared.Chunk(ScoredTogether))
            {
                using var inner = TensorScope.Begin();
                var queries = Unit([.. some.Select(item => clips[item.Item.Segment])]);
                var scores = CosineScores.Block(queries, 0, some.Length, gallery).Elements<float>();
                for (var i = 0; i < some.Length; i++)
                    kept[some[i].Index] = part.Keep(some[i].Item, scores.Slice(i * gallery.Shape[0], gallery.Shape[0]));
            }
        }
        return (items, kept);
    }

    private static Tensor Unit(float[][] rows) =>
        CosineScores.UnitRows(Tensor.Of<float>([.. rows.SelectMany(row => row)], [rows.Length, rows[0].Length]));

    private static Pair PairOf(MatchSample sample, int number) => sample.Item.Clip with
    {
        Id = number,
        Text = sample.Text is { } text ? sample.Item.Texts[text] : "",
    };

    // A sample's own texts, where it is compared with all of them.
    private BatchAdditions? Choices(IReadOnlyList<MatchSample> samples)
    {
        if (Context.Task.Kind.Choices == 0) return null;
        var length = Context.Task.Policy.TextLength;
        var ids = new int[checked(samples.Sum(sample => sample.Item.Texts.Count) * length)];
        var row = 0;
        foreach (var text in samples.SelectMany(sample => sample.Item.Texts))
            Context.TrainReader.ReadText(FeatureExtractor.Whole("", text), ids.AsSpan(row++ * length, length));
        return new(null, ids, length, []);
    }

    private IEnumerable<KeyValuePair<string, long>> TextDetails(IReadOnlyList<MatchItem> items)
    {
        var (length, texts) = (Context.Task.Policy.TextLength, items.SelectMany(item => item.Texts).Distinct(StringComparer.Ordinal));
        yield return new("text_length", length);
        yield return new("truncated_texts", texts.Count(text =>
        {
            Context.Tokenizer.EncodeForModel(text, length, out var truncated);
            return truncated;
        }));
    }

    private SplitCount Count(SplitCount split, IReadOnlyList<MatchItem> all, IReadOnlyList<MatchItem> used)
    {
        var unreadable = all.Where(item => Context.Bad.Contains(item.Segment.Video)).ToList();
        var videos = Videos(used);
        return (split with { Items = used.Count, Videos = videos })
            .Without(TaskPart.UnreadableVideos, Videos(unreadable))
            .Without(UnusableClips, all.Count - unreadable.Count - used.Count);
    }

    private static int Videos(IEnumerable<MatchItem> items) =>
        items.Select(item => item.Segment.Video).Distinct(StringComparer.Ordinal).Count();
}
