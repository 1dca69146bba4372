using Gexia.Data.Processes;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Processes;

/// <summary>Children that are started by the C library. Each is a few words of shell.</summary>
public sealed class ChildProcessTests
{
    private static ChildProcess Shell(string script, params (string, string?)[] environment) =>
        ChildProcess.Start("/bin/sh", ["-c", script], environment);

    private static string Read(Stream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        return reader.ReadToEnd();
    }

    [LinuxFact]
    public void A_child_leads_a_group_of_its_own()
    {
        using var child = Shell("exec cat /proc/self/stat");
        // pid (name) state parent group
        var words = Read(child.Output).Split(' ');
        Assert.Equal(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), words[3]);
        Assert.Equal(words[0], words[4]);
        Assert.Equal(new ChildExit(0, 0), child.Wait());
    }

    [LinuxTheory]
    [InlineData("exit 0", 0, 0, false)]
    [InlineData("exit 255", 255, 0, false)]
    [InlineData("kill -INT $$", 0, 2, true)]
    [InlineData("kill -TERM $$", 0, 15, true)]
    [InlineData("kill -KILL $$", 0, 9, true)]
    [InlineData("kill -HUP $$", 0, 1, true)]
    [InlineData("kill -SEGV $$", 0, 11, false)]
    [InlineData("kill -ABRT $$", 0, 6, false)]
    public void Its_end_says_whether_somebody_ended_it(string script, int code, int signal, bool wasKilled)
    {
        using var child = Shell(script);
        var exit = child.Wait();
        Assert.Equal((code, signal, wasKilled), (exit.Code, exit.Signal, exit.WasKilled));
        Assert.Equal(exit, child.Wait());
        child.Kill();                                       // it is gone; nobody else is hit
    }

    [LinuxFact]
    public void It_reads_writes_and_complains_through_three_pipes()
    {
        using var child = Shell("cat; echo \"$GEXIA_A-$GEXIA_B-$#\" >&2", ("GEXIA_A", "ä b"), ("GEXIA_B", null));
        child.Input.Write("through"u8);
        child.Input.Close();
        Assert.Equal("through", Read(child.Output));
        Assert.Equal("ä b--0\n", Read(child.Messages));
        Assert.Equal(0, child.Wait().Status);
    }

    [LinuxFact]
    public void Ending_it_ends_its_children()
    {
        var child = Shell("sleep 10000 & echo started; wait");
        var first = new byte[8];
        child.Output.ReadExactly(first);
        child.Kill();
        Assert.Equal(137, child.Wait().Status);
        Assert.Equal("", Read(child.Output));               // ends when the last one that holds the pipe has ended
        child.Dispose();
    }

    [LinuxFact]
    public void It_ends_by_itself_when_nobody_reads()
    {
        using var child = ChildProcess.Start("/bin/sh", ["-c", "while echo y; do :; done"]);
        child.Output.ReadByte();
        child.Output.Dispose();
        Assert.Equal(13, child.Wait().Signal);              // SIGPIPE, which this program ignores
    }

    [LinuxFact]
    public void A_program_that_cannot_be_run_is_told_from_a_system_without_room()
    {
        Assert.True(Assert.Throws<ChildStartException>(() => ChildProcess.Start("/none/ffmpeg", [])).IsLasting);
        Assert.True(Assert.Throws<ChildStartException>(() => ChildProcess.Start("/etc/passwd", [])).IsLasting);
        Assert.False(new ChildStartException("ffmpeg", new System.ComponentModel.Win32Exception(11)).IsLasting);
        Assert.False(new ChildStartException("ffmpeg", new IOException("Too many open files")).IsLasting);
    }

    [LinuxFact]
    public void The_frameworks_children_end_alike()
    {
        using var child = new FrameworkChild(
            "/bin/sh", ["-c", "kill -KILL $$"], new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" });
        Assert.Equal(new ChildExit(0, 9), child.Wait());
    }
}
