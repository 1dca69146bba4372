namespace Gexia.Data.Synthetic;

/// <summary>The pixels of a frame that hold an object: a rectangle, cut at the frame's border.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Bottom">One past the last row.</param>
/// <param name="Right">One past the last column.</param>
internal readonly record struct FrameBox(int Top, int Left, int Bottom, int Right)
{
    /// <summary>Whether nothing is to be seen: the object is hidden.</summary>
    public bool IsEmpty => Bottom <= Top || Right <= Left;

    /// <summary>Pixels.</summary>
    public int Area => IsEmpty ? 0 : (Bottom - Top) * (Right - Left);

    /// <summary>Whether a point, in pixels from the frame's top left corner, lies inside.</summary>
    public bool Holds(double row, double column) => row >= Top && row < Bottom && column >= Left && column < Right;

    /// <summary>The pixels that both hold.</summary>
    public FrameBox And(FrameBox other) =>
        new(Math.Max(Top, other.Top), Math.Max(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Min(Right, other.Right));
}
