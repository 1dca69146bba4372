namespace Gexia.Cli;

/// <summary>Ends a verb with an exit code and one clear line.</summary>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
/// <param name="message">The line for standard error: what is wrong and what to do.</param>
/// <param name="cause">What --verbose shows besides.</param>
internal sealed class CommandException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;

    public static CommandException Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static CommandException BadInput(string message, Exception? cause = null) => new(Cli.ExitCode.BadInput, message, cause);
}
