using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>Makes the batches of a training: what the plan says, read and tokenized.</summary>
/// <remarks>
/// Batch n is a pure function of (seed, n) and of the videos. A pair whose video is bad, or whose segment does not lie on its video, is
/// replaced by another of its granularity that does not show or say the same as one already in the batch; equal texts are taken only for a
/// batch that would else hold less than two pairs. Calls are thread-safe.
/// </remarks>
/// <param name="rng">The training's random numbers.</param>
/// <param name="plan">Made over the sets, in the same order.</param>
/// <param name="sets">The pairs.</param>
/// <param name="reader">Reads them.</param>
/// <param name="bad">What happens to videos that cannot be read, and the list of them.</param>
/// <param name="badPairs">What happens to segments that do not lie on their video, and the list of them; null keeps a list in memory with
/// the policy of <paramref name="bad"/>.</param>
public sealed class BatchLoader(
    Rng rng, BatchPlan plan, IReadOnlyList<SampleSet> sets, SampleReader reader, BadVideos bad, BadPairs? badPairs = null)
{
    private readonly BadPairs badPairs = badPairs ??= new BadPairs(bad.Policy);
    private readonly PairVideos videos = new(reader.Source, bad, badPairs, "train");

    /// <summary>Batch 0, 1, ….</summary>
    /// <exception cref="VideoException">A video is bad and the policy is to fail.</exception>
    /// <exception cref="GexiaException">Fewer than two different clips are there, or are left after bad videos and segments: no contrastive
    /// batch. Or a segment is bad and the policy is to fail.</exception>
    public Batch Load(long number, CancellationToken cancellation = default)
    {
        var planned = plan.At(number);
        var (set, keys) = (sets[planned.Set], plan.Sets[planned.Set]);
        var size = planned.Samples.Count;
        var frameBytes = set.Frames * reader.FrameBytes;
        var pixels = new byte[checked(size * frameBytes)];
        var ids = new int[checked(size * set.TextLength)];
        var samples = new List<int>(size);
        var random = rng.At(number, "augmentation");
        foreach (var sample in planned.Samples) TryAdd(sample);
        if (samples.Count < size) Replace(size, equalTexts: false);
        if (samples.Count < ContrastiveRule.Least) Replace(ContrastiveRule.Least, equalTexts: true);
        if (samples.Count < ContrastiveRule.Least) throw TooFew(set, keys, samples.Count);
        return new Batch(
            set.Granularity.Name, set.Frames, reader.Size, Cut(pixels, samples.Count * frameBytes), set.TextLength,
            Cut(ids, samples.Count * set.TextLength), samples)
        {
            Set = planned.Set,
        };

        void TryAdd(int sample)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = set.Pairs[sample];
            if (videos.TryOpen(pair, cancellation) is not { } opened) return;
            try
            {
                reader.ReadFrames(
                    pair, opened, set.Frames, pixels.AsSpan(samples.Count * frameBytes, frameBytes), random.At(sample, "sample"));
            }
            catch (VideoException error)
            {
                bad.Report(error.File, error);
                return;
            }
            reader.ReadText(pair, ids.AsSpan(samples.Count * set.TextLength, set.TextLength));
            samples.Add(sample);
        }

        void Replace(int wanted, bool equalTexts)
        {
            HashSet<int> tried = [.. planned.Samples];
            foreach (var sample in rng.At(number, "replacement").Permutation(set.Pairs.Count))
            {
                if (samples.Count >= wanted) return;
                if (!tried.Add(sample)) continue;
                if (!samples.Any(other => Meet(other, sample, equalTexts))) TryAdd(sample);
            }
        }

        bool Meet(int a, int b, bool equalTexts) =>
            keys.VideoKeys[a] == keys.VideoKeys[b] || (!equalTexts && keys.TextKeys[a] == keys.TextKeys[b]);
    }

    private GexiaException TooFew(SampleSet set, PlannedSet keys, int readable)
    {
        var why = bad.All is [var (video, reason), ..] ? $" {bad.All.Count} videos cannot be read; the first is {video}: {reason}."
            : badPairs.All.FirstOrDefault(pair => !pair.IsUsed) is { } pair
                ? $" {badPairs.LeftOut} pairs cannot be used; the first is that of line {pair.Line}, {pair.Video}: "
                + $"{pair.Reason.TrimEnd('.')}."
                : "";
        return new GexiaException(
            $"{set.Granularity}: {readable} of {keys.Clips} different clips can be trained on ({set.Pairs.Count} pairs), "
            + $"but a contrastive batch needs at least "
            + $"{ContrastiveRule.Least}.{why} Add pairs of other videos, or leave {set.Granularity} out of training.granularities.");
    }

    private static T[] Cut<T>(T[] values, int length) => length == values.Length ? values : values[..length];
}
