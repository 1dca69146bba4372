using Gexia.Cpu;

namespace Gexia.Embeddings.Pipeline;

/// <summary>How much of a pipeline runs at once and waits between its stages; changes memory and speed, never results.</summary>
public sealed record PipelineOptions
{
    /// <summary>The options used when none are given.</summary>
    public static PipelineOptions Default { get; } = new();

    /// <summary>
    /// Media decoded at once, 1..256, each by its own ffmpeg; null takes as many as there are threads, at most 8, as an
    /// ffmpeg uses several itself.
    /// </summary>
    public int? Decoders { get; init; }

    /// <summary>
    /// Frames that may wait for the model, normalised, 1..1048576; null takes two batches. At least one medium always may.
    /// </summary>
    public int? QueuedFrames { get; init; }

    internal int DecoderThreads => Decoders ?? Math.Min(CpuThreads.Default, 8);

    // Normalising a frame takes a small part of the time that decoding it takes.
    internal int PreparerThreads => (DecoderThreads + 3) / 4;

    /// <summary>
    /// Media decoded or being decoded that nobody prepares yet: one for each decoder and one more, so that none waits for a free place.
    /// </summary>
    internal int DecodedAhead => DecoderThreads + 1;

    /// <summary>Media prepared or being prepared that wait for the model.</summary>
    internal int PreparedAhead(int framesEach, int batchSize) => Math.Max(1, (QueuedFrames ?? 2 * batchSize) / framesEach);

    internal PipelineOptions Validated()
    {
        if (Decoders is < 1 or > 256)
            throw new ArgumentException($"PipelineOptions: the number of decoders must lie between 1 and 256, not {Decoders}.");
        if (QueuedFrames is < 1 or > 1 << 20)
        {
            throw new ArgumentException(
                $"PipelineOptions: the number of queued frames must lie between 1 and {1 << 20}, not {QueuedFrames}.");
        }
        return this;
    }
}
