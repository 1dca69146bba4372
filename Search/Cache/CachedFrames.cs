using System.Collections;

namespace Gexia.Search.Cache;

/// <summary>The frames of a video in the cache: read when they are asked for, and let go when memory is wanted.</summary>
/// <remarks>Only the videos that are found are asked for their frames, and a library has several times as many frames as windows.</remarks>
/// <param name="count">How many there are.</param>
/// <param name="read">Reads them; null where the file cannot be used any more.</param>
internal sealed class CachedFrames(int count, Func<IReadOnlyList<TimedFrame>?> read) : IReadOnlyList<TimedFrame>
{
    private readonly WeakReference<IReadOnlyList<TimedFrame>?> held = new(null);

    public int Count => count;

    /// <exception cref="IOException">The file of the cache is gone, or is another.</exception>
    public TimedFrame this[int index] => Frames()[index];

    /// <exception cref="IOException">The file of the cache is gone, or is another.</exception>
    public IEnumerator<TimedFrame> GetEnumerator() => Frames().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IReadOnlyList<TimedFrame> Frames()
    {
        if (held.TryGetTarget(out var frames)) return frames;
        frames = read();
        if (frames?.Count != count) throw new IOException("A video's file in the index is gone or damaged. Update the index.");
        held.SetTarget(frames);
        return frames;
    }
}
