using System.Text;
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

    /// <summary>The process's own streams, in UTF-8 whatever the locale says.</summary>
    public static Terminal Standard()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(
            new StreamReader(Console.OpenStandardInput(), utf8),
            new StreamWriter(Console.OpenStandardOutput(), utf8),
            new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true },
            !Console.IsOutputRedirected,
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

    public void Dispose()
    {
        Out.Dispose();
        Error.Dispose();
    }
}
