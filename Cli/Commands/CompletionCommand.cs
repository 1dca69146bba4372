using System.CommandLine;
using Gexia.Cli.Parsing;

namespace Gexia.Cli.Commands;

/// <summary><c>gexia completion</c>: the script that lets a shell complete verbs, options, their values and names of files.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> scripts =
        new() { ["bash"] = "gexia.bash", ["zsh"] = "gexia.zsh", ["fish"] = "gexia.fish", ["pwsh"] = "gexia.ps1" };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = $"One of {string.Join(", ", scripts.Keys)}." }.OneOf([.. scripts.Keys]);
        var command = new Command("completion", "Write the script by which a shell completes gexia's command lines.") { shell };
        command.Examples(
            "source <(gexia completion bash)", "source <(gexia completion zsh)", "gexia completion fish | source",
            "gexia completion pwsh | Out-String | Invoke-Expression");
        command.Run(terminal, (session, parse, _) =>
        {
            session.Out.Write(Script(parse.GetValue(shell)!));
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string Script(string shell)
    {
        using var stream = typeof(CompletionCommand).Assembly.GetManifestResourceStream($"Gexia.Cli.{scripts[shell]}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
