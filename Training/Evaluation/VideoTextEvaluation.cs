using System.Globalization;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Evaluation;

/// <summary>Embeds pairs with a model by the test rule, and measures retrieval among them.</summary>
/// <param name="model">What embeds.</param>
/// <param name="reader">Reads frames and texts.</param>
/// <param name="batch">Clips, or texts, embedded at a time; changes memory, not results.</param>
internal sealed class VideoTextEvaluation(IVideoTextModel model, SampleReader reader, int batch = 32)
{
    /// <summary>Detail of the protocol that is there when some embeddings are not finite, or of length 0: how many.</summary>
    public const string NotFinite = "not_finite";

    /// <summary>Is told how many clips and texts are embedded.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>Retrieval in both directions: every text looks for the clip of its pair, every clip for any of its texts.</summary>
    /// <param name="set">The pairs: their texts and their different clips are queries and gallery.</param>
    /// <param name="options">How the model is asked, such as #iter: chosen freely at inference.</param>
    /// <param name="ties">Which rank equal scores get.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public RetrievalResult Retrieve(
        SampleSet set, ModelOptions options, TieRule ties = TieRule.Pessimistic, CancellationToken cancellation = default)
    {
        using var scope = TensorScope.Begin();
        var (videos, texts, gallery) = Embed(set, options, cancellation);
        var (badVideos, badTexts) = (Broken(videos), Broken(texts));
        return Retrieval.Evaluate(videos, texts, gallery.ClipOf, ties, details:
        [
            new("granularity", set.Granularity.Name),
            .. options.Name.Length == 0 ? [] : (KeyValuePair<string, string>[])[new(options.Name, options.ToString())],
            new("frames", set.Frames.ToString(CultureInfo.InvariantCulture)),
            .. badVideos + badTexts > 0
                ? [new(NotFinite, FormattableString.Invariant($"{badVideos} videos and {badTexts} texts"))]
                : (IEnumerable<KeyValuePair<string, string>>)[],
        ]);
    }

    // Rows that have no direction: NaN, infinite or of length 0.
    private static int Broken(Tensor embeddings)
    {
        var unit = CosineScores.UnitRows(embeddings);
        return unit.ToArray<float>().Chunk(Math.Max(1, unit.Shape[1])).Count(row => row.Any(value => !float.IsFinite(value)));
    }

    /// <summary>Embeddings of every clip, once, and of every pair's text, in order.</summary>
    public EmbeddedPairs Embed(SampleSet set, ModelOptions options, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        var gallery = ClipGallery.Of(set.Pairs, reader.Source);
        var asked = model.With(options);
        return new(Videos(asked, set with { Pairs = gallery.Clips }, cancellation), Texts(asked, set, cancellation), gallery);
    }

    private Tensor Videos(IVideoTextModel asked, SampleSet clips, CancellationToken cancellation)
    {
        var total = clips.Pairs.Count;
        Batch Read(long n, CancellationToken stop) =>
            reader.ReadInOrder(clips, (int)n * batch, Math.Min(batch, total - ((int)n * batch)), stop);
        using var ahead = new Prefetch<Batch>(Read, 0, Batches(total), ahead: 1);
        return InBatches(
            "embedding clips",
            total,
            (_, _) => asked.EncodeVideo(BatchFrames.Of(ahead.Next(cancellation), model.LogitScale.Device)),
            cancellation);
    }

    private Tensor Texts(IVideoTextModel asked, SampleSet set, CancellationToken cancellation) =>
        InBatches("embedding texts", set.Pairs.Count, (first, count) =>
        {
            var ids = new int[checked(count * set.TextLength)];
            for (var i = 0; i < count; i++) reader.ReadText(set.Pairs[first + i], ids.AsSpan(i * set.TextLength, set.TextLength));
            return asked.EncodeText(BatchTexts.Of(ids, set.TextLength, model));
        }, cancellation);

    private int Batches(int items) => (items + batch - 1) / batch;

    /// <summary>Rows made a batch at a time; what a batch needs besides its rows is given back after it.</summary>
    private Tensor InBatches(string work, int items, Func<int, int, Tensor> embed, CancellationToken cancellation)
    {
        List<Tensor> rows = [];
        for (var n = 0; n < Batches(items); n++)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Report(new(work, n * batch, items));
            using var inner = TensorScope.Begin();
            rows.Add(inner.Keep(embed(n * batch, Math.Min(batch, items - (n * batch)))));
        }
        Progress?.Report(new(work, items, items));
        return ConcatOp.Concat([.. rows], 0).ToHost().To(DType.Float32);
    }
}
