using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Gexia.Cpu;

/// <summary>
/// A kernel call cut into runs of blocks, several for each thread. The cut does not depend on who runs what, so each thread takes
/// the next run when it is done with one: a thread that another process slows down delays no other.
/// </summary>
internal readonly unsafe struct SplitWork(
    delegate*<void*, long, long, void> body, void* kernel, long count, long grain, long blocks, int threads)
{
    private const int RunsPerThread = 4;

    public readonly int Threads = threads;
    private readonly long runs = Math.Min(blocks, (long)threads * RunsPerThread);

    /// <summary>Takes runs until there are no more.</summary>
    /// <param name="next">Number of the next run, shared by all threads.</param>
    public void RunShare(ref long next)
    {
        for (var run = Interlocked.Increment(ref next) - 1; run < runs; run = Interlocked.Increment(ref next) - 1)
            body(kernel, blocks * run / runs * grain, Math.Min(blocks * (run + 1) / runs * grain, count));
    }

    public void RunAll() => body(kernel, 0, count);
}

/// <summary>
/// Background threads that wait for kernels: spinning for a moment, as the next kernel of a training step follows
/// within microseconds, then asleep. One caller uses them at a time; any other (a second training thread, a kernel
/// inside a kernel) does its work on its own thread.
/// </summary>
internal static class WorkerPool
{
    private static Worker[] workers = [];
    private static int busy;
    private static long nextRun;        // of the work that holds the busy flag

    /// <summary>
    /// Bytes that the workers have allocated on the managed heap since the process began, up to the last work of each: for measurements.
    /// </summary>
    public static long AllocatedBytes => workers.Sum(worker => worker.Allocated);

    public static void Run(in SplitWork work)
    {
        if (Interlocked.CompareExchange(ref busy, 1, 0) != 0)
        {
            work.RunAll();
            return;
        }
        try
        {
            RunSplit(work);
        }
        finally
        {
            Volatile.Write(ref busy, 0);
        }
    }

    private static void RunSplit(in SplitWork work)
    {
        var team = TeamOf(work.Threads - 1);
        Volatile.Write(ref nextRun, 0);
        for (var i = 1; i < work.Threads; i++) team[i - 1].Post(work);

        // The kernel lives on this stack: whatever happens here, wait before leaving.
        Exception? failure = null;
        try
        {
            work.RunShare(ref nextRun);
        }
        catch (Exception e)
        {
            failure = e;
        }
        for (var i = 1; i < work.Threads; i++)
        {
            var theirs = team[i - 1].Finish();
            failure ??= theirs;
        }
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    private static Worker[] TeamOf(int size)
    {
        if (workers.Length >= size) return workers;
        var grown = new Worker[size];           // the busy flag keeps other callers out
        workers.CopyTo(grown, 0);
        for (var i = workers.Length; i < size; i++) grown[i] = new Worker(i);
        return workers = grown;
    }

    /// <summary>One thread and the slot through which it gets work.</summary>
    private sealed class Worker
    {
        private const int Idle = 0, Posted = 1, Running = 2;

        private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;      // 100 µs

        private readonly SemaphoreSlim wake = new(0);
        private SplitWork work;
        private Exception? failure;
        private int state;
        private int asleep;
        private long allocated;

        public Worker(int index)
        {
            var thread = new Thread(Loop) { IsBackground = true, Name = $"gexia cpu {index + 1}" };
            thread.Start();
        }

        public long Allocated => Volatile.Read(ref allocated);

        public void Post(in SplitWork next)
        {
            work = next;
            Interlocked.Exchange(ref state, Posted);    // a full fence: the worker sees the work, and we see whether it sleeps
            if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0) wake.Release();
        }

        /// <summary>Returns when the work is done; takes it back from a thread that has not begun.</summary>
        public Exception? Finish()
        {
            if (Interlocked.CompareExchange(ref state, Idle, Posted) == Posted) return null;
            // Give the processor away soon: with fewer processors than threads the worker may need this one.
            for (var spins = 0; Volatile.Read(ref state) != Idle; spins++)
            {
                if (spins < 100) Thread.SpinWait(1);
                else Thread.Yield();
            }
            var result = failure;
            failure = null;
            return result;
        }

        private void Loop()
        {
            while (true)
            {
                Await();
                try
                {
                    work.RunShare(ref nextRun);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                Volatile.Write(ref allocated, GC.GetAllocatedBytesForCurrentThread());
                Volatile.Write(ref state, Idle);
            }
        }

        private void Await()
        {
            var start = Stopwatch.GetTimestamp();
            for (var spins = 1; Interlocked.CompareExchange(ref state, Running, Posted) != Posted; spins++)
            {
                while (Volatile.Read(ref state) != Posted && spins % 64 != 0)
                {
                    Thread.SpinWait(1);
                    spins++;
                }
                if (spins % 64 != 0 || Stopwatch.GetTimestamp() - start < SpinTicks) continue;
                Interlocked.Exchange(ref asleep, 1);
                // Either the poster saw us asleep and will release, or we see its work and take the flag back.
                if (Volatile.Read(ref state) != Posted || Interlocked.Exchange(ref asleep, 0) == 0) wake.Wait();
                start = Stopwatch.GetTimestamp();
            }
        }
    }
}
