using System.Diagnostics;
using Gexia.Tests.Architecture;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>The closing line of <c>./test</c>, made by <c>.ci/tally</c> from the runner's result file and exit code.</summary>
public class TallyTests
{
    private const string Passed = "    <UnitTestResult testName=\"A.Works(text: &quot;a &gt; b&quot;)\" outcome=\"Passed\" />\n";

    private const string Failed = "    <UnitTestResult testName=\"A.Breaks\" outcome=\"Failed\">\n      <Output><ErrorInfo><Message>2 &lt; "
        + "1</Message></ErrorInfo></Output>\n    </UnitTestResult>\n";

    private const string Skipped = "    <UnitTestResult testName=\"A.Waits\" outcome=\"NotExecuted\">\n      <Output>\n        "
        + "<ErrorInfo>\n          <Message>needs ffmpeg &amp; ffprobe</Message>\n        </ErrorInfo>\n      </Output>\n    "
        + "</UnitTestResult>\n";

    [UnixTheory]
    [InlineData(Passed + Passed + Skipped, 0, "2 passed, 0 failed, 1 skipped", 0)]
    [InlineData(Passed + Failed, 1, "1 passed, 1 failed, 0 skipped", 1)]
    [InlineData(Passed, 134, "1 passed, 1 failed, 0 skipped", 1)]       // the runner crashed half way
    [InlineData("", 1, "0 passed, 1 failed, 0 skipped", 1)]
    [InlineData("", 0, "0 passed, 1 failed, 0 skipped", 1)]             // nothing ran: no reason to be glad
    public void The_closing_line_counts_what_happened(string results, int runnerCode, string line, int code)
    {
        var (output, exit) = Tally(results, runnerCode);
        Assert.Equal((line, code), (output[^1], exit));
    }

    [UnixFact]
    public void What_was_skipped_is_listed_with_the_reason()
    {
        var (output, _) = Tally(Passed + Skipped, 0);
        Assert.Equal(["skipped 1: needs ffmpeg & ffprobe", "    A.Waits", "1 passed, 0 failed, 1 skipped"], output);
    }

    private static (string[] Output, int Code) Tally(string results, int runnerCode)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("results.trx");
        if (results.Length > 0) File.WriteAllText(file, $"<TestRun>\n  <Results>\n{results}  </Results>\n</TestRun>\n");
        using var process = Process.Start(
            new ProcessStartInfo("bash", [Path.Combine(SourceTree.Root, ".ci", "tally"), file, $"{runnerCode}"])
            {
                RedirectStandardOutput = true
            })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output.Split('\n', StringSplitOptions.RemoveEmptyEntries), process.ExitCode);
    }
}
