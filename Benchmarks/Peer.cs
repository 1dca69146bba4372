using System.Globalization;
using Gexia.Cli.Bench;
using Gexia.Cpu;

namespace Gexia.Benchmarks;

/// <summary>Something that can be done again and again, and how much it is in its verb's unit.</summary>
internal readonly record struct Work(Action Run, double Amount = 1);

/// <summary>
/// The C# side of a comparison with peers/*.py. With <c>--serve</c> it reads the name of a work a line and answers with a rate, so that
/// peers/paired.py can take turns; without, it prints medians. <c>--threads N</c> is what the kernels may use.
/// </summary>
/// <param name="arguments">The words behind the verb.</param>
/// <param name="prepare">A work by its name.</param>
/// <param name="atLeast">Seconds of one sample.</param>
internal sealed class Peer(Arguments arguments, Func<string, Work> prepare, double atLeast = 0.25)
{
    private readonly Dictionary<string, Work> ready = [];
    private readonly bool serve = arguments.Flag("--serve");
    private readonly int samples = arguments.Number("--samples", 7);

    public Clock Clock { get; } = new(arguments.Number("--threads", 1));

    /// <summary>Answers, or shows each work's sorted rates.</summary>
    /// <param name="works">What there is when no work is named.</param>
    /// <param name="show">Prints one work's sorted rates.</param>
    public void Run(IReadOnlyList<string> works, Action<string, double[]> show)
    {
        using var limit = CpuThreads.Limit(Clock.Threads);
        if (serve)
        {
            while (Console.ReadLine() is { } line) Console.WriteLine(Rate(line).ToString("R", CultureInfo.InvariantCulture));
            return;
        }
        foreach (var name in arguments.Rest.Count > 0 ? arguments.Rest : works)
            show(name, [.. Enumerable.Range(0, samples).Select(_ => Rate(name)).Order()]);
    }

    // The first run of all compiles and fills pools; the first of a sample brings the caches back.
    private double Rate(string name)
    {
        if (!ready.TryGetValue(name, out var work))
        {
            ready[name] = work = prepare(name);
            work.Run();
        }
        if (atLeast > 0) work.Run();
        var (repeats, start) = (0, Clock.Seconds());
        double passed;
        do
        {
            work.Run();
            repeats++;
            passed = Clock.Seconds() - start;
        } while (passed < atLeast);
        return work.Amount * repeats / passed;
    }
}
