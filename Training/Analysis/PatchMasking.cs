using Gexia.Models.Clip;
using Gexia.Models;

namespace Gexia.Training.Analysis;

/// <summary>What is asked of a masked video.</summary>
/// <param name="Model">Asked with its own options, such as #iter; the models of one measurement share their image tower.</param>
/// <param name="Queries">[texts, D], each of length 1.</param>
internal sealed record MaskQuestion(IVideoTextModel Model, Tensor Queries);

/// <summary>
/// Covers every place of a video's frames in turn and looks how far the cosine with texts falls (GEXIA App. G). A covered frame goes
/// through the image tower once for all questions, and only that frame: the rest of the video stays as it was
/// (<see cref="IFrameExchange"/>).
/// </summary>
internal sealed record PatchMasking
{
    /// <summary>Covered frames that go through the image tower at once.</summary>
    public int Together { get; init; } = 32;

    /// <summary>What places are covered with.</summary>
    public MaskFill Fill { get; init; } = MaskFill.MeanColor;

    /// <summary>Told after each batch how many of how many covered frames are done; may be null.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Measures Δ = S − S_mask.</summary>
    /// <param name="encode">[frames, 3, size, size] → what <see cref="IVideoTextModel.EncodeFrames"/> makes of them.</param>
    /// <param name="pixels">[time, 3, size, size], normalised so that 0 is the mean colour.</param>
    /// <param name="questions">At least one.</param>
    /// <param name="grid">The places.</param>
    /// <param name="frames">The frames that are covered; a map has one layer for each.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>A map for each question and each of its texts.</returns>
    public AlignmentMap[][] Measure(
        Func<Tensor, Tensor> encode, Tensor pixels, IReadOnlyList<MaskQuestion> questions, MaskGrid grid, IReadOnlyList<int> frames,
        CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        return Measure(encode, Encoded(encode, pixels), pixels, questions, grid, frames, cancellation);
    }

    /// <summary>The same where the video's frames are encoded already.</summary>
    internal AlignmentMap[][] Measure(
        Func<Tensor, Tensor> encode, Tensor features, Tensor pixels, IReadOnlyList<MaskQuestion> questions, MaskGrid grid,
        IReadOnlyList<int> frames, CancellationToken cancellation)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var (videos, places) = (questions.Select(question => question.Model.Exchange(features)).ToList(), grid.Side * grid.Side);
        var unmasked = questions.Index().Select(item => Cosines(item.Index, 0, features.Slice(0, 0, 1))).ToList();
        var scores = questions.Select(question => Enumerable.Range(0, question.Queries.Shape[0])
            .Select(_ => new double[frames.Count, grid.Side, grid.Side]).ToArray()).ToArray();
        var all = frames.Count * places;
        for (var from = 0; from < all; from += Together)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = TensorScope.Begin();
            var parts = Parts(from, Math.Min(Together, all - from), places).ToList();
            var covered = parts.Select(part => grid.Covered(pixels.Select(0, frames[part.Layer]), part.Place, part.Count, Fill)).ToArray();
            var masked = encode(covered.Length == 1 ? covered[0] : ConcatOp.Concat(covered, 0));
            var at = 0;
            foreach (var (layer, place, count) in parts)
            {
                Score(layer, place, masked.Slice(0, at, count));
                at += count;
            }
            Progress?.Invoke(from + at, all);
        }
        return
        [
            .. scores.Select((maps, q) => maps.Select((map, t) => new AlignmentMap(map, grid.Size, grid.Square)
            {
                Similarity = unmasked[q][t]
            }).ToArray()),
        ];

        void Score(int layer, int place, Tensor variants)
        {
            for (var q = 0; q < questions.Count; q++)
            {
                var (cosines, texts) = (Cosines(q, frames[layer], variants), scores[q].Length);
                for (var i = 0; i < variants.Shape[0]; i++)
                    for (var t = 0; t < texts; t++)
                        scores[q][t][layer, (place + i) / grid.Side, (place + i) % grid.Side] =
                            unmasked[q][t] - cosines[(i * texts) + t];
            }
        }

        // [variants, texts]
        double[] Cosines(int question, int frame, Tensor variants)
        {
            using var inner = TensorScope.Begin();
            return videos[question].With(frame, variants).L2Normalize().MatMul(questions[question].Queries.Transpose())
                .ToHost().To(DType.Float64).ToArray<double>();
        }
    }

    /// <summary>The video's frames, as many at once as covered ones.</summary>
    internal Tensor Encoded(Func<Tensor, Tensor> encode, Tensor pixels)
    {
        var time = pixels.Shape[0];
        if (time <= Together) return encode(pixels);
        return ConcatOp.Concat(
            [.. Enumerable.Range(0, (time + Together - 1) / Together)
                .Select(i => encode(pixels.Slice(0, i * Together, Math.Min(Together, time - (i * Together)))))],
            0);
    }

    // A batch of covered frames, counted through all layers, in pieces of one layer each.
    private static IEnumerable<(int Layer, int Place, int Count)> Parts(int from, int count, int places)
    {
        for (var end = from + count; from < end;)
        {
            var some = Math.Min(end - from, places - (from % places));
            yield return (from / places, from % places, some);
            from += some;
        }
    }
}
