using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Gexia.Cpu;

namespace Gexia.Training;

/// <summary>
/// Runs whole trainings side by side, each computing on one thread of its own, so that the results do not depend on how many run.
/// </summary>
internal static class SideBySide
{
    /// <summary>Runs all jobs; after a failure no further one is begun.</summary>
    /// <param name="jobs">What to do.</param>
    /// <param name="atATime">How many run together at most.</param>
    /// <param name="run">Does one job.</param>
    /// <exception cref="Exception">The first failure of a job.</exception>
    public static void Run<T>(IReadOnlyList<T> jobs, int atATime, Action<T> run)
    {
        var next = -1;
        var failures = new ConcurrentQueue<Exception>();
        var threads = Enumerable.Range(0, Math.Min(atATime, jobs.Count)).Select(i =>
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"Training {i}" };
            thread.Start();
            return thread;
        }).ToList();
        foreach (var thread in threads) thread.Join();
        if (failures.TryDequeue(out var first)) ExceptionDispatchInfo.Throw(first);

        void Work()
        {
            using var limit = CpuThreads.Limit(1);
            try
            {
                while (failures.IsEmpty && Interlocked.Increment(ref next) is var job && job < jobs.Count) run(jobs[job]);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }
    }
}
