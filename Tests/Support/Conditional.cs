namespace Gexia.Tests.Support;

/// <summary>Where the optional inputs of some tests lie, and whether they are there.</summary>
public static class Environs
{
    /// <summary>The folder beside the checkout with goldens and clips that cannot be committed; null when absent.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>Whether ffmpeg and ffprobe can be found on PATH.</summary>
    public static bool HasFfmpeg { get; } = OnPath("ffmpeg") && OnPath("ffprobe");

    private static string? FindShared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "Gexia.Core.sln"))) continue;
            var shared = Path.Combine(folder.FullName, "..", "shared");
            return Directory.Exists(Path.Combine(shared, "golden")) ? Path.GetFullPath(shared) : null;
        }
        return null;
    }

    internal static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}

/// <summary>A test that needs the shared folder; skipped with the reason where it is absent.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = Environs.Shared is null ? "needs ../shared, which is not part of the repository" : null;
}

/// <summary>A test that needs ffmpeg and ffprobe; skipped with the reason where they are absent.</summary>
public sealed class FfmpegFactAttribute : FactAttribute
{
    public FfmpegFactAttribute() => Skip = Environs.HasFfmpeg ? null : "needs ffmpeg and ffprobe on PATH";
}

/// <summary>A theory that needs ffmpeg and ffprobe; skipped with the reason where they are absent.</summary>
public sealed class FfmpegTheoryAttribute : TheoryAttribute
{
    public FfmpegTheoryAttribute() => Skip = Environs.HasFfmpeg ? null : "needs ffmpeg and ffprobe on PATH";
}

/// <summary>A test that needs both ffmpeg and the shared clips.</summary>
public sealed class SharedFfmpegFactAttribute : FactAttribute
{
    public SharedFfmpegFactAttribute() => Skip =
        Environs.Shared is null ? "needs ../shared, which is not part of the repository"
        : Environs.HasFfmpeg ? null : "needs ffmpeg and ffprobe on PATH";
}

/// <summary>As <see cref="LinuxFactAttribute"/>, with data.</summary>
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs Linux";
}
