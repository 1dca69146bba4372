using System.Text;
using Gexia.Cli.Streams;
using Spectre.Console;

namespace Gexia.Cli;

/// <summary>The program's three streams: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal : IDisposable
{
    private const int PipeWidth = 200;      // columns of a table where no terminal sets them

    public Terminal(TextReader input, TextWriter output, TextWriter error, bool outIsTerminal = false, bool errorIsTerminal = false)
    {
        (In, Out, Error, OutIsTerminal, ErrorIsTerminal) = (input, output, error, outIsTerminal, errorIsTerminal);
        Out.NewLine = Error.NewLine = "\n";
    }

    public TextReader In { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public bool OutIsTerminal { get; }

    public bool ErrorIsTerminal { get; }

    /// <summary>The process's own streams, in UTF-8 whatever the locale says. Reading hands the results so far over first.</summary>
    /// <param name="cancellation">Ends a read or a write that waits.</param>
    /// <remarks>Must run before the program opens a file; see <see cref="Descriptor.IsInherited"/>.</remarks>
    public static Terminal Standard(CancellationToken cancellation)
    {
        var (input, output, error) = OperatingSystem.IsWindows() ? FrameworkStreams() : Descriptors(cancellation);
        var writer = new StreamWriter(output, Utf8) { NewLine = "\n" };
        return new Terminal(
            new LineInput(new StandardInput(input, writer.Flush)),
            writer,
            new StreamWriter(error, Utf8) { AutoFlush = true },
            output != StandardOutput.Closed && !Console.IsOutputRedirected,
            !Console.IsErrorRedirected);
    }

    /// <summary>One line for the person at the terminal, on standard error.</summary>
    public void Note(string line) => Error.WriteLine($"gexia: {TerminalText.Escape(line)}");

    /// <summary>A table on standard output; plain text without colours where that is no terminal.</summary>
    public void Write(Table table)
    {
        var colours = OutIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        if (!OutIsTerminal) console.Profile.Width = PipeWidth;
        console.Write(table);
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
