using System.Diagnostics;
using System.Globalization;

namespace Gexia.Tests.Support;

/// <summary>The program in a process of its own, to be killed, signalled, or run from another folder.</summary>
internal sealed class GexiaProcess : IDisposable
{
    private readonly Process process;
    private readonly Task<string> output, messages;

    private GexiaProcess(Process process)
    {
        this.process = process;
        process.StandardInput.Close();
        (output, messages) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="threads">Threads of the kernels; 0 for as many as there are.</param>
    /// <param name="folder">The working folder; null for the test's.</param>
    /// <param name="under">A program that runs it, with its arguments.</param>
    public static GexiaProcess Start(IEnumerable<string> arguments, int threads = 0, string? folder = null, params string[] under)
    {
        string[] words = [.. under, "dotnet", Path.Combine(AppContext.BaseDirectory, "gexia.dll"), .. arguments];
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        if (threads > 0) start.Environment["GEXIA_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return new(Process.Start(start)!);
    }

    public void Kill() => process.Kill();

    /// <summary>Sends a signal by its name, such as HUP.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public (int Code, string Out, string Error) Finish()
    {
        process.WaitForExit();
        return (process.ExitCode, output.GetAwaiter().GetResult(), messages.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
