using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gexia.Tests.Support;

/// <summary>Files that the framework cannot make.</summary>
internal static partial class SpecialFiles
{
    /// <summary>Makes a named pipe, without the program of that name, which small machines lack; its path.</summary>
    public static string Pipe(string path)
    {
        Assert.Equal(0, MakePipe(path, 0x180));             // 600 in octal
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

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, uint mode);
}

/// <summary>A test that needs a POSIX shell and file system; skipped with the reason elsewhere.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "needs named pipes, devices and links as Linux has them";
}
