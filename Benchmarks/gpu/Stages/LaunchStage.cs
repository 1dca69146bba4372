using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What a launch costs on the processor and in all, what a captured graph saves, and whether events order two streams.</summary>
internal static class LaunchStage
{
    private const int Launches = 20000;

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On);
        run.Report.Try("launch", "cost", () => Cost(run, target));
        run.Report.Try("graph", "capture", () => Graph(run, target));
        run.Report.Try("events", "two streams", () => Events(run, target));
        run.Report.Try("compile", "every kernel", () => Compile(run, target));
    }

    private static unsafe void Cost(Run run, Target target)
    {
        var kernel = target.LoadKernel(RuntimeKernels.Named("nothing"));
        var launch = kernel.CreateLauncherDelegate<InPlace<int>>();
        using var buffer = target.Accelerator.Allocate1D<int>(32);
        ArrayView<int> view = buffer.View;
        KernelConfig config = new(1, 32);
        var (function, stream) = (((CudaKernel)kernel).FunctionPtr, ((CudaStream)target.Stream).StreamPtr);
        var argument = stackalloc long[] { buffer.NativePtr, buffer.Length };      // a view as ILGPU lays it out
        var arguments = stackalloc nint[] { (nint)argument };
        var parameters = (nint)arguments;
        Add("by ILGPU", () => launch(target.Stream, config, view));
        Add("by cuLaunchKernel alone", () => CudaDriver.Check(CudaDriver.Launch(function, 1, 1, 1, 32, 1, 1, 0, stream, parameters, 0)));

        void Add(string way, Action one)
        {
            for (var i = 0; i < 1000; i++) one();
            target.Synchronize();
            foreach (var batch in new[] { 200, Launches })
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < batch; i++) one();
                var asked = watch.Elapsed.TotalMicroseconds;
                var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                target.Synchronize();
                run.Report.Add("launch", ("case", way), ("in a row", batch), ("us of the processor each", asked / batch),
                    ("us in all each", watch.Elapsed.TotalMicroseconds / batch), ("managed bytes each", bytes / (double)batch));
            }
        }
        var waits = new double[200];
        for (var i = 0; i < waits.Length; i++)
        {
            var watch = Stopwatch.StartNew();
            launch(target.Stream, config, view);
            target.Synchronize();
            waits[i] = watch.Elapsed.TotalMicroseconds;
        }
        run.Report.Add("launch", ("case", "a launch and a wait"), ("us", Statistics.Median(waits)));
    }

    private static void Graph(Run run, Target target)
    {
        const int nodes = 20, replays = 200, capturesThreadLocally = 1;
        var stream = ((CudaStream)target.Stream).StreamPtr;
        var launch = target.Load<InPlace<int>>(RuntimeKernels.Named("increment"));
        using var clock = new Clock(target);
        using var buffer = target.Accelerator.Allocate1D<int>(1 << 16);
        ArrayView<int> view = buffer.View;
        KernelConfig config = new((1 << 16) / 256, 256);
        void Step()
        {
            view.MemSetToZero(target.Stream);
            for (var i = 0; i < nodes; i++) launch(target.Stream, config, view);
        }
        Step();
        target.Synchronize();

        CudaDriver.Check(CudaDriver.BeginCapture(stream, capturesThreadLocally));
        Step();
        CudaDriver.Check(CudaDriver.EndCapture(stream, out var graph));
        nuint count = 0;
        CudaDriver.Check(CudaDriver.GraphNodes(graph, 0, ref count));
        CudaDriver.Check(CudaDriver.Instantiate(out var executable, graph, 0));
        view.MemSet(target.Stream, 0x7F);
        CudaDriver.Check(CudaDriver.LaunchGraph(executable, stream));
        target.Synchronize();
        run.Report.Add("graph", ("case", $"a clear and {nodes} launches, captured and replayed"), ("nodes", (long)count),
            ("right", buffer.GetAsArray1D().All(v => v == nodes)));

        var direct = clock.Median(Step, 101);
        var replayed = clock.Median(() => CudaDriver.Check(CudaDriver.LaunchGraph(executable, stream)), 101);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < replays; i++) CudaDriver.Check(CudaDriver.LaunchGraph(executable, stream));
        var asked = watch.Elapsed.TotalMicroseconds / replays;
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)replays;
        target.Synchronize();
        run.Report.Add("graph", ("case", "time of a step"), ("us launched one by one", direct * 1e6), ("us replayed", replayed * 1e6),
            ("us of the processor a replay", asked), ("managed bytes a replay", bytes));
    }

    // The second stream must read what the first has written, although it is asked at once.
    private static void Events(Run run, Target target)
    {
        const int rounds = 200, withoutTiming = 2;
        using var other = (CudaStream)target.Accelerator.CreateStream();
        var stream = ((CudaStream)target.Stream).StreamPtr;
        var launch = target.Load<InPlace<int>>(RuntimeKernels.Named("increment"));
        using var buffer = target.Accelerator.Allocate1D<int>(1 << 20);
        ArrayView<int> view = buffer.View;
        view.MemSetToZero(target.Stream);
        CudaDriver.Check(CudaDriver.CreateEvent(out var there, withoutTiming));
        CudaDriver.Check(CudaDriver.CreateEvent(out var back, withoutTiming));
        for (var i = 0; i < rounds; i++)
        {
            launch(target.Stream, new KernelConfig((1 << 20) / 256, 256), view);
            CudaDriver.Check(CudaDriver.RecordEvent(there, stream));
            CudaDriver.Check(CudaDriver.MakeStreamWait(other.StreamPtr, there, 0));
            launch(other, new KernelConfig((1 << 20) / 256, 256), view);
            CudaDriver.Check(CudaDriver.RecordEvent(back, other.StreamPtr));
            CudaDriver.Check(CudaDriver.MakeStreamWait(stream, back, 0));
        }
        target.Synchronize();
        run.Report.Add("events", ("case", $"{rounds} increments on each of two streams in turn"),
            ("right", buffer.GetAsArray1D().All(v => v == 2 * rounds)));
        CudaDriver.DestroyEvent(there);
        CudaDriver.DestroyEvent(back);
    }

    // What a program waits for at its first step: ILGPU's compiler and the driver's assembler.
    private static void Compile(Run run, Target target)
    {
        var watch = Stopwatch.StartNew();
        var (count, slowest, name) = (0, 0.0, "");
        foreach (var source in KernelCatalogue.All().Where(one => one.Changes != PtxChanges.None))
        {
            var one = Stopwatch.StartNew();
            target.LoadKernel(source);
            count++;
            if (one.Elapsed.TotalMilliseconds > slowest) (slowest, name) = (one.Elapsed.TotalMilliseconds, source.Name);
        }
        run.Report.Add("compile", ("kernels", count), ("ms in all", watch.Elapsed.TotalMilliseconds), ("slowest ms", slowest),
            ("slowest", name));
    }
}
