namespace Gexia.Search.Windows;

/// <summary>A stretch of a video.</summary>
/// <param name="Scene">Number of the scene that it lies in.</param>
/// <param name="Start">Seconds, inclusive.</param>
/// <param name="End">Seconds, exclusive; above <paramref name="Start"/>.</param>
internal readonly record struct Stretch(int Scene, double Start, double End)
{
    public double Length => End - Start;
}
