using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>Makes the batches of a training: what the plan says, read and tokenized.</summary>
/// <remarks>
/// Batch n is a pure function of (seed, n) and of which videos can be read. A pair whose video is bad is replaced by another of its
/// granularity that does not show or say the same as one already in the batch. Calls are thread-safe.
/// </remarks>
/// <param name="rng">The training's random numbers.</param>
/// <param name="plan">Made over the sets, in the same order.</param>
/// <param name="sets">The pairs.</param>
/// <param name="reader">Reads them.</param>
/// <param name="bad">What happens to videos that cannot be read, and the list of them.</param>
public sealed class BatchLoader(Rng rng, BatchPlan plan, IReadOnlyList<SampleSet> sets, SampleReader reader, BadVideos bad)
{
    /// <summary>Batch 0, 1, ….</summary>
    /// <exception cref="VideoException">A video is bad and the policy is to fail.</exception>
    /// <exception cref="GexiaException">So many videos are bad that fewer than two pairs are left.</exception>
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
        if (samples.Count < size) Replace();
        if (samples.Count < Math.Min(2, set.Pairs.Count))
            throw new GexiaException($"BatchLoader: of {set.Pairs.Count} {set.Granularity} pairs only {samples.Count} can be read; the first bad video is {bad.All.FirstOrDefault().Key}: {bad.All.FirstOrDefault().Value}.");
        return new Batch(set.Granularity.Name, set.Frames, reader.Size, Cut(pixels, samples.Count * frameBytes), set.TextLength, Cut(ids, samples.Count * set.TextLength), samples);

        void TryAdd(int sample)
        {
            cancellation.ThrowIfCancellationRequested();
            var pair = set.Pairs[sample];
            if (pair.Clip.Any(segment => bad.Contains(segment.Video))) return;
            try
            {
                reader.ReadFrames(pair, set.Frames, pixels.AsSpan(samples.Count * frameBytes, frameBytes), random.At(sample, "sample"), cancellation);
            }
            catch (VideoException error)
            {
                bad.Report(BadSegment(pair, error), error);
                return;
            }
            reader.ReadText(pair, ids.AsSpan(samples.Count * set.TextLength, set.TextLength));
            samples.Add(sample);
        }

        void Replace()
        {
            HashSet<int> tried = [.. planned.Samples];
            foreach (var sample in LazyShuffle.Of(set.Pairs.Count, rng.At(number, "replacement")))
            {
                if (samples.Count == size) return;
                if (!tried.Add(sample)) continue;
                if (samples.Any(other => keys.VideoKeys[other] == keys.VideoKeys[sample] || keys.TextKeys[other] == keys.TextKeys[sample])) continue;
                TryAdd(sample);
            }
        }
    }

    /// <summary>The name that the pairs use for the video that failed; of several segments the one the error is about.</summary>
    private static string BadSegment(Pair pair, VideoException error) =>
        pair.Clip.FirstOrDefault(segment => error.File.EndsWith(segment.Video, StringComparison.Ordinal))?.Video ?? pair.Clip[0].Video;

    private static T[] Cut<T>(T[] values, int length) => length == values.Length ? values : values[..length];
}
