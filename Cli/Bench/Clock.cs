using System.Diagnostics;

namespace Gexia.Cli.Bench;

/// <summary>
/// The time that a measurement counts. One thread: processor time, so that what neighbours on a shared machine take does not count.
/// More threads: the clock on the wall; and on Windows always, whose processor time moves in steps of 16 ms.
/// </summary>
internal readonly record struct Clock(int Threads)
{
    private bool IsProcessorTime => Threads == 1 && !OperatingSystem.IsWindows();

    public double Seconds() =>
        IsProcessorTime ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;

    public override string ToString() => IsProcessorTime ? "processor time" : "wall clock";
}
