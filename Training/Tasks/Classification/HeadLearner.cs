using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Tasks.Features;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Classification;

/// <summary>Trains a head on features that are computed once.</summary>
internal sealed class HeadLearner(
    TaskContext context, ClassificationPart part, Classifier classifier, IVideoTextModel model, ParameterSet parameters)
    : TaskLearner(context, parameters)
{
    private readonly Device device = model.LogitScale.Device;

    /// <inheritdoc/>
    public override TrainResult Train(
        RunFolder folder, FileLock held, bool resume, IProgressSink progress, CancellationToken cancellation)
    {
        var (samples, videos, texts) = Features(part.TrainSamples, cancellation);
        if (samples.Count == 0) throw TaskPart.NothingReadable(part.Train, Context.Bad);
        var plan = SamplePlan.Of(Context, samples.Count);
        return Run(
            new HeadObjective(classifier, Parameters, device, Context.Task.Kind.Name), Load, folder, held, resume, progress, cancellation);

        FeatureBatch Load(long number, CancellationToken token)
        {
            var chosen = plan.At(number).Samples;
            return new(
                [.. chosen.SelectMany(i => videos[samples[i].File].Values)],
                [.. chosen.SelectMany(i => texts.Length == 0 ? [] : texts[i])],
                [.. chosen.Select(i => samples[i].Label)]);
        }
    }

    /// <inheritdoc/>
    public override PartResult Measure(RunFolder folder, CancellationToken cancellation)
    {
        var (samples, videos, texts) = Features(part.TestSamples, cancellation);
        return ClassificationResult.Of(part, samples, Scoring.Ranks(classifier, samples, videos, texts, device, Context), Context);
    }

    /// <summary>The samples whose videos can be read, their videos' features by file, and a row for each one's text.</summary>
    private (IReadOnlyList<TaskSample> Samples, Dictionary<string, VideoFeature> Videos, float[][] Texts) Features(
        IReadOnlyList<TaskSample> all, CancellationToken cancellation)
    {
        Dictionary<string, VideoFeature> videos = new(StringComparer.Ordinal);
        List<string> missing = [];
        foreach (var file in all.Select(sample => sample.File).Distinct(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Context.Features.Find(file) is { } known) videos.Add(file, known);
            else missing.Add(file);
        }
        new FeatureExtractor(Context, windows: 1, device, classifier.Videos).Run(missing, Take, cancellation);
        IReadOnlyList<TaskSample> samples = [.. all.Where(sample => videos.ContainsKey(sample.File))];
        var texts = classifier.TextWidth == 0 ? [] : new TextFeatures(Context, model, classifier.Texts).Of(
            [.. samples.Select(sample => sample.Text)], cancellation);
        return (samples, videos, texts);

        void Take(string file, VideoFeature? feature)
        {
            if (feature is null) return;
            Context.Features.Add(file, feature);
            videos.Add(file, feature);
        }
    }
}
