using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Dynamic shared memory above what every device gives, and the driver's memory pool in ILGPU's views.</summary>
internal static class MemoryStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On);
        var source = RuntimeKernels.Named("reverse");
        CudaDriver.Check(CudaDriver.DeviceAttribute(out var most, CudaDriver.MostSharedBytesOfGroup,
            ((CudaAccelerator)target.Accelerator).DeviceId));
        foreach (var (bytes, allow) in new[] { (49152, false), (65536, true), (most, true), (most + 1024, true), (65536, false) })
            run.Report.Try("shared", $"{bytes} bytes, {(allow ? "allowed" : "as loaded")}", () =>
                Reverse(run, target, source, bytes, allow));
        run.Report.Try("pool", "cuMemAllocAsync", () => Pool(run, target));
    }

    private static void Reverse(Run run, Target target, KernelSource source, int bytes, bool allow)
    {
        var kernel = target.LoadKernel(source);
        var function = ((CudaKernel)kernel).FunctionPtr;
        if (allow) CudaDriver.Check(CudaDriver.SetFunctionAttribute(function, CudaDriver.MostDynamicSharedBytes, bytes));
        var x = Enumerable.Range(0, bytes / sizeof(int)).ToArray();
        using var buffer = target.Accelerator.Allocate1D(x);
        kernel.CreateLauncherDelegate<InPlace<int>>()(
            target.Stream, new KernelConfig(new Index3D(1, 1, 1), new Index3D(256, 1, 1),
                SharedMemoryConfig.RequestDynamic<int>(x.Length)), buffer.View);
        target.Synchronize();
        run.Report.Add("shared", ("case", $"{bytes} bytes, {(allow ? "allowed" : "as loaded")}"),
            ("right", buffer.GetAsArray1D().SequenceEqual(x.Reverse())));
    }

    private static void Pool(Run run, Target target)
    {
        const int count = 2000, bytes = 1 << 20;
        var stream = ((CudaStream)target.Stream).StreamPtr;
        var launch = target.Load<InPlace<int>>(RuntimeKernels.Named("increment"));
        CudaDriver.Check(CudaDriver.AllocateAsync(out var memory, bytes, stream));
        using (var buffer = new DriverBuffer(target.Accelerator, memory, bytes / sizeof(int), sizeof(int)))
        {
            ArrayView<int> view = buffer.AsArrayView<int>(0, bytes / sizeof(int));
            view.MemSetToZero(target.Stream);
            launch(target.Stream, new KernelConfig(bytes / sizeof(int) / 256, 256), view);
            target.Synchronize();
            var seen = new int[bytes / sizeof(int)];
            view.CopyToCPU(target.Stream, seen);
            run.Report.Add("pool", ("case", "a view over memory of the pool, as a kernel's argument"), ("right", seen.All(v => v == 1)));
        }
        CudaDriver.Check(CudaDriver.FreeAsync(memory, stream));
        target.Synchronize();

        foreach (var round in new[] { "first", "second" })
        {
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < count; i++)
            {
                CudaDriver.Check(CudaDriver.AllocateAsync(out var one, bytes, stream));
                CudaDriver.Check(CudaDriver.FreeAsync(one, stream));
            }
            run.Report.Add("pool", ("case", $"cuMemAllocAsync and cuMemFreeAsync of 1 MB, {round} {count}"),
                ("us a pair", watch.Elapsed.TotalMicroseconds / count));
            target.Synchronize();
        }
        var plain = Stopwatch.StartNew();
        for (var i = 0; i < count / 10; i++) target.Accelerator.Allocate1D<byte>(bytes).Dispose();
        run.Report.Add("pool", ("case", "ILGPU's Allocate1D and Dispose of 1 MB"),
            ("us a pair", plain.Elapsed.TotalMicroseconds / (count / 10)));
    }

    /// <summary>Memory that the driver gave, for ILGPU's views; freeing it is the caller's.</summary>
    private sealed class DriverBuffer : MemoryBuffer
    {
        public DriverBuffer(Accelerator accelerator, nint memory, long length, int elementSize) : base(accelerator, length, elementSize) =>
            NativePtr = memory;

        protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) =>
            CudaMemoryBuffer.CudaMemSet((CudaStream)stream, value, targetView);

        protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
            CudaMemoryBuffer.CudaCopy((CudaStream)stream, sourceView, targetView);

        protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
            CudaMemoryBuffer.CudaCopy((CudaStream)stream, sourceView, targetView);

        protected override void DisposeAcceleratorObject(bool disposing)
        {
        }
    }
}
