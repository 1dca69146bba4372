using Gexia.Data.Loading;
using Gexia.Data.Synthetic;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Analysis;
using Gexia.Training.Runs;

namespace Gexia.Training.GroundingWorlds;

/// <summary>Measures a trained row on unseen videos of the two-object world.</summary>
/// <param name="run">Trained, its test pairs those of the sources.</param>
/// <param name="sources">The unseen sources: where their objects are.</param>
/// <param name="seed">Chooses what is pasted into what; the same for all rows that are compared.</param>
internal sealed class GroundingMeasure(VideoTextRun run, IReadOnlyList<TwoObjectSource> sources, ulong seed)
{
    private const int Together = 64;        // videos encoded at a time

    private readonly SViLMModel model = (SViLMModel)run.Model;

    /// <summary>All figures.</summary>
    /// <param name="cancellation">Checked before every few videos.</param>
    public GroundingFigures Measure(CancellationToken cancellation)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var cell = run.Test[0];
        var retrieval = run.Retrieve(cell, cancellation);
        var batch = run.Data.TestReader(run.Data.TestVideos).ReadInOrder(cell.Set, 0, cell.Set.Pairs.Count, cancellation);
        var ofPair = sources.ToDictionary(source => source.Id, StringComparer.Ordinal);
        List<TwoObjectSource> shown = [.. cell.Set.Pairs.Select(pair => ofPair[pair.Source])];
        return new(retrieval, Blended(batch, shown, cancellation), Pointed(batch, shown, cancellation));
    }

    private List<BlendedClips> Blended(Batch batch, List<TwoObjectSource> shown, CancellationToken cancellation)
    {
        var blend = Blend.Draw(shown.Count, TwoObjectWorld.Frames, touching: true, new Rng(seed).At(0, "blended test videos"));
        List<BlendedClips> result = [];
        foreach (var part in Parts(batch with { Pixels = blend.Apply(batch.Pixels) }, cancellation))
        {
            using var scope = TensorScope.Begin();
            foreach (var similarity in ClipSimilarity.Of(model.EncodeClips(part)))
            {
                var video = result.Count;
                result.Add(new(
                    shown[video].Id, shown[blend.Background[video]].Id,
                    [.. Enumerable.Range(0, TwoObjectWorld.Frames).Select(clip => blend.IsForeground(video, clip))],
                    similarity, similarity.Halves()));
            }
        }
        return result;
    }

    private List<PointedPhrase> Pointed(Batch batch, List<TwoObjectSource> shown, CancellationToken cancellation)
    {
        List<PointedPhrase> result = [];
        var first = 0;
        foreach (var part in Parts(batch, cancellation))
        {
            using var scope = TensorScope.Begin();
            var video = model.Inspect(part);
            var count = part.Shape[0];
            var phrases = shown.Slice(first, count).SelectMany(source => source.Phrases).ToList();
            var embedded = Rows(Embed(phrases));
            var groups = Rows(video.Groups!.Reshape(-1, model.Config.ProjectionWidth));
            var soft = Rows(video.Soft!.Reshape(count, -1));
            var (tokens, perVideo) = (groups.Count / count, phrases.Count / count);
            for (var i = 0; i < phrases.Count; i++)
            {
                var (local, source) = (i / perVideo, shown[first + (i / perVideo)]);
                var map = PhraseMap.Of(
                    phrases[i], embedded[i], groups.GetRange(local * tokens, tokens), soft[local], TwoObjectWorld.Frames,
                    TwoObjectWorld.Size / GroundingConfig.Patch);
                var boxes = source.Boxes[i % perVideo];
                result.Add(new(
                    source.Id, map, map.Pointing(boxes, TwoObjectWorld.Size), map.IntersectionOverUnion(boxes, TwoObjectWorld.Size)));
            }
            first += count;
        }
        return result;
    }

    // n of each phrase in the first prompt, as evaluation asks.
    private Tensor Embed(IEnumerable<string> phrases)
    {
        const int length = GroundingConfig.PhraseLength;
        int[] ids =
        [
            .. phrases.SelectMany(phrase => run.Data.Tokenizer.EncodeForModel(
                CaptionPhrases.Templates[0].Replace("{n}", phrase, StringComparison.Ordinal), length, out _)),
        ];
        return model.EncodeText(BatchTexts.Of(ids, length, model));
    }

    // [videos, frames, 3, size, size] of some videos at a time.
    private IEnumerable<Tensor> Parts(Batch batch, CancellationToken cancellation)
    {
        var bytes = batch.Pixels.Length / batch.Count;
        for (var from = 0; from < batch.Count; from += Together)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(Together, batch.Count - from);
            var part = batch with
            {
                Samples = [.. batch.Samples.Skip(from).Take(count)],
                Pixels = batch.Pixels.AsSpan(from * bytes, count * bytes).ToArray(),
            };
            yield return BatchFrames.Of(part, model.LogitScale.Device);
        }
    }

    private static List<float[]> Rows(Tensor values) =>
        [.. values.ToHost().To(DType.Float32).ToArray<float>().Chunk(Math.Max(1, values.Shape[1]))];
}
