using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace Gexia.Gpu;

/// <summary>
/// ILGPU's CPU accelerator: it runs the C# of bodies, a thread of the operating system for each thread of a group, with real barriers and
/// shuffles. For tests and debuggers; slow.
/// </summary>
internal sealed class IlgpuCpuDevice : GpuDevice
{
    private const int WarpSize = 32;

    // All that were made: a context in which a body could not be compiled is replaced, and those it holds stay.
    private readonly List<Context> contexts = [GpuContext.Create(builder => builder.CPU())];
    private readonly List<CPUAccelerator> replaced = [];
    // One for each size of groups: an accelerator that once had a large one stays slow.
    private readonly Dictionary<int, CPUAccelerator> accelerators = [];
    private readonly HostMemory nothing;

    public IlgpuCpuDevice() : base("ilgpu-cpu", "ILGPU's CPU accelerator: every thread of a group is a thread of the operating system") =>
        nothing = new(this, AcceleratorFor(WarpSize), 0);

    public override long TotalBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    private protected override ArrayView<byte> NoBytes => new(nothing.Memory, 0, 0);

    /// <summary>0 unless a test runs what tensor cores would compute.</summary>
    internal int EmulatedTensorCores { get; set; }

    internal override int TensorCores => EmulatedTensorCores;

    public override void Synchronize() { }

    public override void Dispose()
    {
        foreach (var accelerator in accelerators.Values.Concat(replaced)) accelerator.Dispose();
        foreach (var context in contexts) context.Dispose();
    }

    internal override DeviceBuffer BufferOf(long bytes)
    {
        while (TryTakeAbandoned(out var memory)) Free(memory);
        return new HostMemory(this, nothing.Memory.Accelerator, bytes);
    }

    private protected override LoadedBody<TBody> Load<TBody>()
    {
        try
        {
            return LoadNow<TBody>();
        }
        catch (Exception e) when (e is InternalCompilerException or AggregateException)
        {
            // As in PtxSession: once more, in a context that holds no other body.
            contexts.Add(GpuContext.Create(builder => builder.CPU()));
            replaced.AddRange(accelerators.Values);
            accelerators.Clear();
            return LoadNow<TBody>();
        }
    }

    private LoadedBody<TBody> LoadNow<TBody>() where TBody : struct, IGpuBody
    {
        var accelerator = AcceleratorFor(TBody.Threads);
        var kernel = accelerator.LoadKernel(BodyEntry.Of<TBody>(hasWarps: true));
        return new(kernel.CreateLauncherDelegate<BodyLaunch<TBody>>(), accelerator.DefaultStream);
    }

    private protected override void Launched(AcceleratorStream stream) => stream.Synchronize();

    private protected override Exception Explain(Exception error) => new GpuException($"{Name}: {error.Message}", error);

    private CPUAccelerator AcceleratorFor(int threads)
    {
        if (accelerators.TryGetValue(threads, out var accelerator)) return accelerator;
        accelerator = new CPUDevice(WarpSize, threads / WarpSize, 1).CreateCPUAccelerator(contexts[^1]);
        accelerators.Add(threads, accelerator);
        return accelerator;
    }

    private static unsafe void Free(nint memory) => NativeMemory.AlignedFree((void*)(memory - HostMemory.Band));

    // Between two bands that are nobody's: an index that is a little outside damages nothing of the process's.
    private sealed class HostMemory : GpuBuffer
    {
        public const int Band = 1 << 14;
        private const int Alignment = 256;

        public unsafe HostMemory(IlgpuCpuDevice device, Accelerator accelerator, long bytes) : base(device, bytes)
        {
            Address = (nint)NativeMemory.AlignedAlloc((nuint)(bytes + (2 * Band)), Alignment) + Band;
            Memory = new ForeignMemory(accelerator, Address, Padded(bytes));
        }

        ~HostMemory() => ((GpuDevice)Device).Abandon(Address);

        public override MemoryBuffer Memory { get; }

        public override unsafe void Write(long offset, ReadOnlySpan<byte> from) =>
            from.CopyTo(new Span<byte>((byte*)Address + offset, from.Length));

        public override unsafe void Read(long offset, Span<byte> to) =>
            new ReadOnlySpan<byte>((byte*)Address + offset, to.Length).CopyTo(to);

        public override unsafe void CopyTo(DeviceBuffer other, long bytes) =>
            Buffer.MemoryCopy((void*)Address, (void*)other.Address, bytes, bytes);
    }
}
