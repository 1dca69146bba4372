namespace Gexia.Data.Video;

/// <summary>Decoded videos kept in memory up to a number of bytes; the least recently used go first. Thread-safe.</summary>
/// <remarks>Two threads that ask for the same video decode it once. What is being used stays alive even when it leaves the store.</remarks>
/// <param name="maxBytes">Bytes of pixels to keep; a video larger than this is decoded each time.</param>
public sealed class FrameStore(long maxBytes)
{
    private readonly record struct Key(string Path, FrameGeometry Geometry);

    private sealed class Entry(Key key)
    {
        public Key Key { get; } = key;
        public Lock Gate { get; } = new();
        public FrameTimeline? Video { get; set; }
        public LinkedListNode<Entry>? Place { get; set; }
    }

    private readonly Lock gate = new();
    private readonly Dictionary<Key, Entry> entries = [];
    private readonly LinkedList<Entry> byUse = []; // most recent first; only entries that hold a video
    private long bytes;

    /// <summary>Bytes of pixels kept now.</summary>
    public long Bytes
    {
        get
        {
            lock (gate) return bytes;
        }
    }

    /// <summary>The frames of a video, decoded now or before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="geometry">The size in which frames are kept.</param>
    /// <param name="limits">What decoding may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>All frames.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded. The failure is not remembered.</exception>
    public FrameTimeline Get(string path, FrameGeometry geometry, VideoLimits? limits = null, CancellationToken cancellation = default)
    {
        var key = new Key(Path.GetFullPath(path), geometry);
        Entry? entry;
        lock (gate)
        {
            if (!entries.TryGetValue(key, out entry)) entries[key] = entry = new Entry(key);
        }
        lock (entry.Gate)
        {
            if (entry.Video is { } known)
            {
                Touch(entry);
                return known;
            }
            try
            {
                var video = VideoReader.ReadTimeline(path, geometry, limits, cancellation);
                Keep(entry, video);
                return video;
            }
            catch
            {
                lock (gate) Forget(entry);
                throw;
            }
        }
    }

    private void Touch(Entry entry)
    {
        lock (gate)
        {
            if (entry.Place is not { List: not null } place) return;
            byUse.Remove(place);
            byUse.AddFirst(place);
        }
    }

    private void Keep(Entry entry, FrameTimeline video)
    {
        lock (gate)
        {
            // Another thread's failure may have taken the entry out meanwhile.
            if (!entries.TryGetValue(entry.Key, out var current) || current != entry) return;
            if (video.PixelBytes > maxBytes)
            {
                Forget(entry);
                return;
            }
            entry.Video = video;
            entry.Place = byUse.AddFirst(entry);
            bytes += video.PixelBytes;
            while (bytes > maxBytes)
            {
                var oldest = byUse.Last!.Value;
                bytes -= oldest.Video!.PixelBytes;
                byUse.RemoveLast();
                Forget(oldest);
            }
        }
    }

    private void Forget(Entry entry)
    {
        if (entries.TryGetValue(entry.Key, out var current) && current == entry) entries.Remove(entry.Key);
    }
}
