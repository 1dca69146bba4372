using Gexia.Search.Vectors;

namespace Gexia.Search.Ranking;

/// <summary>All windows of an index as it was at one time.</summary>
internal sealed class IndexSnapshot
{
    private readonly int[] videoOf;

    public IndexSnapshot(IReadOnlyList<IndexedVideo> videos, int dimensions)
    {
        (Videos, Store) = (videos, new VectorStore(dimensions));
        FirstWindow = new int[videos.Count + 1];
        for (var v = 0; v < videos.Count; v++) FirstWindow[v + 1] = checked(FirstWindow[v] + videos[v].Content.Windows.Count);
        videoOf = new int[FirstWindow[^1]];
        for (var v = 0; v < videos.Count; v++)
        {
            videoOf.AsSpan(FirstWindow[v]..FirstWindow[v + 1]).Fill(v);
            foreach (var window in videos[v].Content.Windows) Store.Add(window.Vector.Span);
        }
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<IndexedVideo> Videos { get; }

    /// <summary>The windows' embeddings, [windows, dimensions], those of a video behind each other in time order.</summary>
    public VectorStore Store { get; }

    /// <summary>[videos + 1]: a video's windows are those from its number's entry up to the next.</summary>
    public int[] FirstWindow { get; }

    /// <summary>Number of windows.</summary>
    public int Count => videoOf.Length;

    /// <summary>The number of a window's video.</summary>
    public int VideoOf(int window) => videoOf[window];

    /// <summary>The window of that number.</summary>
    public TimedWindow Window(int window) => Videos[videoOf[window]].Content.Windows[window - FirstWindow[videoOf[window]]];

    /// <summary>Seconds from the start of one window to the end of another of its video.</summary>
    public double Seconds(int first, int last) => Window(last).End - Window(first).Start;

    /// <summary>Whether a window and the one after it are of one scene and overlap or touch.</summary>
    public bool AreNeighbours(int window)
    {
        if (videoOf[window] != videoOf[window + 1]) return false;
        var (a, b) = (Window(window), Window(window + 1));
        return a.Scene == b.Scene && b.Start <= a.End;
    }
}
