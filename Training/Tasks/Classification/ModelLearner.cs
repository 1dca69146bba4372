using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Models;
using Gexia.Training.Tasks.Features;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Classification;

/// <summary>Trains a head and the model below it, on pixels and ids.</summary>
internal sealed class ModelLearner(
    TaskContext context, ClassificationPart part, Classifier classifier, IVideoTextModel model, ParameterSet parameters)
    : TaskLearner(context, parameters)
{
    private readonly Device device = model.LogitScale.Device;

    /// <inheritdoc/>
    public override TrainResult Train(
        RunFolder folder, FileLock held, bool resume, IProgressSink progress, CancellationToken cancellation)
    {
        var loader = new SampleLoader(
            Context, part, [.. part.TrainSamples.Select((sample, i) => FeatureExtractor.Whole(sample.File, sample.Text, i))]);
        var objective = new ModelObjective(
            classifier, model, Parameters, Context.Config.Training.MicroBatch, Context.Task.Policy.Options, Context.Task.Kind.Name);
        return Run(objective, Load, folder, held, resume, progress, cancellation);

        SampleBatch Load(long number, CancellationToken token)
        {
            var batch = loader.Load(number, token);
            return new(batch, [.. batch.Samples.Select(sample => part.TrainSamples[sample].Label)]);
        }
    }

    /// <inheritdoc/>
    public override PartResult Measure(RunFolder folder, CancellationToken cancellation)
    {
        Dictionary<string, VideoFeature> videos = new(StringComparer.Ordinal);
        List<string> files = [.. part.TestSamples.Select(sample => sample.File).Distinct(StringComparer.Ordinal)];
        new FeatureExtractor(Context, windows: 1, device, classifier.Videos).Run(files, (file, feature) =>
        {
            if (feature is not null) videos.Add(file, feature);
        }, cancellation);
        IReadOnlyList<TaskSample> samples = [.. part.TestSamples.Where(sample => videos.ContainsKey(sample.File))];
        var texts = classifier.TextWidth == 0 ? [] : new TextFeatures(Context, model, classifier.Texts).Of(
            [.. samples.Select(sample => sample.Text)], cancellation);
        return ClassificationResult.Of(part, samples, Scoring.Ranks(classifier, samples, videos, texts, device, Context), Context);
    }
}
