using Gexia.Models;

namespace Gexia.Training.Tasks.Classification;

/// <summary>What a model gives of the texts of samples.</summary>
internal sealed class TextFeatures(TaskContext context, IVideoTextModel model, Classifier classifier)
{
    /// <summary>A row for each sample, in order; equal texts are encoded once.</summary>
    public float[][] Of(IReadOnlyList<TaskSample> samples, CancellationToken cancellation)
    {
        var length = context.Task.Policy.TextLength;
        var rows = new Dictionary<string, float[]>(StringComparer.Ordinal);
        using var pause = Graph.NoGradient();
        var texts = samples.Select(sample => sample.Text).Distinct(StringComparer.Ordinal).ToList();
        var done = 0;
        foreach (var some in texts.Chunk(context.Config.Eval.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            context.Progress?.Report(new("encoding texts", done, texts.Count));
            using var scope = TensorScope.Begin();
            var ids = new int[some.Length * length];
            for (var i = 0; i < some.Length; i++)
                context.TestReader.ReadText(Features.FeatureExtractor.Whole("", some[i]), ids.AsSpan(i * length, length));
            var made = classifier.Texts(BatchTexts.Of(ids, length, model)).ToHost().To(DType.Float32).ToArray<float>();
            foreach (var (text, row) in some.Zip(made.Chunk(classifier.TextWidth))) rows.Add(text, row);
            done += some.Length;
        }
        context.Progress?.Report(new("encoding texts", texts.Count, texts.Count));
        return [.. samples.Select(sample => rows[sample.Text])];
    }
}
