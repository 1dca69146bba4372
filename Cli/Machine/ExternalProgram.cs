using System.ComponentModel;
using System.Diagnostics;

namespace Gexia.Cli;

/// <summary>Asks a program that is installed on this machine who it is.</summary>
internal static class ExternalProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The first line of <c>program -version</c>; null where the program is missing or does not answer.</summary>
    public static string? Version(string program) => FirstLine(program, "-version");

    /// <summary>The first line that a program writes; null where it is missing or does not answer.</summary>
    public static string? FirstLine(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            })!;
            process.StandardInput.Close();
            var line = process.StandardOutput.ReadLineAsync();
            if (line.Wait(Patience)) return line.Result;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
