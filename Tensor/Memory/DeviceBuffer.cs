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
    public abstract Span<byte> Span { get; }

    /// <summary>Makes it ready for the next tensor; its content may be whatever the last left.</summary>
    public virtual void Renew() { }
}
