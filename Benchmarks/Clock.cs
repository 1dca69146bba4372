using System.Diagnostics;

namespace Gexia.Benchmarks;

/// <summary>
/// The time a measurement counts. One thread: processor time, so that what neighbours on a shared machine take does not count.
/// More threads: the clock on the wall.
/// </summary>
internal readonly record struct Clock(int Threads)
{
    public double Seconds() => Threads == 1 ? Environment.CpuUsage.TotalTime.TotalSeconds : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
}
