using System.Text;
using Spectre.Console;

namespace Gexia.Cli.Tables;

/// <summary>
/// Where the table library writes to. Its own asks the framework for the terminal's size, which switches the terminal's keypad.
/// </summary>
/// <param name="writer">Standard output.</param>
/// <param name="isTerminal">Whether a person sees it as it comes.</param>
/// <param name="width">Cells of a line.</param>
internal sealed class TableOutput(TextWriter writer, bool isTerminal, int width) : IAnsiConsoleOutput
{
    public TextWriter Writer => writer;

    public bool IsTerminal => isTerminal;

    public int Width => width;

    public int Height => 24;        // a table does not depend on it

    public void SetEncoding(Encoding encoding)
    {
        // The writer has its own.
    }
}
