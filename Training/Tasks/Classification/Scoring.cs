using Gexia.Training.Tasks.Features;

namespace Gexia.Training.Tasks.Classification;

/// <summary>Asks a head about samples whose videos and texts are encoded.</summary>
internal static class Scoring
{
    /// <summary>The rank of each sample's class.</summary>
    /// <param name="classifier">The head.</param>
    /// <param name="samples">What to ask about.</param>
    /// <param name="videos">What the model gave of each file.</param>
    /// <param name="texts">What it gave of each sample's text; empty where texts are not read.</param>
    /// <param name="device">Where the head lives.</param>
    /// <param name="context">Says how many at a time.</param>
    public static IReadOnlyList<double> Ranks(
        Classifier classifier, IReadOnlyList<TaskSample> samples, IReadOnlyDictionary<string, VideoFeature> videos, float[][] texts,
        Device device, TaskContext context)
    {
        List<double> ranks = [];
        using var pause = Graph.NoGradient();
        var first = 0;
        foreach (var some in samples.Chunk(context.Config.Eval.BatchSize))
        {
            using var scope = TensorScope.Begin();
            Tensor Rows(IEnumerable<float[]> rows, int width) =>
                Tensor.Of<float>([.. rows.SelectMany(row => row)], [some.Length, width], device);
            var logits = classifier.Logits(
                Rows(some.Select(sample => videos[sample.File].Values), classifier.VideoWidth),
                texts.Length == 0 ? null : Rows(texts.Skip(first).Take(some.Length), classifier.TextWidth));
            ranks.AddRange(Classification.Ranks.Of(logits, [.. some.Select(sample => sample.Label)]));
            first += some.Length;
        }
        return ranks;
    }
}
