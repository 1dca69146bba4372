using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Tasks.Features;

/// <summary>What a model gives of texts.</summary>
/// <param name="context">Reads them.</param>
/// <param name="model">Says how their ids are laid out.</param>
/// <param name="encode">The texts → [texts, width], each by itself.</param>
internal sealed class TextFeatures(TaskContext context, IVideoTextModel model, Func<TextIds, Tensor> encode)
{
    /// <summary>A row for each text, in order; equal texts are encoded once.</summary>
    public float[][] Of(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        var length = context.Task.Policy.TextLength;
        var rows = new Dictionary<string, float[]>(StringComparer.Ordinal);
        using var pause = Graph.NoGradient();
        var distinct = texts.Distinct(StringComparer.Ordinal).ToList();
        var done = 0;
        foreach (var some in distinct.Chunk(context.Config.Eval.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            context.Progress?.Report(new("encoding texts", done, distinct.Count));
            using var scope = TensorScope.Begin();
            var ids = new int[some.Length * length];
            for (var i = 0; i < some.Length; i++)
                context.TestReader.ReadText(FeatureExtractor.Whole("", some[i]), ids.AsSpan(i * length, length));
            var made = encode(BatchTexts.Of(ids, length, model)).ToHost().To(DType.Float32).ToArray<float>();
            foreach (var (text, row) in some.Zip(made.Chunk(made.Length / some.Length))) rows.Add(text, row);
            done += some.Length;
        }
        context.Progress?.Report(new("encoding texts", distinct.Count, distinct.Count));
        return [.. texts.Select(text => rows[text])];
    }
}
