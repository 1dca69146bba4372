using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;

namespace Gexia.Gpu;

/// <summary>A device of OpenCL's. Whether it has warps is not assumed: shuffles go through shared memory.</summary>
internal sealed class OpenClDevice : GpuDevice
{
    private readonly Context context;
    private readonly CLAccelerator accelerator;
    private readonly MemoryBuffer nothing;

    public OpenClDevice(int index) : this(index, GpuContext.Create(builder => builder.OpenCL(GpuContext.Accept))) { }

    private OpenClDevice(int index, Context context) : this(index, context, context.GetCLDevice(index)) { }

    private OpenClDevice(int index, Context context, CLDevice device) : base($"opencl:{index}", $"{device.Name}, {device.PlatformName}")
    {
        this.context = context;
        accelerator = device.CreateCLAccelerator(context);
        nothing = accelerator.AllocateRaw(64, 1);
    }

    public override long TotalBytes => accelerator.MemorySize;

    private protected override ArrayView<byte> NoBytes => new(nothing, 0, 0);

    public override void Synchronize() => accelerator.DefaultStream.Synchronize();

    public override void Dispose()
    {
        nothing.Dispose();
        accelerator.Dispose();
        context.Dispose();
    }

    internal override DeviceBuffer BufferOf(long bytes)
    {
        try
        {
            return new OpenClMemory(this, accelerator.AllocateRaw(GpuBuffer.Padded(bytes), 1), bytes);
        }
        catch (CLException e)
        {
            throw new OutOfMemoryException(
                $"{Name}: {bytes:N0} bytes for a tensor could not be had of the {TotalBytes:N0} of the device ({e.Message}). "
                + "Use a smaller batch, or checkpoint.", e);
        }
    }

    private protected override LoadedBody<TBody> Load<TBody>()
    {
        var entry = EntryPointDescription.FromExplicitlyGroupedKernel(BodyEntry.Of<TBody>(hasWarps: false));
        // A context of its own, as for PTX (PtxSession): in one where a body with the same parts was compiled, ILGPU may take a struct of
        // one for that of the other.
        using var fresh = GpuContext.Create();
        using var backend = new CLBackend(fresh, accelerator.Capabilities, accelerator.Vendor, accelerator.CLStdVersion);
        var compiled = backend.Compile(entry, new KernelSpecialization(TBody.Threads, null));
        return new(accelerator.LoadKernel(compiled).CreateLauncherDelegate<BodyLaunch<TBody>>(), accelerator.DefaultStream);
    }

    private protected override Exception Explain(Exception error) => new GpuException($"{Name}: {error.Message}", error);

    // Freed when it is collected: ILGPU tracks its buffers, and OpenCL keeps what queued kernels use.
    private sealed class OpenClMemory(OpenClDevice device, MemoryBuffer memory, long bytes) : GpuBuffer(device, bytes)
    {
        public override MemoryBuffer Memory => memory;

        private AcceleratorStream Stream => device.accelerator.DefaultStream;

        public override void Write(long offset, ReadOnlySpan<byte> from) =>
            memory.AsRawArrayView(offset, from.Length).CopyFromCPU(Stream, from);

        public override void Read(long offset, Span<byte> to) => memory.AsRawArrayView(offset, to.Length).CopyToCPU(Stream, to);

        public override void CopyTo(DeviceBuffer other, long bytes) =>
            memory.AsRawArrayView(0, bytes).CopyTo(Stream, ((GpuBuffer)other).Memory.AsRawArrayView(0, bytes));
    }
}
