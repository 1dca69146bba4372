namespace Gexia;

/// <summary>Memory that one or more tensors look into.</summary>
public sealed class Storage
{
    private PinnedBuffer? buffer;

    internal Storage(Device device, PinnedBuffer buffer, long bytes, TensorScope? owner = null)
    {
        Device = device;
        this.buffer = buffer;
        Bytes = bytes;
        Owner = owner;
    }

    /// <summary>Where the memory is.</summary>
    public Device Device { get; }

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether the memory was given back early or with its scope, so that it is somebody else's.</summary>
    public bool IsReleased => buffer is null;

    /// <summary>The scope that will give the memory back; null when that is the collector's affair.</summary>
    internal TensorScope? Owner { get; set; }

    /// <summary>Whether it stays to the end of its scope, whatever walks past.</summary>
    internal bool IsSpared { get; set; }

    /// <summary>When it was made, in the order of <see cref="Moment"/>.</summary>
    internal long Made { get; } = Moment.Now;

    /// <summary>Address of the first byte, aligned to 64; it never moves.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    internal nint Address => (buffer ?? throw Released()).Address;

    internal Span<byte> Span => (buffer ?? throw Released()).Span[..checked((int)Bytes)];

    private static ObjectDisposedException Released() => new(nameof(Tensor),
        "Tensor: its memory was given back and reused: its scope has ended, or Backward(release: true) has walked past it. "
        + "Call scope.Keep(tensor) before that for what must live longer, or Backward() without release.");

    /// <summary>Takes the memory away from every tensor that looks into it.</summary>
    internal PinnedBuffer? Release() => Interlocked.Exchange(ref buffer, null);
}
