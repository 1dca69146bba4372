namespace Gexia;

/// <summary>
/// The memory of one step. Tensors made on this thread between <see cref="Begin"/> and <see cref="Dispose"/> take their memory
/// from a pool and give it back together at the end; what must outlive the scope is kept with <see cref="Keep"/>.
/// Using another tensor afterwards is an error, never a silent read of somebody else's numbers.
/// </summary>
/// <remarks>
/// Optional: outside a scope tensors are ordinary garbage-collected objects.
/// Scopes nest; a scope belongs to the thread that began it. The memory is pooled; the small objects that describe tensors and
/// the record of a step are left to the collector.
/// </remarks>
/// <example><code>
/// using (var scope = TensorScope.Begin())
/// {
///     var loss = model.Loss(batch);
///     optimizer.Step(loss.Backward());
/// } // the memory of the whole step is free for the next one
/// </code></example>
public sealed partial class TensorScope : IDisposable
{
    [ThreadStatic] private static TensorScope? current;

    private readonly List<Storage> made = [];      // in the order of making
    private readonly List<Storage> held = [];      // stays to the end: kept from inner scopes, or spared
    private readonly TensorScope? outer;
    private bool ended;

    private TensorScope(TensorScope? outer)
    {
        this.outer = outer;
        Live = outer?.Live ?? new();
    }

    /// <summary>The scope that new tensors of this thread belong to, if any.</summary>
    public static TensorScope? Current => current;

    /// <summary>What this scope, those around it and those inside it hold.</summary>
    internal LiveBytes Live { get; }

    /// <summary>Bytes of the tensors that this scope would give back now.</summary>
    internal long HeldBytes => made.Concat(held).Where(storage => storage.Owner == this).Distinct().Sum(storage => storage.Bytes);

    /// <summary>Bytes that wait in the process-wide pool for the next scope.</summary>
    public static long PooledBytes => BufferPool.PooledBytes;

    /// <summary>Starts a scope on this thread.</summary>
    public static TensorScope Begin() => current = new TensorScope(current);

    /// <summary>
    /// Until the result is disposed, tensors made on this thread belong to no scope but to the collector: for what must outlive every
    /// step wherever it is made, such as parameters and an optimizer's state.
    /// </summary>
    public static Outside Suspend()
    {
        var outside = new Outside(current);
        current = null;
        return outside;
    }

    /// <summary>Ends a <see cref="Suspend"/>.</summary>
    public readonly struct Outside : IDisposable
    {
        private readonly TensorScope? before;

        internal Outside(TensorScope? before) => this.before = before;

        /// <summary>Goes back to the scope that was there before.</summary>
        public void Dispose() => current = before;
    }

    /// <summary>Lets the collector have the pooled memory that no scope uses now.</summary>
    public static void TrimPool() => BufferPool.Trim();

    /// <summary>Lets a tensor (and every view of the same memory) outlive this scope; it then belongs to the outer scope, or to the collector.</summary>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The tensor's scope has already ended.</exception>
    public Tensor Keep(Tensor tensor)
    {
        _ = tensor.Storage.Address;
        if (tensor.Storage.Owner != this) return tensor;
        tensor.Storage.Owner = outer;
        outer?.held.Add(tensor.Storage);
        if (outer is null) Live.Add(-tensor.Storage.Bytes);
        return tensor;
    }

    /// <summary>Ends the scope: all memory made inside and not kept goes back to the pool.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or this is another thread.</exception>
    public void Dispose()
    {
        if (ended) return;
        if (current != this)
            throw new InvalidOperationException("TensorScope: scopes end on the thread that began them, innermost first. Use a using statement.");
        ended = true;
        current = outer;
        foreach (var storage in made) Release(storage);
        foreach (var storage in held) Release(storage);
        made.Clear();
        held.Clear();
    }

    internal Storage Rent(long bytes)
    {
        var storage = new Storage(Device.Cpu, BufferPool.Rent(bytes), bytes, owner: this);
        made.Add(storage);
        Live.Add(bytes);
        return storage;
    }

    /// <summary>Gives one storage back before the end, if it is this scope's. Only for memory that nobody will look into again.</summary>
    internal void Release(Storage storage)
    {
        if (storage.Owner != this || storage.Release() is not { } buffer) return;
        storage.Owner = null;
        Live.Add(-storage.Bytes);
        BufferPool.Return(buffer);
    }
}
