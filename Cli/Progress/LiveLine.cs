using System.Globalization;

namespace Gexia.Cli;

/// <summary>
/// Says on standard error what is waited for. On a terminal that is one line that changes, every second even where nothing else happens;
/// elsewhere a plain line comes every ten seconds at most, so a log stays short. With --quiet there is none.
/// </summary>
internal abstract class LiveLine : IDisposable
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(200), LogPause = TimeSpan.FromSeconds(10),
        Tick = TimeSpan.FromSeconds(1);

    private readonly Terminal terminal;
    private readonly TimeProvider clock;
    private readonly long begun;
    private readonly ITimer? timer;
    private TimeSpan last;
    private bool ended;

    /// <param name="terminal">Whose standard error is written to.</param>
    /// <param name="clock">The clock; the system's when null.</param>
    protected LiveLine(Terminal terminal, TimeProvider? clock)
    {
        (this.terminal, this.clock) = (terminal, clock ?? TimeProvider.System);
        begun = this.clock.GetTimestamp();
        if (terminal.IsQuiet) return;
        timer = this.clock.CreateTimer(
            _ => Show(), null, terminal.ErrorIsTerminal ? Tick : LogPause, terminal.ErrorIsTerminal ? Tick : Timeout.InfiniteTimeSpan);
    }

    /// <summary>Held while the state that <see cref="Line"/> reads is changed.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Time since the beginning.</summary>
    protected TimeSpan Elapsed => clock.GetElapsedTime(begun);

    /// <summary>What to say now.</summary>
    protected abstract string Line(TimeSpan elapsed);

    /// <summary>Writes the line if the last one is old enough.</summary>
    protected void Show()
    {
        lock (Gate)
        {
            if (ended || terminal.IsQuiet) return;
            var elapsed = Elapsed;
            if (elapsed - last < (terminal.ErrorIsTerminal ? TerminalPause : LogPause)) return;
            last = elapsed;
            if (terminal.ErrorIsTerminal) terminal.Status.Show(Line(elapsed));
            else terminal.Error.WriteLine(Line(elapsed));
        }
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (ended) return;
            ended = true;
            timer?.Dispose();
            if (terminal.ErrorIsTerminal) terminal.Status.Clear();
        }
    }

    /// <summary>Hours, minutes and seconds as people write them.</summary>
    protected static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}");
}

/// <summary>Something is waited for that cannot say how far it is, such as a file of weights.</summary>
/// <param name="terminal">Whose standard error is written to.</param>
/// <param name="what">What is done meanwhile, such as "reading the model".</param>
/// <param name="clock">The clock; the system's when null.</param>
internal sealed class Wait(Terminal terminal, string what, TimeProvider? clock = null) : LiveLine(terminal, clock)
{
    protected override string Line(TimeSpan elapsed) => $"{TerminalText.Escape(what)} ... {Clock(elapsed)}";
}
