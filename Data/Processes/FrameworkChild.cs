using System.ComponentModel;
using System.Diagnostics;

namespace Gexia.Data.Processes;

/// <summary>A child that the framework starts: where <see cref="SpawnedChild"/> is not possible.</summary>
internal sealed class FrameworkChild : ChildProcess
{
    private readonly Process process;

    public FrameworkChild(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (OperatingSystem.IsWindows()) start.CreateNewProcessGroup = true;
        start.Environment.Clear();
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or IOException)
        {
            throw new ChildStartException(program, error);
        }
    }

    public override Stream Input => process.StandardInput.BaseStream;

    public override Stream Output => process.StandardOutput.BaseStream;

    public override Stream Messages => process.StandardError.BaseStream;

    public override ChildExit Wait()
    {
        process.WaitForExit();
        var code = process.ExitCode;
        // On Unix the framework says 128 + signal, as shells do.
        return !OperatingSystem.IsWindows() && code is > 128 and < 160 ? new(0, code - 128) : new(code, 0);
    }

    public override void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended already.
        }
    }

    public override void Dispose()
    {
        Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
