namespace Gexia;

/// <summary>
/// The memory in which captured steps run. Steps that never run at the same time, such as those of one training, share one: together
/// they need as much as the largest of them.
/// </summary>
/// <remarks>For one thread at a time.</remarks>
public sealed class CaptureArena : IDisposable
{
    private CapturedStep? last;
    private ScopeMemory? scope;
    private bool isDisposed;
    private int busy;

    /// <summary>Bytes that wait for the next step.</summary>
    public long PooledBytes => Pool.PooledBytes;

    internal BufferPool Pool { get; } = new();

    /// <summary>
    /// Starts a <see cref="TensorScope"/> in this memory: for what happens between captured steps and needs about as much, such as an
    /// evaluation. The results of the step that ran last cannot be read any more.
    /// </summary>
    /// <exception cref="InvalidOperationException">A step is running in it, or such a scope is open.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public TensorScope Begin()
    {
        Enter(null).Dispose();
        var begun = TensorScope.BeginIn(Pool);
        scope = begun.Memory;
        return begun;
    }

    /// <summary>Gives the memory to the pool of ordinary scopes. Steps captured in it cannot run again.</summary>
    public void Dispose()
    {
        if (isDisposed) return;
        Enter(null).Dispose();
        isDisposed = true;
        Pool.MoveTo(BufferPool.Shared);
    }

    /// <summary>The memory is a program's until the result is disposed; the results of the one before are lost.</summary>
    internal Turn Enter(CapturedStep? next)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        if (scope is { HasEnded: false })
        {
            throw new InvalidOperationException(
                "CaptureArena: a scope in it is still open, whose tensors a step would overwrite. End it first.");
        }
        if (Interlocked.Exchange(ref busy, 1) != 0)
        {
            throw new InvalidOperationException(
                "CaptureArena: two steps cannot run in the same memory at the same time. Give each thread an arena of its own.");
        }
        last?.Hide();
        last = next;
        return new(this);
    }

    /// <summary>Ends an <see cref="Enter"/>.</summary>
    internal readonly struct Turn(CaptureArena arena) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref arena.busy, 0);

        /// <summary>Whose results the memory holds from now on.</summary>
        public void GiveTo(CapturedStep program) => arena.last = program;
    }
}
