using Gexia.Cpu;

namespace Gexia.Benchmarks;

/// <summary>
/// Bytes allocated on the managed heap since the process began: by this thread, by the kernels' worker threads, and by all.
/// </summary>
internal readonly record struct AllocatedBytes(long Own, long Workers, long All)
{
    // The process's own count first: taking it is what allocates.
    public static AllocatedBytes Now
    {
        get
        {
            var all = GC.GetTotalAllocatedBytes(precise: true);
            var workers = WorkerPool.AllocatedBytes;
            return new(GC.GetAllocatedBytesForCurrentThread(), workers, all);
        }
    }

    /// <summary>What neither this thread nor a worker allocated: whoever prepares data.</summary>
    public long Others => All - Own - Workers;

    /// <summary>The mean over some steps since an earlier moment.</summary>
    public AllocatedBytes Since(AllocatedBytes before, long steps) =>
        new((Own - before.Own) / steps, (Workers - before.Workers) / steps, (All - before.All) / steps);
}
