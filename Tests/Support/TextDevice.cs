using System.Runtime.InteropServices;
using Gexia.Gpu;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace Gexia.Tests.Support;

/// <summary>
/// A device that compiles every body it is given to PTX and runs none: tensors on it hold zeros. It knows the text of each body that some
/// work needs, without a GPU.
/// </summary>
internal sealed class TextDevice : GpuDevice
{
    private readonly Context context = GpuContext.Create(builder => builder.CPU());
    private readonly CPUAccelerator accelerator;
    private readonly Context compiling = GpuContext.Create();
    private readonly PTXBackend backend;
    private readonly ZeroMemory nothing;

    public TextDevice(CudaArchitecture architecture) : base("text", "compiles only")
    {
        accelerator = new CPUDevice(32, 1, 1).CreateCPUAccelerator(context);
        backend = new(compiling, architecture, CudaInstructionSet.ISA_80, null!);
        nothing = new(this, accelerator, 0);
    }

    /// <summary>Text of each body, by its name.</summary>
    public SortedDictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    internal override int TensorCores => 132;

    public override long TotalBytes => long.MaxValue;

    private protected override ArrayView<byte> NoBytes => new(nothing.Memory, 0, 0);

    public override void Synchronize() { }

    public override void Dispose()
    {
        backend.Dispose();
        compiling.Dispose();
        accelerator.Dispose();
        context.Dispose();
    }

    internal override DeviceBuffer BufferOf(long bytes) => new ZeroMemory(this, accelerator, bytes);

    private protected override LoadedBody<TBody> Load<TBody>()
    {
        Texts[LaunchProfile.NameOf(typeof(TBody))] = PtxCompiler.Compile<TBody>(backend).PTXAssembly;
        return new((_, _, _, _, _, _, _, _, _, _, _, _, _, _, _) => { }, accelerator.DefaultStream);
    }

    private protected override Exception Explain(Exception error) => new GpuException(error.Message, error);

    private sealed unsafe class ZeroMemory : GpuBuffer
    {
        public ZeroMemory(TextDevice device, Accelerator accelerator, long bytes) : base(device, bytes)
        {
            Address = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
            Memory = new ForeignMemory(accelerator, Address, bytes);
        }

        ~ZeroMemory() => NativeMemory.Free((void*)Address);

        public override MemoryBuffer Memory { get; }

        public override void Write(long offset, ReadOnlySpan<byte> from) => from.CopyTo(new((byte*)Address + offset, from.Length));

        public override void Read(long offset, Span<byte> to) => new Span<byte>((byte*)Address + offset, to.Length).CopyTo(to);

        public override void CopyTo(DeviceBuffer other, long bytes) =>
            Buffer.MemoryCopy((void*)Address, (void*)other.Address, bytes, bytes);
    }
}
