using System.Globalization;
using Gexia.Data.Image;
using Gexia.Data.Processes;
using Gexia.Io;

namespace Gexia.Data.Video;

/// <summary>Writes H.264 in MP4 through ffmpeg: pictures go in over a pipe.</summary>
internal static class Mp4
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Encodes pictures at a steady rate; the file appears whole or not at all.</summary>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="frames">Pictures of one even size, at least one.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <param name="cancellation">Ends ffmpeg.</param>
    /// <exception cref="VideoException">ffmpeg is missing or failed.</exception>
    public static void Write(string path, IReadOnlyList<RgbImage> frames, double framesPerSecond, CancellationToken cancellation)
    {
        var (width, height) = (frames[0].Width, frames[0].Height);
        if (width % 2 != 0 || height % 2 != 0)
            throw new ArgumentException($"Mp4: frames need even sides, because colours are stored at half size; got {width}x{height}.");
        var program = MediaTool.Find("ffmpeg")
            ?? throw new VideoException(
                path, VideoFailure.ToolMissing, "ffmpeg is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg)");

        var full = Path.GetFullPath(path);
        var made = Directory.CreateTempSubdirectory("gexia-");
        var temporary = Path.Combine(made.FullName, "video.mp4");
        string[] arguments =
        [
            "-nostats", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24",
            "-video_size", string.Create(CultureInfo.InvariantCulture, $"{width}x{height}"),
            "-framerate", framesPerSecond.ToString("R", CultureInfo.InvariantCulture), "-i", "pipe:0",
            "-c:v", "libx264", "-crf", "8", "-pix_fmt", "yuv420p", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact",
            "-f", "mp4", "-y", "file:" + temporary,
        ];
        try
        {
            var exit = Encode(path, program, arguments, frames, cancellation, out var complaint);
            if (exit.WasKilled)
                throw new VideoException(path, VideoFailure.Interrupted, $"ffmpeg was ended by another process (signal {exit.Signal})");
            if (exit.Status != 0)
                throw new VideoException(path, VideoFailure.Undecodable, $"ffmpeg could not encode it: {FirstLine(complaint)}");
            AtomicFile.Write(full, stream =>
            {
                using var encoded = File.OpenRead(temporary);
                encoded.CopyTo(stream);
            });
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    private static ChildExit Encode(
        string path, string program, string[] arguments, IReadOnlyList<RgbImage> frames, CancellationToken cancellation,
        out string complaint)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var process = ChildProcess.Start(program, arguments);
            using var patience = new CancellationTokenSource();
            using var ending = cancellation.Register(process.Kill);
            using var impatient = patience.Token.Register(process.Kill);
            using var reader = new StreamReader(process.Messages);
            var words = reader.ReadToEndAsync(CancellationToken.None);
            Feed(process.Input, frames);
            patience.CancelAfter(Patience);
            var exit = process.Wait();
            complaint = words.GetAwaiter().GetResult();
            cancellation.ThrowIfCancellationRequested();
            return exit;
        }
        catch (ChildStartException error)
        {
            throw new VideoException(path, error.IsLasting ? VideoFailure.ToolMissing : VideoFailure.Interrupted, error.Message, error);
        }
    }

    private static void Feed(Stream input, IReadOnlyList<RgbImage> frames)
    {
        try
        {
            foreach (var frame in frames) input.Write(frame.Pixels);
            input.Close();
        }
        catch (IOException)
        {
            // ffmpeg ended early; its exit code and its words say why.
        }
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim() is { Length: > 0 } line ? line : "it gave no reason";
}
