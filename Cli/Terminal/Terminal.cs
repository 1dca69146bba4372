using System.Text;
using Gexia.Cli.Streams;
using Gexia.Cli.Tables;
using Spectre.Console;

namespace Gexia.Cli;

/// <summary>The program's three streams: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal : IDisposable
{
    private readonly Func<int> columns;
    private readonly Warnings warnings = new();

    /// <param name="input">Standard input.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="outIsTerminal">Whether a person sees what is written to <paramref name="output"/> as it comes.</param>
    /// <param name="errorIsTerminal">The same of <paramref name="error"/>.</param>
    /// <param name="columns">Columns of the terminal; <see cref="TerminalWidth.Now"/> when null.</param>
    public Terminal(
        TextReader input, TextWriter output, TextWriter error, bool outIsTerminal = false, bool errorIsTerminal = false,
        Func<int>? columns = null)
    {
        (In, OutIsTerminal, ErrorIsTerminal, this.columns) = (input, outIsTerminal, errorIsTerminal, columns ?? TerminalWidth.Now);
        Status = new StatusLine(error, this.columns) { BeforeShown = outIsTerminal ? output.Flush : () => { } };
        Out = outIsTerminal ? new SharedWriter(output, Status) : output;
        Error = new SharedWriter(error, Status) { BeforeWritten = Status.BeforeShown };
        output.NewLine = error.NewLine = Out.NewLine = Error.NewLine = "\n";
    }

    public TextReader In { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool OutIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>Columns of the terminal.</summary>
    public int Columns => columns();

    /// <summary>The process's own streams, in UTF-8 whatever the locale says. Reading hands the results so far over first.</summary>
    /// <param name="cancellation">Ends a read or a write that waits.</param>
    /// <remarks>Must run before the program opens a file; see <see cref="Descriptor.IsInherited"/>.</remarks>
    public static Terminal Standard(CancellationToken cancellation)
    {
        var (input, output, error) = OperatingSystem.IsWindows() ? FrameworkStreams() : Descriptors(cancellation);
        var writer = new StreamWriter(output, Utf8) { NewLine = "\n" };
        // Whoever asks for the framework's own writer, as the table library does, makes it write control sequences to the terminal.
        Console.SetOut(TextWriter.Null);
        return new Terminal(
            new LineInput(new StandardInput(input, writer.Flush)),
            writer,
            new StreamWriter(error, Utf8) { AutoFlush = true },
            output != StandardOutput.Closed && !Console.IsOutputRedirected,
            !Console.IsErrorRedirected);
    }

    /// <summary>The line that changes while something runs.</summary>
    public StatusLine Status { get; }

    /// <summary>No progress and no notes; warnings and errors stay.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>One line on standard error that is said in any case: what went wrong, or how to go on.</summary>
    public void Tell(string line) => Error.WriteLine($"gexia: {TerminalText.Escape(line)}");

    // On a terminal broken between words. What is told in any case is not: it may be a command to be copied.
    private void Say(string line) => Error.WriteLine(
        string.Join(
            '\n',
            ErrorIsTerminal ? Words.Break($"gexia: {TerminalText.Escape(line)}", columns()) : [$"gexia: {TerminalText.Escape(line)}"]));

    /// <summary>One line on standard error that is good to know; nothing with --quiet.</summary>
    public void Note(string line)
    {
        if (!IsQuiet) Say(line);
    }

    /// <summary>
    /// One line about data or results that are not as they should be. Of several that are alike the first is said, and in the
    /// end how many came after it.
    /// </summary>
    /// <param name="line">What is wrong.</param>
    /// <param name="kind">What lines that are alike have in common; the line itself when null.</param>
    public void Warn(string line, string? kind = null)
    {
        if (warnings.Count(line, kind)) Say($"warning: {line}");
    }

    /// <summary>Ends the changing line, and says how often warnings were repeated.</summary>
    public void Close()
    {
        Status.End();
        foreach (var line in warnings.Repeated()) Say($"warning: {line}");
    }

    /// <summary>A table on standard output; where that is no terminal, all of it, as plain text.</summary>
    public void Write(TextTable table)
    {
        var colours = OutIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new TableOutput(Out, OutIsTerminal, OutIsTerminal ? columns() : TextTable.Unlimited),
        });
        console.Write(table);
    }

    /// <summary>A sentence on standard output; on a terminal broken between words.</summary>
    public void Write(string sentence)
    {
        var text = TerminalText.Escape(sentence);
        foreach (var line in OutIsTerminal ? Words.Break(text, columns()) : [text]) Out.WriteLine(line);
    }

    /// <summary>Names and values on standard output, one under the other; on a terminal long values are broken between words.</summary>
    public void Write(IReadOnlyCollection<(string Name, string Value)> facts)
    {
        var indent = facts.Max(fact => Words.Width(fact.Name)) + TableLayout.Gap;
        foreach (var (name, value) in facts)
        {
            var text = TerminalText.Escape(value);
            var lines = OutIsTerminal ? Words.Break(text, Math.Max(columns() - indent, 1)) : [text];
            for (var y = 0; y < lines.Count; y++)
                Out.WriteLine($"{Words.Pad(y == 0 ? name : "", indent, toTheRight: false)}{lines[y]}".TrimEnd());
        }
    }

    /// <summary>Hands over what can still be handed over. The streams themselves end with the process.</summary>
    public void Dispose()
    {
        try
        {
            Out.Flush();
        }
        catch (Exception error) when (error is OutputException or OperationCanceledException)
        {
            // Told already, or less important than what was told.
        }
        Error.Flush();
    }

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private static (StandardInput.Reader Input, StandardOutput Output, StandardOutput Error) Descriptors(CancellationToken cancellation)
    {
        bool hasInput = Descriptor.IsInherited(0), hasOutput = Descriptor.IsInherited(1), hasError = Descriptor.IsInherited(2);
        return (
            hasInput ? buffer => Descriptor.Read(0, buffer, cancellation) : _ => 0,
            hasOutput ? new StandardOutput(bytes => Descriptor.Write(1, bytes, cancellation)) : StandardOutput.Closed,
            StandardOutput.Quiet(hasError ? bytes => Descriptor.Write(2, bytes, cancellation) : _ => { }));
    }

    private static (StandardInput.Reader Input, StandardOutput Output, StandardOutput Error) FrameworkStreams()
    {
        Stream input = Console.OpenStandardInput(), output = Console.OpenStandardOutput(), error = Console.OpenStandardError();
        return (input.Read, new StandardOutput(output.Write), StandardOutput.Quiet(error.Write));
    }
}
