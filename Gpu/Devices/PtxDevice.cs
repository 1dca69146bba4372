using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;

namespace Gexia.Gpu;

/// <summary>
/// An NVIDIA device that is not there: it notes which bodies are launched, and compiles them to PTX when it is asked. Nothing runs, and
/// its tensors hold 0 for ever; so a step of any size takes no time.
/// </summary>
internal sealed class PtxDevice : GpuDevice
{
    private const int MultiprocessorsOfHopper = 132, FirstWithTensorCores = 80;

    private readonly Context context = GpuContext.Create(builder => builder.CPU());
    private readonly CPUAccelerator accelerator;
    private readonly ZeroMemory nothing;
    private readonly List<(Type Type, Func<PtxSession, string> Compile)> noted = [];
    private readonly CudaArchitecture architecture;

    public PtxDevice(CudaArchitecture architecture) : base("ptx", $"PTX for {architecture}")
    {
        this.architecture = architecture;
        accelerator = new CPUDevice(32, 1, 1).CreateCPUAccelerator(context);
        nothing = new(this, accelerator, 0);
    }

    internal override int TensorCores =>
        (10 * architecture.Major) + architecture.Minor >= FirstWithTensorCores ? MultiprocessorsOfHopper : 0;

    public override long TotalBytes => long.MaxValue;

    private protected override ArrayView<byte> NoBytes => new(nothing.Memory, 0, 0);

    /// <summary>Every body that was launched, compiled, in the order of their names.</summary>
    /// <param name="threads">That compile.</param>
    public IReadOnlyList<PtxKernel> Compile(int threads = 1)
    {
        var kernels = new PtxKernel[noted.Count];
        var next = -1;
        Parallel.For(0, threads, new() { MaxDegreeOfParallelism = threads }, _ =>
        {
            using var session = new PtxSession(architecture, CudaInstructionSet.ISA_80);
            for (int i; (i = Interlocked.Increment(ref next)) < kernels.Length;) kernels[i] = Compile(noted[i], session);
        });
        return [.. kernels.OrderBy(kernel => kernel.Name, StringComparer.Ordinal)];
    }

    private static PtxKernel Compile((Type Type, Func<PtxSession, string> Compile) body, PtxSession session)
    {
        var name = LaunchProfile.NameOf(body.Type);
        try
        {
            return new(name, body.Compile(session), null);
        }
        catch (InternalCompilerException e)
        {
            session.Dispose();
            return new(name, "", e.InnerException?.Message ?? e.Message);
        }
    }

    public override void Synchronize() { }

    public override void Dispose()
    {
        accelerator.Dispose();
        context.Dispose();
    }

    internal override DeviceBuffer BufferOf(long bytes)
    {
        while (TryTakeAbandoned(out var memory)) ZeroMemory.Free(memory);
        return new ZeroMemory(this, accelerator, bytes);
    }

    private protected override LoadedBody<TBody> Load<TBody>()
    {
        noted.Add((typeof(TBody), session => session.Text<TBody>()));
        return new((_, _, _, _, _, _, _, _, _, _, _, _, _, _, _) => { }, accelerator.DefaultStream);
    }

    private protected override Exception Explain(Exception error) => new GpuException($"{Name}: {error.Message}", error);

    // Pages of zeros, which cost nothing until they are written; they never are.
    private sealed class ZeroMemory : GpuBuffer
    {
        public unsafe ZeroMemory(PtxDevice device, Accelerator accelerator, long bytes) : base(device, bytes)
        {
            Address = (nint)NativeMemory.AllocZeroed((nuint)Math.Max(bytes, 1));
            Memory = new ForeignMemory(accelerator, Address, bytes);
        }

        ~ZeroMemory() => ((GpuDevice)Device).Abandon(Address);

        public override MemoryBuffer Memory { get; }

        public static unsafe void Free(nint memory) => NativeMemory.Free((void*)memory);

        public override void Write(long offset, ReadOnlySpan<byte> from) { }

        public override void Read(long offset, Span<byte> to) => to.Clear();

        public override void CopyTo(DeviceBuffer other, long bytes) { }
    }
}

/// <summary>A body's text.</summary>
/// <param name="Name">Of the closed body.</param>
/// <param name="Text">PTX, mended; empty where it could not be compiled.</param>
/// <param name="Failure">Why it could not.</param>
internal sealed record PtxKernel(string Name, string Text, string? Failure);
