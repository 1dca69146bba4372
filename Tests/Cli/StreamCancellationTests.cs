using System.Diagnostics;
using Gexia.Cli;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>A program that waits for its input, or for someone to take its output, ends when it is asked to.</summary>
public sealed class StreamCancellationTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [UnixTheory]
    [InlineData("exec 3<>\"$1\"; echo a >&3")]             // one line, then nothing: it waits for the next
    [InlineData("yes a >\"$1\" 2>/dev/null &")]            // no end of lines: it waits for the output to be taken
    public void A_signal_ends_it_with_130(string input)
    {
        var pipe = SpecialFiles.Pipe(folder.File("pipe"));
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", $"{input}\nexec {Shell.Gexia} tokenize <\"$1\"", "sh", pipe])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Assert.Equal("320", process.StandardOutput.ReadLine());         // it runs, and listens to signals
        using (var kill = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"])) kill.WaitForExit();
        process.WaitForExit();
        Assert.Equal(ExitCode.Cancelled, process.ExitCode);
    }
}
