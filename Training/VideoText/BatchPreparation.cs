using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training;

/// <summary>
/// Completes the batches of a training by what the model's loss takes besides frames and captions: pastes stretches of videos into others,
/// draws noun phrases and noise.
/// </summary>
/// <remarks>A pure function of (seed, batch number, batch); calls are thread-safe.</remarks>
/// <param name="rng">The training's random numbers.</param>
/// <param name="model">Says what its loss takes.</param>
/// <param name="sets">The pairs, in the order of the policies.</param>
/// <param name="policies">Says how the model is asked.</param>
/// <param name="tokenizer">Of phrases.</param>
internal sealed class BatchPreparation(
    Rng rng, VideoTextConfig model, IReadOnlyList<SampleSet> sets, IReadOnlyList<GranularityPolicy> policies, ITokenizer tokenizer)
{
    /// <summary>The batch as the model is trained on it.</summary>
    public VideoTextBatch Of(Batch batch, long number)
    {
        var (options, needs) = (policies[batch.Set].Options, model.NeedsOf(batch.Frames));
        if (needs == default) return new(batch, options);
        var random = rng.At(number, "additions");
        var blend = needs.Clips == 0 ? null : Drawn(batch.Count, needs, random);
        if (needs.Blends) batch = batch with { Pixels = blend!.Apply(batch.Pixels) };
        return new(batch, options)
        {
            Additions = new(blend, Phrases(batch, needs, random), needs.PhraseLength, Gumbel(batch.Count, needs.Noise, random)),
        };
    }

    private static Blend Drawn(int videos, BatchNeeds needs, Rng random) => needs.Blends
        ? Blend.Draw(videos, needs.Clips, needs.Touching, random.At(0, "blend"))
        : Blend.None(videos, needs.Clips);

    private int[] Phrases(Batch batch, BatchNeeds needs, Rng random)
    {
        var ids = new int[batch.Count * needs.Phrases * needs.PhraseLength];
        if (ids.Length == 0) return ids;
        for (var i = 0; i < batch.Count; i++)
        {
            var caption = sets[batch.Set].Pairs[batch.Samples[i]].Text;
            var phrases = CaptionPhrases.Training(caption, needs.Phrases, random.At(i, "phrases"));
            for (var k = 0; k < phrases.Length; k++)
                tokenizer.EncodeForModel(phrases[k], needs.PhraseLength, out _)
                    .CopyTo(ids.AsSpan(((i * needs.Phrases) + k) * needs.PhraseLength));
        }
        return ids;
    }

    // g = −ln(−ln u), u uniform in (0, 1): 24 bits and a half step, so that neither end is met.
    private static float[] Gumbel(int videos, int numbers, Rng random)
    {
        var noise = new float[videos * numbers];
        for (var i = 0; i < videos; i++)
        {
            var own = random.At(i, "noise");
            foreach (ref var g in noise.AsSpan(i * numbers, numbers))
                g = (float)-Math.Log(-Math.Log(((own.NextUInt32() >> 8) + 0.5) / (1 << 24)));
        }
        return noise;
    }
}
