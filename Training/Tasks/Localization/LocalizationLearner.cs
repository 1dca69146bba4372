using System.Globalization;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Features;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Localization;

/// <summary>Trains a head that finds actions on clip features that are computed once, and measures it.</summary>
internal sealed class LocalizationLearner(
    TaskContext context, LocalizationPart part, LocalizationHead head, IVideoTextModel model, ParameterSet parameters)
    : TaskLearner(context, parameters)
{
    /// <summary>Less sure detections are not looked at.</summary>
    private const float LeastScore = 1e-3f;

    private readonly LocalizationOptions options = (LocalizationOptions)context.Task.Options;
    private readonly Device device = model.LogitScale.Device;

    /// <inheritdoc/>
    public override TrainResult Train(
        RunFolder folder, FileLock held, bool resume, IProgressSink progress, CancellationToken cancellation)
    {
        var videos = Readable(part.TrainVideos, cancellation);
        if (videos.Count == 0) throw TaskPart.NothingReadable(part.Train, Context.Bad);
        var plan = SamplePlan.Of(Context, videos.Count);
        return Run(
            new LocalizationObjective(head, Parameters, device, Context.Task.Kind.Name),
            (number, _) => Batch([.. plan.At(number).Samples.Select(i => videos[i])]), folder, held, resume, progress, cancellation);
    }

    /// <inheritdoc/>
    public override PartResult Measure(RunFolder folder, CancellationToken cancellation)
    {
        var videos = Readable(part.TestVideos, cancellation);
        if (videos.Count == 0) throw TaskPart.NothingReadable(part.Test, Context.Bad);
        List<ActionSpan> truth = [], detections = [];
        using var pause = Graph.NoGradient();
        foreach (var (number, video) in videos.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            truth.AddRange(video.Segments.Select(segment => new ActionSpan(number, segment.Label, segment.Start, segment.End)));
            detections.AddRange(Detect(number, FeatureOf(video)));
        }
        var grid = options.IsThumos ? TemporalAveragePrecision.Thresholds(6, 14, 2) : TemporalAveragePrecision.Thresholds(10, 19);
        var precision = new TemporalAveragePrecision(detections, truth, grid);
        double[] shown = options.IsThumos ? [.. grid] : [0.5, 0.75, 0.95];
        return new(
            Count(part.Train, part.TrainVideos), Count(part.Test, part.TestVideos),
            MeasuredFigure.Of(videos.Count, Figures, isRanked: true),
            [
                new("classes", part.Classes), new("windows", options.Windows),
                new("train_segments", part.TrainVideos.Sum(video => video.Segments.Count)), new("test_segments", truth.Count),
                new("detections", detections.Count),
            ]);

        IReadOnlyList<Figure> Figures(int[] counts)
        {
            var means = precision.Of(counts);
            return
            [
                new("map", means.Average()),
                .. grid.Zip(means).Where(pair => shown.Contains(pair.First)).Select(pair => new Figure(
                    $"map@{pair.First.ToString(CultureInfo.InvariantCulture)}", pair.Second)),
            ];
        }
    }

    private SplitCount Count(SplitCount split, IReadOnlyList<LocalizedVideo> videos)
    {
        var bad = videos.Where(video => Context.Bad.Contains(video.File)).ToList();
        return (split with { Items = split.Items - bad.Count, Videos = split.Videos - bad.Count })
            .Without(TaskPart.UnreadableVideos, bad.Count);
    }

    private IReadOnlyList<ActionSpan> Detect(int number, VideoFeature feature)
    {
        using var scope = TensorScope.Begin();
        var count = CountOf(feature);
        var said = head.Forward(Tensor.Of(feature.Values, [1, count, head.Features], device));
        var scores = said.Classes.Softmax().ToHost().To(DType.Float32).ToArray<float>();
        var times = said.Times.ToHost().To(DType.Float32).ToArray<float>();
        var positions = new Positions(count, feature.Duration);
        List<ActionSpan> found = [];
        for (var i = 0; i < count; i++)
            for (var label = 0; label < head.Classes; label++)
                if (scores[(i * (head.Classes + 1)) + label] is var score && score >= LeastScore)
                    found.Add(positions.Span(number, i, label, score, times[2 * i], times[(2 * i) + 1]));
        return Suppression.Of(found, options.Overlap, options.Detections);
    }

    private LocalizationBatch Batch(IReadOnlyList<LocalizedVideo> videos)
    {
        VideoFeature[] features = [.. videos.Select(FeatureOf)];
        var count = CountOf(features[0]);
        var batch = new LocalizationBatch(
            videos.Count, count, [.. features.SelectMany(feature => feature.Values)], new int[videos.Count * count],
            new float[2 * videos.Count * count], new float[videos.Count * count]);
        var inside = 0;
        for (var v = 0; v < videos.Count; v++)
            inside += new Positions(count, features[v].Duration).Targets(
                videos[v].Segments, head.Classes, batch.Classes.AsSpan(v * count, count), batch.Times.AsSpan(2 * v * count, 2 * count));
        for (var i = 0; i < batch.Weights.Length; i++) batch.Weights[i] = batch.Classes[i] == head.Classes ? 0 : 0.5f / inside;
        return batch;
    }

    private int CountOf(VideoFeature feature) => feature.Values.Length / head.Features;

    // All are made before the first batch, so that whatever is not in memory is read from the disk.
    private VideoFeature FeatureOf(LocalizedVideo video) => Context.Features.Find(video.File)
        ?? throw new GexiaException($"{video.File}: its features are gone from the run. Go on with the training to have them made anew.");

    private IReadOnlyList<LocalizedVideo> Readable(IReadOnlyList<LocalizedVideo> videos, CancellationToken cancellation)
    {
        var files = videos.Select(video => video.File).Distinct(StringComparer.Ordinal);
        List<string> missing = [.. files.Where(file => Context.Features.Find(file) is null)];
        HashSet<string> unreadable = new(StringComparer.Ordinal);
        new FeatureExtractor(Context, options.Windows, device, model.EncodeClips).Run(missing, (file, feature) =>
        {
            if (feature is null) unreadable.Add(file);
            else Context.Features.Add(file, feature);
        }, cancellation);
        return [.. videos.Where(video => !unreadable.Contains(video.File))];
    }
}
