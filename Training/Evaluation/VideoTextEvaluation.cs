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

    /// <summary>The same asked in several ways, with every frame encoded once.</summary>
    /// <returns>As many as options, in their order.</returns>
    public IReadOnlyList<EmbeddedPairs> Embed(SampleSet set, IReadOnlyList<ModelOptions> options, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        var gallery = ClipGallery.Of(set.Pairs, reader.Source);
        IReadOnlyList<IVideoTextModel> asked = [.. options.Select(model.With)];
        var videos = Videos(set with { Pairs = gallery.Clips }, frames =>
        {
            var (count, time) = (frames.Shape[0], frames.Shape[1]);
            var features = model.EncodeFrames(frames.Reshape([count * time, .. frames.Shape[2..]]));
            return [.. asked.Select(one => one.EmbedFrames(features, count))];
        }, asked.Count, cancellation);
        return [.. asked.Select((one, way) => new EmbeddedPairs(videos[way], Texts(one, set, cancellation), gallery))];
    }

    private Tensor Videos(IVideoTextModel asked, SampleSet clips, CancellationToken cancellation) =>
        Videos(clips, frames => [asked.EncodeVideo(frames)], 1, cancellation)[0];

    private Tensor[] Videos(SampleSet clips, Func<Tensor, Tensor[]> embed, int ways, CancellationToken cancellation)
    {
        var total = clips.Pairs.Count;
        Batch Read(long n, CancellationToken stop) =>
            reader.ReadInOrder(clips, (int)n * batch, Math.Min(batch, total - ((int)n * batch)), stop);
        using var ahead = new Prefetch<Batch>(Read, 0, Batches(total), ahead: 1);
        return InBatches(
            "embedding clips",
            total,
            (_, _) => embed(BatchFrames.Of(ahead.Next(cancellation), model.LogitScale.Device)),
            ways,
            cancellation);
    }

    private Tensor Texts(IVideoTextModel asked, SampleSet set, CancellationToken cancellation) =>
        InBatches("embedding texts", set.Pairs.Count, (first, count) =>
        {
            var ids = new int[checked(count * set.TextLength)];
            for (var i = 0; i < count; i++) reader.ReadText(set.Pairs[first + i], ids.AsSpan(i * set.TextLength, set.TextLength));
            return [asked.EncodeText(BatchTexts.Of(ids, set.TextLength, model))];
        }, 1, cancellation)[0];

    private int Batches(int items) => (items + batch - 1) / batch;

    /// <summary>Rows made a batch at a time, in one way or several; what a batch needs besides its rows is given back after it.</summary>
    private Tensor[] InBatches(string work, int items, Func<int, int, Tensor[]> embed, int ways, CancellationToken cancellation)
    {
        List<Tensor>[] rows = [.. Enumerable.Range(0, ways).Select(_ => new List<Tensor>())];
        for (var n = 0; n < Batches(items); n++)
        {
            cancellation.ThrowIfCancellationRequested();
            Progress?.Report(new(work, n * batch, items));
            using var inner = TensorScope.Begin();
            foreach (var (way, embedded) in embed(n * batch, Math.Min(batch, items - (n * batch))).Index())
                rows[way].Add(inner.Keep(embedded));
        }
        Progress?.Report(new(work, items, items));
        return [.. rows.Select(parts => ConcatOp.Concat([.. parts], 0).ToHost().To(DType.Float32))];
    }
}
