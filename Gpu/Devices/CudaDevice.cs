using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>
/// An NVIDIA device, by its driver. Kernels run in one stream, uploads beside them in another; memory comes from the driver's pool in the
/// order of the stream; captured steps become graphs.
/// </summary>
internal sealed class CudaDevice : GpuDevice
{
    // From 8.0 on they know bfloat16, and copies go to shared memory past the registers.
    private const int WithTensorCores = 80;

    private readonly Context context;
    private readonly CudaAccelerator accelerator;
    private readonly CudaStream stream, copies;
    private readonly KernelCache cache;
    private readonly PtxSession compiler;
    private readonly CudaStaging staging;
    private readonly ForeignMemory nothing;
    private readonly int index;
    private readonly nint pool;

    public CudaDevice(int index) : this(index, GpuContext.Create(builder => builder.Cuda())) { }

    private CudaDevice(int index, Context context) : base($"cuda:{index}", DescriptionOf(index))
    {
        (this.index, this.context) = (index, context);
        accelerator = context.GetCudaDevice(index).CreateCudaAccelerator(context);
        stream = (CudaStream)accelerator.CreateStream();        // the default stream cannot be captured
        accelerator.Bind();
        CudaDriver.Check(CudaDriver.DefaultPool(out pool, index));
        CudaDriver.Check(CudaDriver.PoolAttribute(pool, CudaDriver.ReleaseThreshold, ulong.MaxValue));
        copies = (CudaStream)accelerator.CreateStream();
        staging = new(Stream, copies.StreamPtr);
        nothing = new(accelerator, 0, 0);
        cache = KernelCache.Default;
        compiler = new(accelerator.Architecture, accelerator.InstructionSet);
    }

    /// <summary>The driver's handle of the stream that kernels run in.</summary>
    public nint Stream => stream.StreamPtr;

    /// <summary>Streaming multiprocessors.</summary>
    public int Multiprocessors => accelerator.NumMultiprocessors;

    /// <summary>Compute capability, as 80 for 8.0.</summary>
    public int Capability => (accelerator.Architecture.Major * 10) + accelerator.Architecture.Minor;

    internal override int TensorCores => Capability >= WithTensorCores ? Multiprocessors : 0;

    public override long TotalBytes => accelerator.MemorySize;

    public override long FreeBytes
    {
        get
        {
            Bind();
            return CudaDriver.FreeMemory(out var free, out _) == 0 ? (long)free : -1;
        }
    }

    /// <summary>Copies between the processor and the device.</summary>
    internal CudaStaging Staging => staging;

    private protected override ArrayView<byte> NoBytes => new(nothing, 0, 0);

    public override void Synchronize() => Do(() => CudaDriver.Check(CudaDriver.AwaitStream(Stream)));

    public override void Dispose()
    {
        try
        {
            compiler.Dispose();
            staging.Dispose();
            stream.Dispose();
            copies.Dispose();
            accelerator.Dispose();
            context.Dispose();
        }
        catch (CudaException)
        {
            // A device that failed cannot be freed in order; its memory goes with the process.
        }
    }

    internal override DeviceBuffer BufferOf(long bytes)
    {
        Bind();
        FreeAbandoned();
        var error = CudaDriver.AllocateAsync(out var memory, (nuint)GpuBuffer.Padded(bytes), Stream);
        if (error == CudaDriver.OutOfMemory)
        {
            BufferPool.Shared.Trim();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            FreeAbandoned();
            CudaDriver.AwaitStream(Stream);
            CudaDriver.TrimPool(pool, 0);
            error = CudaDriver.AllocateAsync(out memory, (nuint)GpuBuffer.Padded(bytes), Stream);
        }
        if (error == CudaDriver.OutOfMemory)
        {
            throw new OutOfMemoryException(
                $"{Name}: {bytes:N0} bytes for a tensor could not be had; {FreeBytes:N0} of the device's {TotalBytes:N0} are free. "
                + "Use a smaller batch, checkpoint, or precision bfloat16; other processes on the device take memory, too.");
        }
        Do(() => CudaDriver.Check(error, "cuMemAllocAsync"));
        return new CudaMemory(this, accelerator, memory, bytes);
    }

    internal override RecordedLaunch? Join(RecordedLaunch[] launches) =>
        Array.TrueForAll(launches, launch => launch is IGraphable) ? new CudaGraph(this, launches) : null;

    internal override LaunchProfile NewProfile() => new CudaProfile(Stream);

    /// <summary>Puts a graph into the stream.</summary>
    internal void LaunchGraph(nint executable)
    {
        Bind();
        if (CudaDriver.LaunchGraph(executable, Stream) is var error and not 0)
            throw Explain(new CudaDriverException(error, "cuGraphLaunch"));
    }

    /// <summary>Makes calls of the driver on this thread; what fails is explained.</summary>
    internal void Do(Action calls)
    {
        Bind();
        try
        {
            calls();
        }
        catch (Exception e) when (e is CudaDriverException or CudaException)
        {
            throw Explain(e);
        }
    }

    private protected override void Bind() => accelerator.Bind();

    private protected override LoadedBody<TBody> Load<TBody>()
    {
        var text = cache.Find<TBody>(accelerator.Architecture, accelerator.InstructionSet);
        if (text is null)
        {
            text = compiler.Text<TBody>();
            cache.Keep<TBody>(accelerator.Architecture, accelerator.InstructionSet, text);
        }
        var loaded = accelerator.LoadKernel(PtxCompiler.FromText<TBody>(context, text));
        if (BodyEntry.IsShareDynamic<TBody>())
        {
            CudaDriver.Check(CudaDriver.SetFunctionAttribute(
                ((CudaKernel)loaded).FunctionPtr, CudaDriver.MostDynamicSharedBytes, TBody.SharedFloats * sizeof(float)));
        }
        return new(loaded.CreateLauncherDelegate<BodyLaunch<TBody>>(), stream);
    }

    private protected override Exception Explain(Exception error)
    {
        var code = error switch
        {
            CudaDriverException driver => driver.Error,
            CudaException cuda when Enum.TryParse<CudaError>(cuda.Error, out var named) => (int)named,
            _ => 0,
        };
        if (code == CudaDriver.OutOfMemory)
            return new OutOfMemoryException($"{Name}: the device is out of memory. Use a smaller batch.", error);
        return code == 0
            ? new GpuException($"{Name}: {error.Message}", error)
            : new GpuException(
                $"{Name}: the device failed ({CudaDriver.NameOf(code)}), and what was on it is lost. "
                + "Start again; a training goes on from its last checkpoint with --resume.", error);
    }

    private void FreeAbandoned()
    {
        while (TryTakeAbandoned(out var memory)) CudaDriver.FreeAsync(memory, Stream);
    }

    private static string DescriptionOf(int index)
    {
        CudaDriver.DeviceAttribute(out var major, CudaDriver.ComputeMajor, index);
        CudaDriver.DeviceAttribute(out var minor, CudaDriver.ComputeMinor, index);
        return $"{CudaDriver.NameOfDevice(index)}, compute capability {major}.{minor}";
    }
}
