namespace Gexia.Search.Ranking;

/// <summary>All windows of an index as it was at one time, in one piece of memory.</summary>
internal sealed class IndexSnapshot
{
    public static IndexSnapshot Empty { get; } = new([], 1);

    public IndexSnapshot(IReadOnlyList<IndexedVideo> videos, int dimensions)
    {
        (Videos, Dimensions) = (videos, dimensions);
        FirstWindow = new int[videos.Count + 1];
        for (var v = 0; v < videos.Count; v++) FirstWindow[v + 1] = checked(FirstWindow[v] + videos[v].Content.Windows.Count);
        Vectors = new float[checked((long)FirstWindow[^1] * dimensions)];
        VideoOf = new int[FirstWindow[^1]];
        for (var v = 0; v < videos.Count; v++)
            for (var w = 0; w < videos[v].Content.Windows.Count; w++)
            {
                var row = FirstWindow[v] + w;
                VideoOf[row] = v;
                videos[v].Content.Windows[w].Vector.Span.CopyTo(Row(row));
            }
    }

    /// <summary>In the order of their names.</summary>
    public IReadOnlyList<IndexedVideo> Videos { get; }

    /// <summary>Width of an embedding.</summary>
    public int Dimensions { get; }

    /// <summary>[windows, dimensions], of length 1.</summary>
    public float[] Vectors { get; }

    /// <summary>[videos + 1]: a video's windows are those from its number's entry up to the next.</summary>
    public int[] FirstWindow { get; }

    /// <summary>[windows]: the number of its video.</summary>
    public int[] VideoOf { get; }

    /// <summary>Number of windows.</summary>
    public int Count => VideoOf.Length;

    /// <summary>The embedding of a window.</summary>
    public Span<float> Row(int window) => Vectors.AsSpan(window * Dimensions, Dimensions);

    /// <summary>The window of that number.</summary>
    public TimedWindow Window(int window) => Videos[VideoOf[window]].Content.Windows[window - FirstWindow[VideoOf[window]]];
}
