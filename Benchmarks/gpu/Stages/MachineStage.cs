using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>The device, its driver, and how ILGPU starts on it.</summary>
internal static class MachineStage
{
    public static void Run(Run run)
    {
        run.Report.Add("versions", (".NET", Environment.Version),
            ("ILGPU", typeof(Context).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version),
            ("processors", Environment.ProcessorCount));
        if (run.IsCuda)
        {
            foreach (var name in new[] { "cuda", "libcuda.so", CudaDriver.Library })
                run.Report.Add("library", ("name", name), ("loads by that name", NativeLibrary.TryLoad(name, out _)),
                    ("by .NET's variations of it", NativeLibrary.TryLoad(name, typeof(MachineStage).Assembly, null, out _)));
            CudaDriver.Check(CudaDriver.DriverVersion(out var version));
            run.Report.Add("driver", ("CUDA version", $"{version / 1000}.{version % 1000 / 10}"));
        }

        var watch = Stopwatch.StartNew();
        using var target = Target.Open(run.On);
        var start = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        var launch = target.Load<Unary<int>>(new KernelSource("first", TrapKernels.AddOne));
        var load = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        using var buffer = target.Accelerator.Allocate1D(Enumerable.Range(0, 64).ToArray());
        launch(target.Stream, new KernelConfig(2, 32), buffer.View, buffer.View);
        target.Synchronize();
        var right = buffer.GetAsArray1D().SequenceEqual(Enumerable.Range(1, 64));
        run.Report.Add("start", ("context and accelerator ms", start), ("first kernel compiled and loaded ms", load),
            ("first launch ms", watch.Elapsed.TotalMilliseconds), ("result right", right));

        var device = target.Accelerator;
        run.Report.Add("device", ("name", device.Name), ("memory GB", device.MemorySize / 1e9),
            ("multiprocessors", device.NumMultiprocessors), ("warp", device.WarpSize),
            ("threads of a group", device.MaxNumThreadsPerGroup), ("shared bytes of a group", device.MaxSharedMemoryPerGroup));
        if (device is not CudaAccelerator cuda) return;
        run.Report.Add("cuda", ("architecture", cuda.Architecture), ("instruction set", cuda.InstructionSet),
            ("ILGPU's driver version", cuda.DriverVersion),
            ("target in the text", Target.Ptx(new KernelSource("first", TrapKernels.AddOne)).Split('\n').First(line =>
                line.StartsWith(".target", StringComparison.Ordinal)).Trim()),
            ("free GB", cuda.GetFreeMemory() / 1e9), ("total GB", cuda.MemorySize / 1e9));
        run.Report.Add("attributes", ("clock MHz", Attribute(CudaDriver.ClockRate) / 1000),
            ("memory clock MHz", Attribute(CudaDriver.MemoryClockRate) / 1000),
            ("memory bus bits", Attribute(CudaDriver.MemoryBusWidth)),
            ("L2 MB", Attribute(CudaDriver.L2Bytes) / 1e6),
                ("shared bytes of a multiprocessor", Attribute(CudaDriver.SharedBytesOfMultiprocessor)),
            ("most shared bytes of a group", Attribute(CudaDriver.MostSharedBytesOfGroup)),
                ("memory pools", Attribute(CudaDriver.MemoryPools) == 1));
        Copy(run, target);

        int Attribute(int attribute)
        {
            CudaDriver.Check(CudaDriver.DeviceAttribute(out var value, attribute, cuda.DeviceId));
            return value;
        }
    }

    // The ceiling of everything that only moves memory.
    private static void Copy(Run run, Target target)
    {
        const long bytes = 1L << 31;
        using var from = target.Accelerator.Allocate1D<byte>(bytes);
        using var to = target.Accelerator.Allocate1D<byte>(bytes);
        using var clock = new Clock(target);
        var stream = ((CudaStream)target.Stream).StreamPtr;
        var seconds = clock.Median(() => CudaDriver.Check(CudaDriver.CopyAsync(to.NativePtr, from.NativePtr, (nuint)bytes, stream)));
        run.Report.Add("copy", ("bytes", bytes), ("GB/s read and written", 2 * bytes / seconds / 1e9));
    }
}
