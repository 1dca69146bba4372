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
        var probe = new Probe(step => live[step] = (TensorScope.PooledBytes, GC.GetTotalMemory(forceFullCollection: true)));
        problem.Loop(new() { Steps = 200, SaveEvery = 50, EvaluateEvery = 50 }, progress: probe).Run(new RunFolder(folder.File("run")));
        Assert.Equal(live[50].Pooled, live[200].Pooled);
        Assert.InRange(live[200].Managed - live[50].Managed, -1_000_000, 200_000); // a step makes 2 MB
    }

    private sealed class Probe(Action<long> saved) : IProgressSink
    {
        public void Stepped(StepReport report) { }
        public void Skipped(long step, string reason) { }
        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }
        public void Saved(long step, string path) => saved(step);
    }
}
