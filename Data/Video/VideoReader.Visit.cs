namespace Gexia.Data.Video;

public static partial class VideoReader
{
    /// <summary>Decodes a whole video once and shows each frame to a visitor, so that nothing but what it keeps takes memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="geometry">The size of the frames that the visitor wants.</param>
    /// <param name="begin">
    /// Makes a visitor for a decode that begins: a damaged file, and one whose decoder was ended by accident, is decoded anew, and what
    /// the visitor before has seen does not count.
    /// </param>
    /// <param name="limits">What it may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>When the frames that the last visitor has seen show.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded.</exception>
    public static FrameTimes Visit(
        string path, FrameGeometry geometry, Func<IFrameVisitor> begin, VideoLimits? limits = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(begin);
        limits ??= VideoLimits.Default;
        if (!IsPicture(path, limits)) return Attempts.Of(() => Pass(path, geometry, begin, limits, cancellation), cancellation);
        var passage = new FramePassage(geometry, begin());
        var (times, duration) = PictureVideo.Read(path, limits, _ => true, passage.Pass, cancellation);
        return new FrameTimes(times, duration, null);
    }

    private static FrameTimes Pass(
        string path, FrameGeometry geometry, Func<IFrameVisitor> begin, VideoLimits limits, CancellationToken cancellation)
    {
        var stream = VideoProbe.Probe(path, withPackets: true, limits, cancellation);
        FramePassage passage = null!;
        var decoded = VideoDecoder.Settled(
            path, stream.Index, limits, decoder => decoder.All((passage = new FramePassage(geometry, begin())).Pass, cancellation));
        var (times, duration, warning) = decoded.Delivered(path, passage.Count).On(stream);
        return new FrameTimes(times, duration, warning);
    }
}
