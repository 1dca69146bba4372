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
        var program = StepProgram.Capture(inputs.Loss);
        for (var step = 0; step < 10; step++) Step(inputs, program);
        var (mine, workers) = (GC.GetAllocatedBytesForCurrentThread(), WorkerPool.AllocatedBytes);
        var before = GC.GetAllocatedBytesForCurrentThread() - mine;            // what reading the workers' counts takes
        mine = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 20; step++) Step(inputs, program);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - mine);
        Assert.Equal(0, WorkerPool.AllocatedBytes - workers);
        Assert.InRange(before, 0, 1000);
    }

    private static void Step(MiniatureInputs inputs, StepProgram program)
    {
        program.Run();
        inputs.Update(program.Gradients);
    }
}
