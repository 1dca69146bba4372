using Gexia.Data.Granularities;
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

    /// <summary>Features to take in place of frames, and beside the ids of texts; null reads frames.</summary>
    internal IStoredFeatures? Features { get; init; }

    private bool TakesFeatures => Features is { FrameBytes: > 0 };

    /// <summary>Batch 0, 1, ….</summary>
    /// <exception cref="VideoException">A video is bad and the policy is to fail.</exception>
    /// <exception cref="GexiaException">Fewer than two different clips are there, or are left after bad videos and segments: no contrastive
    /// batch. Or a segment is bad and the policy is to fail.</exception>
    public Batch Load(long number, CancellationToken cancellation = default)
    {
        var planned = plan.At(number);
        var (set, keys) = (sets[planned.Set], plan.Sets[planned.Set]);
        var size = planned.Samples.Count;
        var frameBytes = set.Frames * (TakesFeatures ? Features!.FrameBytes : reader.FrameBytes);
        var pixels = new byte[checked(size * frameBytes)];
        var ids = new int[checked(size * set.TextLength)];
        var samples = new List<int>(size);
        var texts = Features is { HasTexts: true } ? new List<byte[]>(size) : null;
        var random = rng.At(number, "augmentation");
        foreach (var sample in planned.Samples) TryAdd(sample);
        if (samples.Count < size) Replace(size, equalTexts: false);
        if (samples.Count < ContrastiveRule.Least) Replace(ContrastiveRule.Least, equalTexts: true);
        if (samples.Count < ContrastiveRule.Least) throw TooFew(set, keys, samples.Count);
        var frames = Cut(pixels, samples.Count * frameBytes);
        return new Batch(
            set.Granularity.Name, set.Frames, reader.Size, TakesFeatures ? [] : frames, set.TextLength,
            Cut(ids, samples.Count * set.TextLength), samples)
        {
            Set = planned.Set,
            VideoFeatures = TakesFeatures ? frames : null,
            TextFeatures = texts,
        };

        void TryAdd(int sample)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = set.Pairs[sample];
            var into = pixels.AsSpan(samples.Count * frameBytes, frameBytes);
            var isRead = TakesFeatures
                ? Features!.TryReadVideo(pair, into)
                : TryRead(pair, set.Frames, into, random.At(sample, "sample"), cancellation);
            if (!isRead) return;
            reader.ReadText(pair, ids.AsSpan(samples.Count * set.TextLength, set.TextLength));
            texts?.Add(Features!.ReadText(pair));
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

    private bool TryRead(Pair pair, int frames, Span<byte> pixels, Rng random, CancellationToken cancellation)
    {
        if (videos.TryOpen(pair, cancellation) is not { } opened) return false;
        try
        {
            reader.ReadFrames(pair, opened, frames, pixels, random);
            return true;
        }
        catch (VideoException error)
        {
            bad.Report(error.File, error);
            return false;
        }
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
