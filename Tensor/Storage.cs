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
    /// <exception cref="InvalidOperationException">A step is being captured, which must not depend on memory of scopes around it.</exception>
    internal nint Address => (buffer ?? throw Missing()).Address;

    internal Span<byte> Span => (buffer ?? throw Missing()).Span[..checked((int)Bytes)];

    /// <summary>Whether the memory is out of reach for now because a step is being captured inside its scope.</summary>
    internal bool IsWithheld { get; set; }

    private Exception Missing() => IsWithheld
        ? new InvalidOperationException(
            "Tensor: it belongs to a scope that was open before the capture of a step began. Its memory will be given back, but the captured step would go on "
            + "using it. Make it outside every scope (TensorScope.Suspend) if it is an input, or inside the capture.")
        : new ObjectDisposedException(nameof(Tensor),
            "Tensor: its memory was given back and reused: its scope has ended, Backward(release: true) has walked past it, or it belongs to a captured step "
            + "whose turn is over. Call scope.Keep(tensor) before that for what must live longer, or Backward() without release.");

    /// <summary>Takes the memory away from every tensor that looks into it.</summary>
    internal PinnedBuffer? Release() => Interlocked.Exchange(ref buffer, null);

    /// <summary>Gives every tensor that looks into it this memory.</summary>
    internal void Attach(PinnedBuffer memory) => buffer = memory;
}
