using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Gpu;

/// <summary>Memory of a device.</summary>
internal abstract class GpuBuffer(GpuDevice device, long capacity) : DeviceBuffer(device, capacity)
{
    /// <summary>
    /// Bytes to allocate for so many: views count floats, so one that begins anywhere needs up to three bytes more to hold the last number.
    /// </summary>
    public static long Padded(long bytes) => (bytes + 3 + 15) & ~15L;

    /// <summary>As ILGPU sees it.</summary>
    public abstract MemoryBuffer Memory { get; }

    /// <inheritdoc/>
    public sealed override Span<byte> Span => throw new InvalidOperationException(
        $"Tensor: it lives on {Device}, whose memory the processor cannot read or write. "
        + "Use ToArray, Item, At, Write, or To another device first.");
}

/// <summary>Memory that ILGPU did not allocate, in its views. Freeing and copying are the owner's.</summary>
internal sealed class ForeignMemory : MemoryBuffer
{
    public ForeignMemory(Accelerator accelerator, nint address, long bytes) : base(accelerator, bytes, 1) => NativePtr = address;

    protected override void MemSet(AcceleratorStream stream, byte value, in ArrayView<byte> targetView) =>
        throw new NotSupportedException();

    protected override void CopyFrom(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        throw new NotSupportedException();

    protected override void CopyTo(AcceleratorStream stream, in ArrayView<byte> sourceView, in ArrayView<byte> targetView) =>
        throw new NotSupportedException();

    protected override void DisposeAcceleratorObject(bool disposing)
    {
    }
}
