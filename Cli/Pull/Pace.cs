using System.Globalization;

namespace Gexia.Cli.Pull;

/// <summary>Watches that enough bytes come in each stretch of time. Silence is the slowest pace of all.</summary>
/// <param name="limits">The length of a stretch, and what must come in it.</param>
internal sealed class Pace(PullLimits limits)
{
    private long begun = limits.Clock.GetTimestamp();
    private long came;

    /// <summary>What a message says when the time is over.</summary>
    public string TooSlow =>
        string.Create(CultureInfo.InvariantCulture, $"only {came:N0} bytes came within {limits.Window.TotalSeconds:0} s");

    /// <summary>Ends when the stretch does.</summary>
    public CancellationTokenSource Limit()
    {
        var left = limits.Window - limits.Clock.GetElapsedTime(begun);
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, limits.Clock);
    }

    /// <summary>Notes that bytes came; with enough of them the next stretch begins.</summary>
    public void Came(int bytes)
    {
        came += bytes;
        if (came < limits.LeastInWindow) return;
        (begun, came) = (limits.Clock.GetTimestamp(), 0);
    }
}
