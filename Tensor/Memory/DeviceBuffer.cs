namespace Gexia;

/// <summary>Memory of a device: what storages look into and pools keep.</summary>
/// <param name="device">Whose memory it is.</param>
/// <param name="capacity">Usable bytes.</param>
internal abstract class DeviceBuffer(Device device, long capacity)
{
    /// <summary>Whose memory it is.</summary>
    public Device Device => device;

    /// <summary>Usable bytes.</summary>
    public long Capacity => capacity;

    /// <summary>Address of the first usable byte, on its device.</summary>
    public nint Address { get; protected init; }

    /// <summary>All usable bytes, where the processor can read and write them.</summary>
    /// <exception cref="InvalidOperationException">It cannot.</exception>
    public abstract Span<byte> Span { get; }

    /// <summary>Copies bytes into it, after everything that was run on the device before.</summary>
    /// <param name="offset">The first byte's.</param>
    /// <param name="from">They may change once this returns.</param>
    public virtual void Write(long offset, ReadOnlySpan<byte> from) => from.CopyTo(Span[checked((int)offset)..]);

    /// <summary>Copies bytes out of it, after everything that was run on the device before.</summary>
    /// <param name="offset">The first byte's.</param>
    /// <param name="to">Filled when this returns.</param>
    public virtual void Read(long offset, Span<byte> to) => Span.Slice(checked((int)offset), to.Length).CopyTo(to);

    /// <summary>Copies its first bytes to another buffer of the same device.</summary>
    public virtual void CopyTo(DeviceBuffer other, long bytes) => Span[..checked((int)bytes)].CopyTo(other.Span);

    /// <summary>Makes it ready for the next tensor; its content may be whatever the last left.</summary>
    public virtual void Renew() { }
}
