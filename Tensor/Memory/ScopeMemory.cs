using Gexia.Cpu;

namespace Gexia;

/// <summary>What a <see cref="TensorScope"/> owns. Used by the scope's thread only.</summary>
/// <param name="outer">The scope around it.</param>
/// <param name="pool">Where its memory comes from.</param>
/// <param name="recording">Whose launches will use the memory again; null otherwise.</param>
internal sealed partial class ScopeMemory(ScopeMemory? outer, BufferPool pool, Recording? recording = null)
{
    private readonly List<Storage> made = [];      // in the order of making
    private readonly List<Storage> held = [];      // stays to the end: kept from inner scopes, or spared
    private readonly bool isReplayed = pool != BufferPool.Shared;

    /// <summary>That of the scope which new tensors belong to, if any.</summary>
    public static ScopeMemory? Current => Gexia.Ambient.Current?.Scope;

    /// <summary>Where its memory comes from.</summary>
    public BufferPool Pool => pool;

    /// <summary>Of the work that the scope belongs to.</summary>
    public Ambient? Ambient { get; private set; }

    /// <summary>With which guard of it the scope ends.</summary>
    public int Level { get; private set; }

    /// <summary>Whether the scope has ended.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What this scope, those around it and those inside it hold.</summary>
    public LiveBytes Live { get; } = outer?.Live ?? new();

    /// <summary>Bytes of the tensors that this scope would give back now.</summary>
    public long HeldBytes => made.Concat(held).Where(storage => storage.Owner == this).Distinct().Sum(storage => storage.Bytes);

    /// <summary>Says where it was begun.</summary>
    public void Begin(Ambient ambient, int level) => (Ambient, Level) = (ambient, level);

    /// <summary>Memory for a new tensor.</summary>
    public Storage Rent(Device device, long bytes)
    {
        var buffer = pool.Rent(device, bytes);
        var storage = new Storage(device, buffer, bytes, this, isReplayed);
        recording?.Use(storage, buffer);
        made.Add(storage);
        Live.Add(bytes);
        return storage;
    }

    /// <summary>Moves a storage of this scope to the outer scope, or, without one, leaves it to the garbage collector.</summary>
    public void Keep(Storage storage)
    {
        if (storage.Owner != this) return;
        if (recording is not null && outer is null)
            throw new InvalidOperationException(
                "TensorScope: nothing but the loss and the gradients outlives the capture of a step. "
                + "Copy into a tensor that was made before with CopyFrom.");
        var next = outer?.Pool ?? BufferPool.Shared;
        if (next != pool && storage.IsReplayed)
            pool.Return(storage.MoveTo(next.Rent(storage.Device, storage.Bytes), isReplayed: next != BufferPool.Shared));
        outer?.held.Add(storage);
        PassTo(outer, storage);
    }

    /// <summary>Gives a storage memory that no pool will ask back, so that a span of it may live as long as it likes.</summary>
    public void HandOut(Storage storage) => pool.Return(storage.MoveTo(storage.Device.BufferOf(storage.Bytes), isReplayed: false));

    /// <summary>Whether this scope's memory will still be there when the launches of a recording run again.</summary>
    public bool IsPartOf(Recording of) => recording == of;

    /// <summary>Gives one storage back before the end, if it is this scope's. Only for memory that nobody will look into again.</summary>
    public void Release(Storage storage)
    {
        if (storage.Owner != this) return;
        var buffer = storage.TakeBack();
        storage.Owner = null;                       // after that: who finds no owner must find it taken
        Live.Add(-storage.Bytes);
        if (buffer is not null) pool.Return(buffer);
    }

    /// <summary>Gives back all that was made and not kept.</summary>
    public void End()
    {
        HasEnded = true;
        foreach (var storage in made) Release(storage);
        foreach (var storage in held) Release(storage);
        made.Clear();
        held.Clear();
    }

    private void PassTo(ScopeMemory? next, Storage storage)
    {
        storage.Owner = next;
        if (next is null) Live.Add(-storage.Bytes);
    }
}
