using System.Diagnostics;

namespace Gexia.Training;

/// <summary>How fast a training goes, and what it waits for. All that depends on the clock is here.</summary>
internal sealed class Pace(Stopwatch clock)
{
    private readonly Stopwatch clock = clock;
    private double waited, last = clock.Elapsed.TotalSeconds, secondsPerStep = double.NaN;

    /// <summary>Of late: a running mean over about twenty steps.</summary>
    public double StepsPerSecond => secondsPerStep > 0 ? 1 / secondsPerStep : 0;

    /// <summary>Time for so many steps at that rate.</summary>
    public TimeSpan Remaining(long steps) =>
        double.IsNaN(secondsPerStep) ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(steps * secondsPerStep, 1e9));

    /// <summary>Takes the time until the result is disposed as one of waiting for data.</summary>
    public Wait Waiting() => new(this, clock.Elapsed.TotalSeconds);

    /// <summary>Ends a <see cref="Waiting"/>.</summary>
    public readonly struct Wait(Pace pace, double start) : IDisposable
    {
        public void Dispose() => pace.waited += pace.clock.Elapsed.TotalSeconds - start;
    }

    /// <summary>A step has ended.</summary>
    public void Stepped(RunLog log, long step)
    {
        var now = clock.Elapsed.TotalSeconds;
        var (took, waitedNow) = (now - last, waited);
        (last, waited) = (now, 0);
        secondsPerStep = double.IsNaN(secondsPerStep) ? took : secondsPerStep + (0.05 * (took - secondsPerStep));
        log.WriteTiming((step, now, took, waitedNow), static (json, entry) =>
        {
            json.WriteNumber("step", entry.step);
            json.WriteNumber("elapsed_seconds", Math.Round(entry.now, 4));
            json.WriteNumber("step_seconds", Math.Round(entry.took, 5));
            json.WriteNumber("wait_seconds", Math.Round(entry.waitedNow, 5));
        });
    }
}
