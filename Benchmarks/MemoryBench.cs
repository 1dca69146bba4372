using System.Diagnostics;
using System.Globalization;
using Gexia.Cpu;
using Gexia.Training;
using Gexia.Training.Miniature;
using Miniature = Gexia.Training.Miniature.MiniatureStep;

namespace Gexia.Benchmarks;

/// <summary>
/// Whether many steps need more memory than few, and what they allocate: <c>memory [STEPS]</c> (10,000). Captured miniature steps of the
/// three granularities in turn on one thread, saying at 100, 1,000, 10,000, … what the process has; then some of them, captured and
/// recorded anew, on one thread and on two; then a whole training of the miniature.
/// </summary>
internal static class MemoryBench
{
    private const int Warmup = 30, Measured = 300;

    public static void Run(string[] words)
    {
        var steps = words.Length == 0 ? 10_000 : int.Parse(words[0], CultureInfo.InvariantCulture);
        Long(steps);
        Console.WriteLine($"managed bytes allocated by a step, mean of {Measured}: {"its own thread",20} {"workers",10} {"others",10}");
        foreach (var threads in (int[])[1, 2])
        {
            using var limit = CpuThreads.Limit(threads);
            Step($"step recorded anew, {threads} thread(s)", Turns(step => step.PrepareEager()));
            Step($"captured step, {threads} thread(s)", Captured());
        }
        foreach (var capture in (bool[])[false, true])
            Training($"training {(capture ? "with" : "without")} captured steps, 1 thread", capture);
    }

    private static Action Captured()
    {
        var arena = new CaptureArena();
        return Turns(step => step.Prepare(arena));
    }

    private static Action Turns(Func<Miniature, Action> prepare)
    {
        Action[] turns = [prepare(Miniature.Svst), prepare(Miniature.Lvlt), prepare(Miniature.Lvst)];
        var next = 0;
        return () => turns[next++ % turns.Length]();
    }

    private static void Step(string name, Action step)
    {
        for (var i = 0; i < Warmup; i++) step();
        _ = AllocatedBytes.Now;
        var before = AllocatedBytes.Now;
        for (var i = 0; i < Measured; i++) step();
        Print(name, AllocatedBytes.Now.Since(before, Measured));
    }

    // Between two checkpoints, when all forms of batches have come by.
    private static void Training(string name, bool capture)
    {
        using var limit = CpuThreads.Limit(1);
        var options = new MiniatureOptions { Steps = 600, TrainSources = 100, TestSources = 2 };
        var folder = Directory.CreateTempSubdirectory("gexia-memory-");
        try
        {
            var probe = new Probe(from: 402, to: 597);
            new MiniatureTraining("memory", options, new MiniatureData(options), new(Composition.Source)) { Capture = capture }.Run(
                new RunFolder(folder.FullName), probe);
            Print(name, probe.PerStep);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Long(int steps)
    {
        using var limit = CpuThreads.Limit(1);
        var turn = Captured();
        Console.WriteLine($"   steps  working set  managed heap   allocated by a step: all threads, its own");
        var before = AllocatedBytes.Now;
        for (int step = 1, since = 0, next = 100; step <= steps; step++)
        {
            turn();
            if (step != next && step != steps) continue;
            var allocated = AllocatedBytes.Now.Since(before, step - since);
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(
                $"{step,8:N0} {process.WorkingSet64 / 1e6,9:F1} MB {GC.GetTotalMemory(forceFullCollection: true) / 1e6,10:F2} MB "
                + $"{allocated.All,21:N0} B {allocated.Own,9:N0} B");
            before = AllocatedBytes.Now;
            (since, next) = (step, next * 10);
        }
    }

    private static void Print(string name, AllocatedBytes bytes) =>
        Console.WriteLine($"  {name,-46} {bytes.Own,16:N0} B {bytes.Workers,8:N0} B {bytes.Others,8:N0} B");

    /// <summary>Sees a training go by, on its thread.</summary>
    private sealed class Probe(long from, long to) : IProgressSink
    {
        private AllocatedBytes before;

        public AllocatedBytes PerStep { get; private set; }

        public void Stepped(StepReport report)
        {
            if (report.Step == from) before = AllocatedBytes.Now;
            if (report.Step == to) PerStep = AllocatedBytes.Now.Since(before, to - from);
        }

        public void Skipped(long step, string reason) { }

        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

        public void Saved(long step, string path) { }
    }
}
