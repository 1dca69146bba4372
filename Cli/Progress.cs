using System.Globalization;

namespace Gexia.Cli;

/// <summary>
/// How far a long job is, with its rate and the time left, on standard error. A terminal sees one line that changes;
/// elsewhere a plain line comes every ten seconds, so a log stays short.
/// </summary>
/// <param name="terminal">Whose standard error is written to.</param>
/// <param name="job">What runs, such as "train".</param>
/// <param name="unit">What is counted, such as "steps".</param>
/// <param name="total">How many there will be.</param>
/// <param name="clock">The clock; the system's when null.</param>
internal sealed class Progress(Terminal terminal, string job, string unit, long total, TimeProvider? clock = null)
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(200), LogPause = TimeSpan.FromSeconds(10);

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly long begun = (clock ?? TimeProvider.System).GetTimestamp();
    private readonly Lock gate = new();
    private TimeSpan last;
    private long first = -1;
    private TimeSpan firstAt;
    private int width;

    /// <summary>Says that <paramref name="done"/> are done; writes only when it is time to.</summary>
    /// <param name="done">0..total.</param>
    /// <param name="note">Such as the loss.</param>
    public void Report(long done, string? note = null)
    {
        lock (gate)
        {
            var elapsed = clock.GetElapsedTime(begun);
            if (first < 0) (first, firstAt) = (done, elapsed);      // a resumed job does not start at 0
            if (elapsed - last < (terminal.ErrorIsTerminal ? TerminalPause : LogPause)) return;
            last = elapsed;
            Show(Line(done, elapsed, note));
        }
    }

    /// <summary>Removes the changing line.</summary>
    public void Finish()
    {
        lock (gate)
        {
            if (width == 0) return;
            terminal.Error.Write("\r" + new string(' ', width) + "\r");
            width = 0;
        }
    }

    private string Line(long done, TimeSpan elapsed, string? note)
    {
        var rate = (done - first) / Math.Max((elapsed - firstAt).TotalSeconds, 1e-9);
        var left = rate > 0 ? $", {Clock(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 1e8)))} left" : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{job}: {done}/{total} {unit}, {rate:0.0} a second{left}");
        return note is null ? text : $"{text}, {TerminalText.Escape(note)}";
    }

    private void Show(string line)
    {
        if (!terminal.ErrorIsTerminal)
        {
            terminal.Error.WriteLine(line);
            return;
        }
        terminal.Error.Write("\r" + line.PadRight(width));
        width = Math.Max(width, line.Length);
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{time:m\\:ss}");
}
