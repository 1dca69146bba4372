using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Evaluation;

/// <summary>Embeds pairs with a model by the test rule, and measures retrieval among them.</summary>
/// <param name="model">What embeds.</param>
/// <param name="reader">Reads frames and texts.</param>
/// <param name="batch">Pairs embedded at a time; changes memory, not results.</param>
public sealed class VideoTextEvaluation(IVideoTextModel model, SampleReader reader, int batch = 32)
{
    /// <summary>Retrieval in both directions; pair i's video and text belong together.</summary>
    /// <param name="set">The pairs: queries and gallery.</param>
    /// <param name="iterations">#iter, chosen freely at inference.</param>
    /// <param name="ties">Which rank equal scores get.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public RetrievalResult Retrieve(SampleSet set, Iterations iterations, TieRule ties = TieRule.Pessimistic, CancellationToken cancellation = default)
    {
        using var scope = TensorScope.Begin();
        var (videos, texts) = Embed(set, iterations, cancellation);
        return Retrieval.Evaluate(videos, texts, ties: ties, details:
        [
            new("granularity", set.Granularity.Name),
            new("iterations", iterations.ToString()),
            new("frames", set.Frames.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ]);
    }

    /// <summary>Embeddings of every pair, in order.</summary>
    /// <returns>Videos and texts, each [pairs, width], not normalised.</returns>
    public (Tensor Videos, Tensor Texts) Embed(SampleSet set, Iterations iterations, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        List<Tensor> videos = [], texts = [];
        var batches = (set.Pairs.Count + batch - 1) / batch;
        using var ahead = new Prefetch<Batch>((n, stop) => reader.ReadInOrder(set, (int)n * batch, Math.Min(batch, set.Pairs.Count - ((int)n * batch)), stop), 0, batches, ahead: 1);
        for (var n = 0; n < batches; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            var read = ahead.Next(cancellation);
            using var inner = TensorScope.Begin();
            videos.Add(inner.Keep(model.EncodeVideo(VideoTextObjective.Frames(read), iterations.Video)));
            texts.Add(inner.Keep(model.EncodeText(TextIds.Of(read.TokenIds, read.TextLength, model.ContextLength), iterations.Text)));
        }
        return (ConcatOp.Concat([.. videos], 0), ConcatOp.Concat([.. texts], 0));
    }
}
