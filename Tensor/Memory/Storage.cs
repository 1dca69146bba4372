namespace Gexia;

/// <summary>Memory that one or more tensors look into.</summary>
public sealed partial class Storage
{
    private DeviceBuffer? buffer;
    private volatile ScopeMemory? owner;

    /// <summary>Memory of no scope: the garbage collector frees it.</summary>
    internal Storage(Device device, DeviceBuffer buffer, long bytes)
    {
        Device = device;
        this.buffer = buffer;
        Bytes = bytes;
    }

    /// <summary>Memory that a scope will take back.</summary>
    /// <param name="device">Where it is.</param>
    /// <param name="buffer">The memory.</param>
    /// <param name="bytes">Usable bytes.</param>
    /// <param name="owner">The scope.</param>
    /// <param name="isReplayed">Whether captured steps write to the memory when they run again.</param>
    internal Storage(Device device, DeviceBuffer buffer, long bytes, ScopeMemory owner, bool isReplayed) : this(device, buffer, bytes)
    {
        this.owner = owner;
        if (isReplayed) state = Replayed;
    }

    /// <summary>Where the memory is.</summary>
    public Device Device { get; }

    /// <summary>Usable bytes.</summary>
    public long Bytes { get; }

    /// <summary>Whether the memory was given back early or with its scope, so that other tensors may use it.</summary>
    public bool IsReleased => Is(Taken);

    /// <summary>The scope that will take the memory back; null for memory of no scope, and once it was taken back.</summary>
    internal ScopeMemory? Owner { get => owner; set => owner = value; }

    /// <summary>When it was made, in the order of <see cref="LogicalClock"/>.</summary>
    internal long Made { get; } = LogicalClock.Now;

    /// <summary>
    /// How often the memory was written to by something that a record of operations must know of: see <see cref="Tensor.CountWriting"/>.
    /// </summary>
    internal int Version { get; private set; }

    /// <summary>Address of the first byte, aligned to 64; it never moves while in use (<see cref="MemoryUse"/>).</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    internal nint Address => (buffer ?? throw Missing()).Address;

    /// <summary>
    /// All bytes, while in use (<see cref="MemoryUse"/>) or while the present thread can be the only one to give them back.
    /// </summary>
    internal Span<byte> Span => (buffer ?? throw Missing()).Span[..checked((int)Bytes)];

    /// <summary>Copies bytes in, while in use as <see cref="Span"/> says; on any device.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> from)
    {
        if (!from.IsEmpty) (buffer ?? throw Missing()).Write(offset, from);
    }

    /// <summary>Copies bytes out, while in use as <see cref="Span"/> says; on any device.</summary>
    internal void Read(long offset, Span<byte> to)
    {
        if (!to.IsEmpty) (buffer ?? throw Missing()).Read(offset, to);
    }

    /// <summary>The memory itself; null when it was given back.</summary>
    internal DeviceBuffer? Buffer => buffer;

    /// <summary>Counts a writing.</summary>
    internal void CountWriting() => Version++;

    private static ObjectDisposedException Missing() => new(nameof(Tensor),
        "Tensor: its memory was given back and reused: its scope has ended, Backward(release: true) has walked past it, "
        + "or it belongs to a captured step "
        + "that is running or whose turn is over. Call scope.Keep(tensor) before that for what must live longer, "
        + "or Backward() without release.");
}
