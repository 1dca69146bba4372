using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gexia;

/// <summary>Managed memory that the collector never moves, so that kernels may hold its address; aligned to a cache line.</summary>
internal sealed class PinnedBuffer : DeviceBuffer
{
    private const int Alignment = 64;
    private readonly byte[] array;
    private readonly int start;

    private PinnedBuffer(byte[] array, int start) : base(Device.Cpu, array.Length - Alignment)
    {
        this.array = array;
        this.start = start;
        unsafe { Address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + start; }
    }

    /// <inheritdoc/>
    public override Span<byte> Span => array.AsSpan(start, (int)Capacity);

    /// <summary>A buffer of at least that many bytes, not cleared.</summary>
    /// <exception cref="OutOfMemoryException">More than one array can hold, or than there is.</exception>
    public static PinnedBuffer Create(long bytes)
    {
        if (bytes > Array.MaxLength - Alignment)
            throw new OutOfMemoryException(
                $"Tensor: {bytes:N0} bytes in one tensor; at most {Array.MaxLength - Alignment:N0} fit. Use a smaller batch.");
        var array = GC.AllocateUninitializedArray<byte>((int)bytes + Alignment, pinned: true);
        unsafe
        {
            var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
            return new PinnedBuffer(array, (int)(-address & (Alignment - 1)));
        }
    }
}
