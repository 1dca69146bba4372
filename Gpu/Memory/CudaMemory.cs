using ILGPU.Runtime;

namespace Gexia.Gpu;

/// <summary>Memory from the driver's pool.</summary>
internal sealed class CudaMemory : GpuBuffer
{
    private readonly CudaDevice device;

    public CudaMemory(CudaDevice device, Accelerator accelerator, nint address, long bytes) : base(device, bytes)
    {
        this.device = device;
        Address = address;
        Memory = new ForeignMemory(accelerator, address, Padded(bytes));
        // The collector sees a small object; it must know what hangs on it.
        if (bytes > 0) GC.AddMemoryPressure(bytes);
    }

    ~CudaMemory()
    {
        if (Capacity > 0) GC.RemoveMemoryPressure(Capacity);
        device.Abandon(Address);
    }

    public override MemoryBuffer Memory { get; }

    public override void Write(long offset, ReadOnlySpan<byte> from) => device.Staging.Upload(device, Address + (nint)offset, from);

    public override void Read(long offset, Span<byte> to) => device.Staging.Download(device, Address + (nint)offset, to);

    public override void CopyTo(DeviceBuffer other, long bytes) =>
        device.Do(() => CudaDriver.Check(CudaDriver.CopyAsync(other.Address, Address, (nuint)bytes, device.Stream)));
}
