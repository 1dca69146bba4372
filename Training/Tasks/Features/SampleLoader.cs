using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Data.Video;

namespace Gexia.Training.Tasks.Features;

/// <summary>
/// Makes the batches of a training of model and head. Batch n is a function of (seed, n) and of the videos: a sample whose video cannot be
/// read is replaced by another, drawn at random.
/// </summary>
/// <param name="context">Reads videos and texts by the rule of training.</param>
/// <param name="part">What they are of.</param>
/// <param name="pairs">What is trained on.</param>
internal sealed class SampleLoader(TaskContext context, TaskPart part, IReadOnlyList<Pair> pairs)
{
    private readonly BatchPlan plan = SamplePlan.Of(context, pairs.Count);
    private readonly PairVideos videos = new(context.TrainReader.Source, context.Bad, context.BadPairs, "train");

    /// <summary>Batch 0, 1, …; may be called from several threads at once.</summary>
    /// <exception cref="GexiaException">No video of the split can be read.</exception>
    public Batch Load(long number, CancellationToken cancellation)
    {
        var planned = plan.At(number).Samples;
        var (policy, reader) = (context.Task.Policy, context.TrainReader);
        var frameBytes = policy.Frames * reader.FrameBytes;
        var pixels = new byte[checked(planned.Count * frameBytes)];
        var ids = new int[checked(planned.Count * policy.TextLength)];
        List<int> samples = new(planned.Count);
        var random = context.Random("training").At(number, "augmentation");
        foreach (var sample in planned) TryAdd(sample);
        if (samples.Count < planned.Count)
        {
            HashSet<int> tried = [.. planned];
            foreach (var sample in context.Random("training").At(number, "replacement").Permutation(pairs.Count))
                if (samples.Count < planned.Count && tried.Add(sample)) TryAdd(sample);
        }
        if (samples.Count == 0) throw TaskPart.NothingReadable(part.Train, context.Bad);
        return new Batch(
            policy.Name, policy.Frames, reader.Size, pixels[..(samples.Count * frameBytes)], policy.TextLength,
            ids[..(samples.Count * policy.TextLength)], samples);

        void TryAdd(int sample)
        {
            cancellation.ThrowIfCancellationRequested();
            if (videos.TryOpen(pairs[sample], cancellation) is not { } opened) return;
            try
            {
                reader.ReadFrames(
                    pairs[sample], opened, policy.Frames, pixels.AsSpan(samples.Count * frameBytes, frameBytes),
                    random.At(sample, "sample"));
            }
            catch (VideoException error)
            {
                context.Bad.Report(error.File, error);
                return;
            }
            reader.ReadText(pairs[sample], ids.AsSpan(samples.Count * policy.TextLength, policy.TextLength));
            samples.Add(sample);
        }
    }
}
