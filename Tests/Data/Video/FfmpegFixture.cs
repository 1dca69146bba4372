using System.Diagnostics;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Video;

/// <summary>A folder of small videos made by ffmpeg for the tests of one class.</summary>
public sealed class FfmpegFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("gexia-video-").FullName;

    /// <summary>Runs ffmpeg in the folder; the last argument is the file that it makes.</summary>
    public string Make(params string[] arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { WorkingDirectory = Folder, RedirectStandardError = true };
        foreach (var argument in (string[])["-nostdin", "-v", "error", "-y", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        return Path.Combine(Folder, arguments[^1]);
    }

    /// <summary>Ten frames, 32×24 at 10 a second, of MPEG-4.</summary>
    public string Plain(string name) => Make("-f", "lavfi", "-i", "testsrc=s=32x24:r=10:d=1", "-c:v", "mpeg4", name);

    /// <summary>A file with this text.</summary>
    public string Text(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>Frames of noise, no two alike.</summary>
    internal static RgbImage[] Noise(int count, int width, int height)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var image = new RgbImage(width, height);
            random.NextBytes(image.Pixels);
            return image;
        })];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
