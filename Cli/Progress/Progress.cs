using System.Globalization;

namespace Gexia.Cli;

/// <summary>How far a long job is, with its rate and the time left.</summary>
/// <param name="terminal">Whose standard error is written to.</param>
/// <param name="job">What runs, such as "train".</param>
/// <param name="unit">What is counted, such as "steps"; empty where the job says it.</param>
/// <param name="total">How many there will be.</param>
/// <param name="clock">The clock; the system's when null.</param>
internal sealed class Progress(Terminal terminal, string job, string unit, long total, TimeProvider? clock = null)
    : LiveLine(terminal, clock)
{
    private long first = -1, done;
    private TimeSpan firstAt;
    private string? note;

    /// <summary>Says that <paramref name="done"/> are done; writes only when it is time to.</summary>
    /// <param name="done">0..total.</param>
    /// <param name="note">Such as the loss.</param>
    public void Report(long done, string? note = null)
    {
        lock (Gate)
        {
            (this.done, this.note) = (done, note);
            if (first < 0) (first, firstAt) = (done, Elapsed);      // a resumed job does not start at 0
            Show();
        }
    }

    protected override string Line(TimeSpan elapsed)
    {
        var rate = first < 0 ? 0 : (done - first) / Math.Max((elapsed - firstAt).TotalSeconds, 1e-9);
        var pace = rate > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $", {rate:0.0} a second, {Clock(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 1e8)))} left")
            : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{job}: {done}/{total}{(unit.Length > 0 ? " " : "")}{unit}{pace}");
        return note is null ? text : $"{text}, {TerminalText.Escape(note)}";
    }
}
