using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Search;

namespace Gexia.Cli.Search;

/// <summary>A frame of a film strip.</summary>
/// <param name="Time">Seconds.</param>
/// <param name="Picture">Shrunk.</param>
/// <param name="IsBest">Whether it is the frame that agrees best with the query.</param>
internal sealed record StripFrame(double Time, RgbImage Picture, bool IsBest);

/// <summary>Reads film strips of moments.</summary>
/// <param name="folder">The folder of the videos.</param>
/// <param name="limits">What decoding may cost.</param>
internal sealed class MomentFrames(string folder, VideoLimits limits)
{
    private const int FramesEach = 6, Width = 256, Height = 192;

    /// <summary>A strip for each moment of one video, which is decoded twice however many there are.</summary>
    /// <param name="file">Relative to the folder.</param>
    /// <param name="moments">The video's moments.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <exception cref="VideoException">It cannot be decoded any more.</exception>
    public IReadOnlyList<StripFrame[]> Read(string file, IReadOnlyList<Moment> moments, CancellationToken cancellation)
    {
        var path = Path.Combine(folder, file);
        var times = VideoReader.ReadTimes(path, limits, cancellation);
        (int[] Indices, int Best)[] picks = [.. moments.Select(moment => Pick(times, moment))];
        int[] all = [.. picks.SelectMany(pick => pick.Indices).Distinct().Order()];
        var frames = VideoReader.ReadFrames(path, all, FrameGeometry.Within(Width, Height), limits, cancellation);
        return
        [
            .. picks.Select(
                pick => (StripFrame[])[
                    .. pick.Indices.Select(
                        index => new StripFrame(times[index], frames[Array.BinarySearch(all, index)], index == pick.Best))])
        ];
    }

    /// <summary>Frames in the middles of equal parts of the moment; the one nearest to the best frame gives way to it.</summary>
    private static (int[] Indices, int Best) Pick(double[] times, Moment moment)
    {
        var best = FrameSampler.Test(times, moment.Second, Math.BitIncrement(moment.Second), 1)[0];
        int[] spread = [.. FrameSampler.Test(times, moment.Start, moment.End, FramesEach).Distinct()];
        if (!spread.Contains(best)) spread[Nearest(times, spread, best)] = best;
        return ([.. spread.Order()], best);
    }

    private static int Nearest(double[] times, int[] indices, int best) =>
        Enumerable.Range(0, indices.Length).MinBy(i => Math.Abs(times[indices[i]] - times[best]));
}
