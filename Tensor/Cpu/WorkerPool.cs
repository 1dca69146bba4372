using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Gexia.Cpu;

/// <summary>A kernel call cut into equal runs of blocks, one per thread: the same cut whichever threads run it.</summary>
internal readonly unsafe struct SplitWork(
    delegate*<void*, long, long, void> body, void* kernel, long count, long grain, long blocks, int threads)
{
    public readonly int Threads = threads;

    public void RunShare(int thread)
    {
        var from = blocks * thread / Threads * grain;
        var to = Math.Min(blocks * (thread + 1) / Threads * grain, count);
        if (from < to) body(kernel, from, to);
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
        for (var i = 1; i < work.Threads; i++) team[i - 1].Post(work, i);

        // The kernel lives on this stack: whatever happens here, wait before leaving.
        Exception? failure = null;
        try
        {
            work.RunShare(0);
        }
        catch (Exception e)
        {
            failure = e;
        }
        for (var i = 1; i < work.Threads; i++)
        {
            var theirs = team[i - 1].Wait();
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
        private static readonly long SpinTicks = Stopwatch.Frequency / 10_000;      // 100 µs

        private readonly SemaphoreSlim wake = new(0);
        private SplitWork work;
        private int share;
        private Exception? failure;
        private int posted;
        private int finished;
        private int asleep;

        public Worker(int index)
        {
            var thread = new Thread(Loop) { IsBackground = true, Name = $"gexia cpu {index + 1}" };
            thread.Start();
        }

        public void Post(in SplitWork next, int shareIndex)
        {
            work = next;
            share = shareIndex;
            Interlocked.Increment(ref posted);      // a full fence: the worker sees the work, and we see whether it sleeps
            if (Volatile.Read(ref asleep) != 0 && Interlocked.Exchange(ref asleep, 0) != 0) wake.Release();
        }

        public Exception? Wait()
        {
            // Give the processor away soon: with fewer processors than threads the worker may need this one.
            for (var spins = 0; Volatile.Read(ref finished) != posted; spins++)
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
            for (var seen = 0; ;)
            {
                seen = Await(seen);
                try
                {
                    work.RunShare(share);
                }
                catch (Exception e)
                {
                    failure = e;
                }
                Volatile.Write(ref finished, seen);
            }
        }

        private int Await(int seen)
        {
            var start = Stopwatch.GetTimestamp();
            for (var spins = 1; Volatile.Read(ref posted) == seen; spins++)
            {
                Thread.SpinWait(1);
                if (spins % 64 != 0 || Stopwatch.GetTimestamp() - start < SpinTicks) continue;
                Interlocked.Exchange(ref asleep, 1);
                // Either the poster saw us asleep and will release, or we see its work and take the flag back.
                if (Volatile.Read(ref posted) == seen || Interlocked.Exchange(ref asleep, 0) == 0) wake.Wait();
                start = Stopwatch.GetTimestamp();
            }
            return Volatile.Read(ref posted);
        }
    }
}
