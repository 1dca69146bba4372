using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Gexia.Tests.Support;

namespace Gexia.Tests.Kills;

/// <summary>A moment in the life of a process: one of its threads is the first to begin a system call for the n-th time.</summary>
internal readonly record struct KillPoint(string Call, int Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Call} {Number}");
}

/// <summary>Kills the program at chosen system calls, by the fault injection of <c>strace</c>.</summary>
internal static partial class Strace
{
    // What changes files or their names, and what opens them.
    private const string Calls = "openat,flock,mkdir,pwrite64,ftruncate,fsync,rename,unlink,fchmod,fchmodat,rmdir";

    /// <summary>Why it cannot be used here; null where it can.</summary>
    public static string? Missing { get; } = FindMissing();

    /// <summary>Runs the program to its end and lists the calls that touch a path or what lies in it.</summary>
    public static IReadOnlyList<KillPoint> Points(string path, params string[] arguments)
    {
        var log = Path.GetTempFileName();
        try
        {
            using (
                var run = GexiaProcess.Start(
                    arguments, under: ["strace", "-qq", "-f", "-y", "-s", "4096", "-o", log, "-e", $"trace={Calls}"]))
            {
                var (code, _, error) = run.Finish();
                Assert.True(code is 0 or 4, $"{code}: {error}");
            }
            return Parse(File.ReadLines(log), path);
        }
        finally
        {
            File.Delete(log);
        }
    }

    /// <summary>Runs the program and kills it at a point.</summary>
    public static void Kill(KillPoint point, params string[] arguments)
    {
        using var run = GexiaProcess.Start(arguments, under:
            [
                "strace", "-qq", "-f", "-o", "/dev/null", "-e", $"trace={point.Call}",
                "-e", $"inject={point.Call}:signal=KILL:when={point.Number.ToString(CultureInfo.InvariantCulture)}"
            ]);
        var (code, _, error) = run.Finish();
        Assert.True(code == 137, $"was not killed at {point}, but ended with {code}: {error}");
    }

    internal static IReadOnlyList<KillPoint> Parse(IEnumerable<string> lines, string path)
    {
        // strace counts for each thread: a number is reached when the first thread reaches it.
        var counts = new Dictionary<(string Thread, string Call), int>();
        var reached = new HashSet<KillPoint>();
        var points = new List<KillPoint>();
        foreach (var line in lines)
        {
            if (Entry().Match(line) is not { Success: true } entry) continue;
            var key = (entry.Groups[1].Value, entry.Groups[2].Value);
            counts[key] = counts.GetValueOrDefault(key) + 1;
            var point = new KillPoint(key.Item2, counts[key]);
            if (reached.Add(point) && line.Contains(path, StringComparison.Ordinal)) points.Add(point);
        }
        return points;
    }

    private static string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "needs Linux";
        try
        {
            using var trial = Process.Start(
                new ProcessStartInfo("strace", ["-qq", "-f", "-o", "/dev/null", "-e", "trace=openat", "true"])
                {
                    RedirectStandardError = true
                })!;
            var complaint = trial.StandardError.ReadToEnd();
            trial.WaitForExit();
            return trial.ExitCode == 0 ? null : $"needs strace that may trace: {complaint.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "needs strace on PATH";
        }
    }

    [GeneratedRegex(@"^(\d+) +(\w+)\(")]
    private static partial Regex Entry();
}

/// <summary>A test that needs strace; skipped with the reason where it cannot be used.</summary>
public sealed class StraceFactAttribute : FactAttribute
{
    public StraceFactAttribute() => Skip = Strace.Missing;
}
