using Gexia.Cpu;
using Gexia.Tests.Training;

namespace Gexia.Tests.Capture;

/// <summary>After warm-up a captured step allocates nothing. Others must not make work for the worker threads meanwhile.</summary>
[Collection("alone")]
public sealed class AllocationTests
{
    [Theory, InlineData(1, false), InlineData(2, false), InlineData(4, true)]
    public void A_training_step_allocates_nothing_on_any_thread(int threads, bool checkpoint)
    {
        using var limit = CpuThreads.Limit(threads);
        var inputs = new MiniatureInputs(checkpoint);
        inputs.Write(0);
        var program = CapturedStep.Capture(inputs.Loss);
        // A thread is warm when it has met the largest kernels, for which its working memory grows; which thread takes
        // a share of them is chance.
        var (mine, workers) = (-1L, -1L);
        for (var attempt = 0; attempt < 10 && (mine, workers) != (0, 0); attempt++) (mine, workers) = Allocated(20, inputs, program);
        Assert.Equal((0, 0), (mine, workers));
    }

    private static (long Mine, long Workers) Allocated(int steps, MiniatureInputs inputs, CapturedStep program)
    {
        var workers = WorkerPool.AllocatedBytes;
        var mine = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < steps; step++) Step(inputs, program);
        mine = GC.GetAllocatedBytesForCurrentThread() - mine;
        return (mine, WorkerPool.AllocatedBytes - workers);
    }

    private static void Step(MiniatureInputs inputs, CapturedStep program)
    {
        program.Run();
        inputs.Update(program.Gradients);
    }
}
