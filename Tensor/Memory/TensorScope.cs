using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// The memory of one step. Tensors made on this thread between <see cref="Begin"/> and <see cref="Dispose"/> take their memory
/// from a pool and give it back together at the end; what must outlive the scope is kept with <see cref="Keep"/>.
/// Using another tensor afterwards is an error, never a silent read of another tensor's numbers.
/// </summary>
/// <remarks>
/// Optional: outside a scope tensors are ordinary garbage-collected objects.
/// Scopes nest; a scope belongs to the thread that began it, and the compiler keeps it there: it is a ref struct, so no
/// <c>await</c> can come between its beginning and its end. One that is never disposed ends with the work that began it (the task, the
/// work item of a pool's thread), and its memory is then garbage-collected.
/// Other threads may read its tensors meanwhile: an operation that has begun there finishes with the right numbers, one that begins after
/// the end throws. A span keeps its memory (<see cref="Tensor.AsSpan"/>).
/// The memory is pooled; the small objects that describe tensors and
/// the record of a step are garbage-collected. A step that is captured (<c>CapturedStep</c>) makes them once, and none when it runs again.
/// </remarks>
/// <example><code>
/// var (x, w) = (Tensor.Normal(new Rng(1), [8, 3]), Tensor.Zeros([3, 1]).RequireGradient());
/// for (var step = 0; step &lt; 3; step++)
/// {
///     using var scope = TensorScope.Begin();
///     var loss = x.MatMul(w).Square().Mean();
///     var gradients = loss.Backward();
/// } // the memory of the whole step is free for the next one
/// </code></example>
public readonly ref struct TensorScope : IDisposable
{
    private readonly Ambient.Guard guard;

    private TensorScope(ScopeMemory? memory, Ambient.Guard guard = default)
    {
        Memory = memory;
        this.guard = guard;
    }

    /// <summary>
    /// The scope that new tensors of this work belong to; where there is none, one that <see cref="IsOpen"/> says nothing of.
    /// Disposing it does nothing.
    /// </summary>
    public static TensorScope Current => new(ScopeMemory.Current);

    /// <summary>Whether it was begun and has not ended.</summary>
    public bool IsOpen => Memory is { HasEnded: false };

    /// <summary>Bytes that wait in the process-wide pool for the next scope.</summary>
    public static long PooledBytes => BufferPool.Shared.PooledBytes;

    /// <summary>The most that its tensors, and those of scopes inside it, have held at a time, bytes.</summary>
    public long PeakBytes => Memory?.Live.Peak ?? 0;

    internal ScopeMemory? Memory { get; }

    internal LiveBytes Live => Memory!.Live;

    internal long HeldBytes => Memory!.HeldBytes;

    /// <summary>Starts a scope on this thread.</summary>
    public static TensorScope Begin()
    {
        var guard = Ambient.Open(out var ambient);
        var memory = ambient.Settings.Recording is { } recording
            ? new ScopeMemory(ambient.Scope, recording.Pool, recording)
            : new ScopeMemory(ambient.Scope, ambient.Scope?.Pool ?? BufferPool.Shared);
        ambient.Enter(memory);
        return new(memory, guard);
    }

    /// <summary>Starts a scope on this thread whose memory, and that of scopes inside it, comes from a pool of its own.</summary>
    internal static TensorScope BeginIn(BufferPool pool)
    {
        var guard = Ambient.Open(out var ambient);
        var memory = new ScopeMemory(ambient.Scope, pool);
        ambient.Enter(memory);
        return new(memory, guard);
    }

    /// <summary>
    /// Until the result is disposed, tensors made on this thread belong to no scope and are garbage-collected: for what must outlive every
    /// step wherever it is made, such as parameters and an optimizer's state.
    /// </summary>
    public static Outside Suspend()
    {
        var guard = Ambient.Open(out var ambient);
        ambient.Scope = null;
        return new(guard);
    }

    /// <summary>Leaves the pooled memory that no scope uses now to garbage collection.</summary>
    public static void TrimPool() => BufferPool.Shared.Trim();

    /// <summary>
    /// Lets a tensor (and every view of the same memory) outlive this scope; it then belongs to the outer scope, or to none.
    /// </summary>
    /// <returns>The same tensor.</returns>
    /// <exception cref="ObjectDisposedException">The tensor's scope has already ended.</exception>
    /// <exception cref="InvalidOperationException">The tensor would outlive the capture of a step.</exception>
    public Tensor Keep(Tensor tensor)
    {
        tensor.Storage.RequireMemory();
        Memory?.Keep(tensor.Storage);
        return tensor;
    }

    /// <summary>Ends the scope: all memory made inside and not kept goes back to the pool. Ending it again does nothing.</summary>
    /// <exception cref="InvalidOperationException">A scope that was begun inside it was still open. Both have ended
    /// nevertheless.</exception>
    public void Dispose()
    {
        if (guard.Close()) return;
        throw new InvalidOperationException(
            "TensorScope: it ended before what was begun inside it, which has ended with it. "
            + "End scopes and limits innermost first: use using statements.");
    }

    /// <summary>Ends a <see cref="Suspend"/>.</summary>
    public readonly ref struct Outside : IDisposable
    {
        private readonly Ambient.Guard guard;

        internal Outside(Ambient.Guard guard) => this.guard = guard;

        /// <summary>Goes back to the scope that was there before.</summary>
        public void Dispose() => guard.Close();
    }
}
