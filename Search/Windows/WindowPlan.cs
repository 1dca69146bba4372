namespace Gexia.Search.Windows;

/// <summary>Cuts scenes into windows.</summary>
/// <remarks>
/// A scene that is no longer than a window is one window. A longer one has the fewest windows of full length, at equal distances of at
/// most half a window, of which the first begins with the scene and the last ends with it: every second of the video lies in a window.
/// </remarks>
internal static class WindowPlan
{
    /// <summary>The windows of a video.</summary>
    /// <param name="scenes">In time order, without gaps.</param>
    /// <param name="window">Seconds, above 0.</param>
    public static IReadOnlyList<Stretch> Of(IReadOnlyList<Stretch> scenes, double window)
    {
        var windows = new List<Stretch>();
        foreach (var scene in scenes)
        {
            var spare = scene.Length - window;
            if (!(spare > 0))
            {
                windows.Add(scene);
                continue;
            }
            var steps = (int)Math.Ceiling(spare / (window / 2));
            for (var i = 0; i <= steps; i++)
            {
                var start = scene.Start + spare * i / steps;
                windows.Add(new(scene.Scene, start, i == steps ? scene.End : start + window));
            }
        }
        return windows;
    }
}
