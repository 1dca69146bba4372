using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

/// <summary>Tests that look at memory of the whole process and so must run alone.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("alone")]
public sealed class FlatMemoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Memory_stays_where_it_was_after_fifty_steps()
    {
        var problem = new CurveProblem(width: 2000);
        var live = new Dictionary<long, (long Pooled, long Managed)>();
        var probe = new Probe(step => live[step] = (TensorScope.PooledBytes, Settled()));
        problem.Loop(new() { Steps = 200, SaveEvery = 50, EvaluateEvery = 50 }, progress: probe).Run(new RunFolder(folder.File("run")));
        Assert.Equal(live[50].Pooled, live[200].Pooled);
        // A step makes 2 MB. It may be less than before: what earlier tests of the process left is collected when it pleases.
        Assert.InRange(live[200].Managed - live[50].Managed, long.MinValue, 200_000);
    }

    private static long Settled()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private sealed class Probe(Action<long> saved) : IProgressSink
    {
        public void Stepped(StepReport report) { }
        public void Skipped(long step, string reason) { }
        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }
        public void Saved(long step, string path) => saved(step);
    }
}
