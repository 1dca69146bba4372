using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gexia.Checking;

/// <summary>
/// Memory between two bands that nothing may write to. New memory, and memory that is used anew, is filled with <see cref="Poison"/>.
/// </summary>
internal sealed class GuardedBuffer : DeviceBuffer
{
    /// <summary>All bits set: a NaN in float32, float64, float16 and bfloat16, −1 in whole numbers.</summary>
    public const byte Poison = 0xFF;

    private const byte Guard = 0xA5;
    private const int Band = 256;           // bytes; the widest vector reaches 64 beyond its place

    private readonly byte[] array;
    private readonly int start;

    public GuardedBuffer(Device device, long bytes) : base(device, bytes)
    {
        if (bytes > Array.MaxLength - (3 * Band))
        {
            throw new OutOfMemoryException(
                $"Tensor: {bytes:N0} bytes in one tensor; at most {Array.MaxLength - (3 * Band):N0} fit. Use a smaller batch.");
        }
        array = GC.AllocateUninitializedArray<byte>((int)bytes + (3 * Band), pinned: true);
        unsafe
        {
            var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
            start = Band + (int)(-address & (Band - 1));
            Address = address + start;
        }
        array.AsSpan().Fill(Guard);
        Span.Fill(Poison);
    }

    /// <inheritdoc/>
    public override Span<byte> Span => array.AsSpan(start, (int)Capacity);

    /// <summary>Where something wrote beside the memory, in words; null where nothing did.</summary>
    public string? Damage
    {
        get
        {
            if (array.AsSpan(0, start).IndexOfAnyExcept(Guard) is var before and >= 0) return $"{start - before} bytes before the start";
            var behind = array.AsSpan(start + (int)Capacity);
            return behind.IndexOfAnyExcept(Guard) is var after and >= 0 ? $"{after + 1} bytes beyond the end" : null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KernelException">Something wrote beside the memory since it was made.</exception>
    public override void Renew()
    {
        if (Damage is { } damage) throw new KernelException($"A kernel of a captured step wrote {damage} of a tensor's memory.");
        Span.Fill(Poison);
    }
}
