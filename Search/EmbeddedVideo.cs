namespace Gexia.Search;

/// <summary>A video's windows and frames with their embeddings.</summary>
/// <param name="Duration">Seconds.</param>
/// <param name="Windows">In time order; at least one.</param>
/// <param name="Frames">
/// The sampled frames, each embedded alone, in time order: they say where in a window something is seen. Those of an index are read from
/// its cache when they are asked for, which fails with an <see cref="IOException"/> where the cache is gone by then.
/// </param>
public sealed record EmbeddedVideo(double Duration, IReadOnlyList<TimedWindow> Windows, IReadOnlyList<TimedFrame> Frames)
{
    /// <summary>Why only a part of the file could be decoded; null when all is well.</summary>
    public string? Warning { get; init; }
}

/// <summary>A window of a video.</summary>
/// <param name="Scene">Number of the scene that it lies in, from 0.</param>
/// <param name="Start">Seconds, inclusive.</param>
/// <param name="End">Seconds, exclusive.</param>
/// <param name="Vector">[dimensions], of length 1.</param>
public sealed record TimedWindow(int Scene, double Start, double End, ReadOnlyMemory<float> Vector);

/// <summary>A sampled frame of a video.</summary>
/// <param name="Time">Seconds.</param>
/// <param name="Vector">[dimensions], of length 1.</param>
public sealed record TimedFrame(double Time, ReadOnlyMemory<float> Vector);
