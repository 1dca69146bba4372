namespace Gexia.Data.Image;

/// <summary>How long a frame of an animation shows.</summary>
internal static class FrameDelay
{
    private const double Shortest = 0.010, Instead = 0.100, Rounding = 1e-9;

    /// <summary>
    /// The seconds that a frame shows: as stated, but a tenth of a second where an animation states a hundredth or less. All browsers do
    /// so, and ffmpeg does for GIF; such files were made for viewers that could not keep up.
    /// </summary>
    /// <param name="stated">Seconds as the file states them; negative for a still picture, which has no time.</param>
    public static double Shown(double stated) => stated < 0 ? 0 : stated <= Shortest + Rounding ? Instead : stated;
}
