using System.Diagnostics;

namespace Gexia.Tests.Cli;

/// <summary>Runs the built program as a process of its own, with its streams as a shell redirects them.</summary>
internal static class Shell
{
    /// <summary>The line that starts the program; more arguments may follow.</summary>
    public static string Gexia { get; } = $"dotnet '{Path.Combine(AppContext.BaseDirectory, "gexia.dll")}'";

    /// <summary>Runs a script; <c>$@</c> are the arguments. Standard input is empty unless the script says otherwise.</summary>
    public static CliResult Run(string script, params IEnumerable<string> arguments)
    {
        var start =
            new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-c", script, "sh", .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return new CliResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
