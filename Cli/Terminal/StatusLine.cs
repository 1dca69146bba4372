using Gexia.Cli.Tables;

namespace Gexia.Cli;

/// <summary>
/// The line at the bottom of a terminal that changes while something runs. Whatever else is written to the terminal takes it away first:
/// see <see cref="SharedWriter"/>.
/// </summary>
/// <param name="error">The terminal.</param>
/// <param name="columns">How wide it is.</param>
internal sealed class StatusLine(TextWriter error, Func<int> columns)
{
    private int shown;          // cells
    private bool ended;

    /// <summary>Held by whoever writes to the terminal.</summary>
    public Lock Gate { get; } = new();

    /// <summary>What is written to standard output stands above the line, so it is handed over first.</summary>
    public Action BeforeShown { get; init; } = () => { };

    /// <summary>Puts a text in place of the one that is shown; of one that is too long the end is left out.</summary>
    public void Show(string text)
    {
        lock (Gate)
        {
            if (ended) return;
            BeforeShown();
            var line = Words.Cut(text, columns() - 1);      // in the last column a terminal would begin a new line
            var width = Words.Width(line);
            error.Write($"\r{line}{new string(' ', Math.Max(0, shown - width))}");
            shown = width;
        }
    }

    /// <summary>Leaves an empty line, with the cursor at its start.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            if (shown == 0) return;
            error.Write($"\r{new string(' ', shown)}\r");
            shown = 0;
        }
    }

    /// <summary>Clears the line for good: what still runs shows nothing any more.</summary>
    public void End()
    {
        lock (Gate)
        {
            Clear();
            ended = true;
        }
    }
}
