using System.Globalization;
using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Io;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Analyze;

/// <summary>The overlays of one pair as files.</summary>
/// <param name="Pictures">A PNG for each frame: the frame, and beside it the frame under its map.</param>
/// <param name="Video">All of them as MP4, as long as the video; null where ffmpeg could not make it.</param>
internal sealed record MapFiles(IReadOnlyList<string> Pictures, string? Video)
{
    /// <summary>Writes the overlays of every pair, in one colour range: <c>maps-text-1-1/0000.png</c>, <c>maps-text-1-1.mp4</c>.</summary>
    /// <param name="session">Is told where there is no video, and why.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="found">What was measured.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>For each pair.</returns>
    public static IReadOnlyList<MapFiles> Write(Session session, string folder, MapsFindings found, CancellationToken cancellation)
    {
        List<MapFiles> all = [];
        string? reason = null;
        foreach (var pair in found.Pairs)
        {
            cancellation.ThrowIfCancellationRequested();
            var overlays = AlignmentOverlays.Of(found.Frames, pair.Map, found.Range);
            var place = Path.Combine(folder, $"maps-{pair.Stem}");
            Directory.CreateDirectory(place);
            List<string> pictures = [];
            foreach (var (i, overlay) in overlays.Index())
            {
                pictures.Add(Path.Combine(place, $"{i.ToString("D4", CultureInfo.InvariantCulture)}.png"));
                AtomicFile.Write(pictures[^1], stream => Png.Encode(stream, overlay));
            }
            string? video = $"{place}.mp4";
            try
            {
                if (reason is null) AlignmentOverlays.WriteVideo(video, overlays, Math.Max(found.Seconds, 0.04), cancellation);
            }
            catch (VideoException error)
            {
                reason = error.Reason;
                session.Warn($"maps: the overlays are written as pictures only: {reason}");
            }
            all.Add(new(pictures, reason is null ? video : null));
        }
        return all;
    }
}
