using System.Diagnostics;
using System.Globalization;
using Gexia.Cpu;
using Miniature = Gexia.Cli.Bench.MiniatureStep;

namespace Gexia.Benchmarks;

/// <summary>
/// Whether many steps need more memory than few: <c>memory [STEPS]</c> (10,000) makes miniature steps of the three granularities in
/// turn on one thread, and says at 100, 1,000, 10,000, … what the process has and what each step since then allocated.
/// </summary>
internal static class MemoryBench
{
    public static void Run(string[] words)
    {
        var steps = words.Length == 0 ? 10_000 : int.Parse(words[0], CultureInfo.InvariantCulture);
        using var limit = CpuThreads.Limit(1);
        Action[] turns = [Miniature.Svst.Prepare(), Miniature.Lvlt.Prepare(), Miniature.Lvst.Prepare()];
        Console.WriteLine("   steps  working set  managed heap      pooled   allocated by a step: all threads, its own");
        var (all, own) = Allocated();
        for (int step = 1, since = 0, next = 100; step <= steps; step++)
        {
            turns[step % turns.Length]();
            if (step != next && step != steps) continue;
            var (allNow, ownNow) = Allocated();
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{step,8:N0} {process.WorkingSet64 / 1e6,9:F1} MB {GC.GetTotalMemory(forceFullCollection: true) / 1e6,10:F2} MB {TensorScope.PooledBytes / 1e6,8:F2} MB {(allNow - all) / (step - since),21:N0} B {(ownNow - own) / (step - since),9:N0} B"));
            (all, own) = Allocated();
            (since, next) = (step, next * 10);
        }
    }

    private static (long All, long Own) Allocated() => (GC.GetTotalAllocatedBytes(precise: true), GC.GetAllocatedBytesForCurrentThread());
}
