using System.Diagnostics;

namespace Gexia.Tests.Support;

/// <summary>Files that only the shell can make.</summary>
internal static class SpecialFiles
{
    /// <summary>Makes a named pipe; its path.</summary>
    public static string Pipe(string path)
    {
        Shell($"mkfifo '{path}'");
        return path;
    }

    /// <summary>Runs a line of shell, which must succeed.</summary>
    public static void Shell(string line)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", line]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}

/// <summary>A test that needs a POSIX shell and file system; skipped with the reason elsewhere.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs named pipes, devices and links as Linux has them";
}
