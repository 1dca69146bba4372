using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// The memory of one step. Tensors made on this thread between <see cref="Begin"/> and <see cref="Dispose"/> take their memory
/// from a pool and give it back together at the end; what must outlive the scope is kept with <see cref="Keep"/>.
/// Using another tensor afterwards is an error, never a silent read of somebody else's numbers.
/// </summary>
/// <remarks>
/// Optional: outside a scope tensors are ordinary garbage-collected objects.
/// Scopes nest; a scope belongs to the thread that began it. The memory is pooled; the small objects that describe tensors and
/// the record of a step are left to the collector. A step that is captured (<c>StepProgram</c>) makes them once, and none when it runs again.
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
    private readonly BufferPool pool;
    private readonly LaunchRecording? recording;    // whose launches will use the memory again
    private bool ended;

    private TensorScope(TensorScope? outer, BufferPool pool, LaunchRecording? recording = null)
    {
        this.outer = outer;
        this.pool = pool;
        this.recording = recording;
        Live = outer?.Live ?? new();
    }

    /// <summary>The scope that new tensors of this thread belong to, if any.</summary>
    public static TensorScope? Current => current;

    /// <summary>Whether it has been disposed.</summary>
    internal bool HasEnded => ended;

    /// <summary>What this scope, those around it and those inside it hold.</summary>
    internal LiveBytes Live { get; }

    /// <summary>Bytes of the tensors that this scope would give back now.</summary>
    internal long HeldBytes => made.Concat(held).Where(storage => storage.Owner == this).Distinct().Sum(storage => storage.Bytes);

    /// <summary>Bytes that wait in the process-wide pool for the next scope.</summary>
    public static long PooledBytes => BufferPool.Shared.PooledBytes;

    /// <summary>Starts a scope on this thread.</summary>
    public static TensorScope Begin() => LaunchRecording.Current is { } recording
        ? current = new TensorScope(current, recording.Pool, recording)
        : current = new TensorScope(current, current?.pool ?? BufferPool.Shared);

    /// <summary>Starts a scope on this thread whose memory, and that of scopes inside it, comes from a pool of its own.</summary>
    internal static TensorScope BeginIn(BufferPool pool) => current = new TensorScope(current, pool);

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
    public static void TrimPool() => BufferPool.Shared.Trim();

    /// <summary>Lets a tensor (and every view of the same memory) outlive this scope; it then belongs to the outer scope, or to the collector.</summary>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The tensor's scope has already ended.</exception>
    /// <exception cref="InvalidOperationException">The tensor would outlive the capture of a step.</exception>
    public Tensor Keep(Tensor tensor)
    {
        _ = tensor.Storage.Address;
        if (tensor.Storage.Owner != this) return tensor;
        if (recording is not null && outer is null)
            throw new InvalidOperationException("TensorScope: nothing but the loss and the gradients outlives the capture of a step. Copy into a tensor that was made before with CopyFrom.");
        if ((outer?.pool ?? BufferPool.Shared) != pool) Move(tensor.Storage);
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
        var buffer = pool.Rent(bytes);
        var storage = new Storage(Device.Cpu, buffer, bytes, owner: this);
        recording?.Use(storage, buffer);
        made.Add(storage);
        Live.Add(bytes);
        return storage;
    }

    /// <summary>Whether this scope's memory will still be there when the launches of a recording run again.</summary>
    internal bool IsPartOf(LaunchRecording of) => recording == of;

    /// <summary>Gives one storage back before the end, if it is this scope's. Only for memory that nobody will look into again.</summary>
    internal void Release(Storage storage)
    {
        if (storage.Owner != this || storage.Release() is not { } buffer) return;
        storage.Owner = null;
        Live.Add(-storage.Bytes);
        pool.Return(buffer);
    }

    // The buffer goes back to its pool, whose captured steps write to it whenever they run; the storage gets another.
    private void Move(Storage storage)
    {
        var buffer = (outer?.pool ?? BufferPool.Shared).Rent(storage.Bytes);
        storage.Span.CopyTo(buffer.Span);
        pool.Return(storage.Release()!);
        storage.Attach(buffer);
    }
}
