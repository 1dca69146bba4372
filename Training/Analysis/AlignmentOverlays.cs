using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Training.Analysis;

/// <summary>
/// Frames under their alignment maps (GEXIA Figs. 6 and 7): red where covering a place costs similarity, blue where it adds.
/// </summary>
internal static class AlignmentOverlays
{
    private const int LeastRows = 224;          // small frames are magnified to about as many

    /// <summary>Each frame beside itself under its map, which is stretched over it.</summary>
    /// <param name="frames">As the model sees them: squares of one size.</param>
    /// <param name="map">With a layer for each.</param>
    /// <param name="range">The |Δ| that is fully coloured; one for all that is to be compared.</param>
    /// <returns>Pictures of one even size.</returns>
    public static IReadOnlyList<RgbImage> Of(IReadOnlyList<RgbImage> frames, AlignmentMap map, double range)
    {
        if (frames.Count != map.Frames)
            throw new ArgumentException($"AlignmentOverlays: {frames.Count} frames for a map of {map.Frames}.", nameof(frames));
        return [.. frames.Select((frame, f) => Pair(Magnified(frame), map.Layer(f), range))];
    }

    /// <summary>Writes pictures as a video of the length that the frames stand for, through ffmpeg.</summary>
    /// <param name="path">The MP4 file.</param>
    /// <param name="pictures">Of one even size, each for an equal part of the time.</param>
    /// <param name="seconds">The length; above 0.</param>
    /// <param name="cancellation">Ends ffmpeg.</param>
    /// <exception cref="VideoException">ffmpeg is missing or failed.</exception>
    public static void WriteVideo(string path, IReadOnlyList<RgbImage> pictures, double seconds, CancellationToken cancellation)
    {
        // Players want some frames a second: a picture that lasts longer is repeated.
        var rate = pictures.Count / seconds;
        var repeats = Math.Max(1, (int)Math.Ceiling(4 / rate));
        Mp4.Write(path, [.. pictures.SelectMany(picture => Enumerable.Repeat(picture, repeats))], rate * repeats, cancellation);
    }

    private static RgbImage Pair(RgbImage frame, double[,] layer, double range)
    {
        var (side, gap) = (frame.Height, 2);
        var covered = HeatMap.Over(frame, layer, range);
        var pair = new RgbImage((2 * side) + gap, side);
        pair.Pixels.AsSpan().Fill(128);
        for (var row = 0; row < side; row++)
        {
            frame.Pixels.AsSpan(row * side * 3, side * 3).CopyTo(pair.Pixels.AsSpan(row * pair.Width * 3));
            covered.Pixels.AsSpan(row * side * 3, side * 3).CopyTo(pair.Pixels.AsSpan(((row * pair.Width) + side + gap) * 3));
        }
        return pair;
    }

    // Each pixel a square of an even number of pixels, or as it is where that makes it even already and large enough.
    private static RgbImage Magnified(RgbImage frame)
    {
        var factor = Math.Max(1, (int)Math.Round((double)LeastRows / frame.Height));
        if (frame.Height * factor % 2 != 0) factor++;
        if (factor == 1) return frame;
        var result = new RgbImage(frame.Width * factor, frame.Height * factor);
        for (var row = 0; row < result.Height; row++)
            for (var column = 0; column < result.Width; column++)
                frame.Pixels.AsSpan((((row / factor) * frame.Width) + (column / factor)) * 3, 3)
                    .CopyTo(result.Pixels.AsSpan(((row * result.Width) + column) * 3));
        return result;
    }
}
