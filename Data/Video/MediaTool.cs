using System.Globalization;

namespace Gexia.Data.Video;

/// <summary>Where ffmpeg and ffprobe are and the options that keep both harmless.</summary>
/// <remarks>
/// Video files come from strangers, and ffmpeg understands formats that are lists of other files or addresses. So nothing but
/// files and pipes can be opened (<c>-protocol_whitelist</c>), only real containers are accepted, whatever the file is called
/// (<c>-format_whitelist</c>), which is why the tools see it under a <see cref="NeutralName"/>, the path is absolute and marked as a file,
/// so that no name is taken for an option or a protocol, and the arguments travel as an array that no shell reads.
/// </remarks>
internal static class MediaTool
{
    private const string Containers =
        "mov,matroska,avi,gif,mpegts,mpeg,mpegvideo,m4v,h264,hevc,obu,ivf,flv,live_flv,ogg,asf,wtv,mxf,dv,nut,rm,mjpeg,yuv4mpegpipe,apng,"
        + "png_pipe,jpeg_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif_pipe,ppm_pipe,pgm_pipe,pbm_pipe,pam_pipe";

    private const long MaxAllocation = 1L << 30;

    /// <summary>The program's full path, looked up in PATH only: the working folder may belong to a stranger.</summary>
    public static string? Find(string program)
    {
        foreach (
            var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(
                Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Path.IsPathFullyQualified(folder)) continue;
            var candidate = Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);
            if (File.Exists(candidate)) return candidate;
        }
        return null;
    }

    /// <summary>Arguments of ffprobe up to and with the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withPackets">Whether to list times and durations of all packets, too.</param>
    public static List<string> ProbeArguments(string path, bool withPackets) =>
    [
        "-hide_banner", "-loglevel", "level+error", "-max_alloc", Invariant(MaxAllocation),
        "-select_streams", "V:0", "-print_format", "compact",
        "-show_entries", (withPackets ? "packet=pts,duration:" : "")
            + "stream=index,width,height,time_base,avg_frame_rate,nb_frames,"
            + "duration:stream_side_data=rotation:stream_disposition=attached_pic:format=format_name",
        .. Input(path),
    ];

    /// <summary>
    /// Arguments of ffmpeg: every frame of one stream once, through <paramref name="filter"/>, as raw RGB on standard output.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="stream">Index of the stream.</param>
    /// <param name="filter">Filters, separated by commas.</param>
    /// <param name="maxPixels">Greatest width × height.</param>
    /// <param name="oneThread">Whether the decoder may use one thread only.</param>
    public static List<string> DecodeArguments(string path, int stream, string filter, long maxPixels, bool oneThread) =>
    [
        "-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+info", "-max_alloc", Invariant(MaxAllocation),
        "-copyts", "-max_pixels", Invariant(Math.Min(maxPixels, int.MaxValue)),
        .. oneThread ? ["-threads", "1"] : (string[])[], .. Input(path),
        "-map", "0:" + Invariant(stream), "-vf", filter, "-fps_mode", "passthrough",
        "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
    ];

    private static string[] Input(string path) =>
        ["-protocol_whitelist", "file,pipe", "-format_whitelist", Containers, "-i", "file:" + Path.GetFullPath(path)];

    private static string Invariant(long value) => value.ToString(CultureInfo.InvariantCulture);
}
