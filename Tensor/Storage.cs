namespace Gexia;

/// <summary>Memory that one or more tensors look into.</summary>
public sealed class Storage
{
    private PinnedBuffer? buffer;

    internal Storage(Device device, PinnedBuffer buffer, long bytes)
    {
        Device = device;
        this.buffer = buffer;
        Bytes = bytes;
    }

    /// <summary>Where the memory is.</summary>
    public Device Device { get; }

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether the scope it was made in has ended, so that the memory is somebody else's.</summary>
    public bool IsReleased => buffer is null;

    /// <summary>Address of the first byte, aligned to 64; it never moves.</summary>
    /// <exception cref="ObjectDisposedException">The scope has ended.</exception>
    internal nint Address => (buffer ?? throw Released()).Address;

    internal Span<byte> Span => (buffer ?? throw Released()).Span[..checked((int)Bytes)];

    private static ObjectDisposedException Released() => new(nameof(Tensor),
        "Tensor: its scope has ended and its memory was reused. Call scope.Keep(tensor) inside the scope for what must outlive it.");

    /// <summary>Takes the memory away from every tensor that looks into it.</summary>
    internal PinnedBuffer? Release() => Interlocked.Exchange(ref buffer, null);
}
