using System.CommandLine;

namespace Gexia.Cli;

/// <summary>What every verb is given: the streams, and the options that all verbs share.</summary>
/// <param name="Terminal">Where results and notes go.</param>
/// <param name="Json">Results as JSON instead of text.</param>
/// <param name="Verbose">More detail on standard error.</param>
internal sealed record Session(Terminal Terminal, bool Json, bool Verbose)
{
    public static Option<bool> JsonOption { get; } = new("--json") { Description = "Write results as JSON.", Recursive = true };

    public static Option<bool> VerboseOption { get; } =
        new("--verbose") { Description = "Say more on standard error; show the trace of an internal error.", Recursive = true };

    public static Option<bool> QuietOption { get; } =
        new("--quiet", "-q") { Description = "No progress and no notes on standard error; warnings and errors stay.", Recursive = true };

    public TextWriter Out => Terminal.Out;

    public static Session Of(Terminal terminal, ParseResult parse) =>
        new(terminal, parse.GetValue(JsonOption), parse.GetValue(VerboseOption));

    /// <inheritdoc cref="Terminal.Note"/>
    public void Note(string line) => Terminal.Note(line);

    /// <inheritdoc cref="Terminal.Tell"/>
    public void Tell(string line) => Terminal.Tell(line);

    /// <inheritdoc cref="Terminal.Warn"/>
    public void Warn(string line, string? kind = null) => Terminal.Warn(line, kind);

    /// <summary>Says what is waited for until it is disposed, where that takes more than a second.</summary>
    public Wait Wait(string what) => new(Terminal, what);
}
