using System.Runtime.CompilerServices;

namespace Gexia;

/// <summary>
/// How memory is taken back without pulling it from under another thread. One thread at most takes it back: that of its scope. It may use
/// the memory freely, as it cannot do both at once. Every other thread counts itself in as a guest while a kernel or a copy runs. Memory
/// that is taken back while guests are in is not used again: the guests finish with the right numbers, and the collector gets it.
/// </summary>
public sealed partial class Storage
{
    private const int Taken = 1, Guest = 2;
    private const int Nobody = 0, Anybody = -1;

    private int state;                  // Taken or not, and Guest for each guest
    private int taker = Nobody;         // managed number of the thread that may take the memory back; or Anybody: a captured step, wherever it runs
    private bool isReplayed;            // captured steps write to the memory when they run again
    private bool isHandedOut;           // there may be a span of it

    private bool IsTaken => (Volatile.Read(ref state) & Taken) != 0;

    /// <summary>Whether a thread may use the memory without being counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAtHome(int thread) => taker == Nobody || (taker == thread && !IsTaken);

    /// <summary>Counts a guest in.</summary>
    /// <exception cref="ObjectDisposedException">The memory was taken back.</exception>
    internal void Enter()
    {
        if ((Interlocked.Add(ref state, Guest) & Taken) == 0) return;
        Leave();
        throw Missing();
    }

    /// <summary>Counts a guest out.</summary>
    internal void Leave() => Interlocked.Add(ref state, -Guest);

    /// <summary>Refuses memory that was taken back.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    internal void RequireMemory()
    {
        if (IsTaken) throw Missing();
    }

    /// <summary>Takes the memory away from every tensor that looks into it. The result may be used again; null where a guest or a span still uses it.</summary>
    internal PinnedBuffer? TakeBack()
    {
        if (Interlocked.CompareExchange(ref state, Taken, 0) != 0)
        {
            Interlocked.Or(ref state, Taken);
            return null;
        }
        var memory = buffer;
        buffer = null;
        return isHandedOut ? null : memory;
    }

    /// <summary>Whether captured steps write to the memory when they run again, so that it cannot leave their pool.</summary>
    internal bool IsReplayed => isReplayed;

    /// <summary>Nobody takes the memory back any more.</summary>
    internal void LeaveToCollector() => taker = Nobody;

    /// <summary>Copies the content to other memory, which is used from now on. Returns the old when no guest uses it any more.</summary>
    internal PinnedBuffer MoveTo(PinnedBuffer memory, bool isReplayed)
    {
        var before = buffer ?? throw Missing();
        before.Span[..checked((int)Bytes)].CopyTo(memory.Span);
        Interlocked.Exchange(ref buffer, memory);       // guests who come now find the new memory; those who are in may have the old one's address
        this.isReplayed = isReplayed;
        WaitForGuests();
        return before;
    }

    /// <summary>All bytes, for a span that may live as long as it likes: they will never be anybody else's.</summary>
    /// <exception cref="ObjectDisposedException">The memory was taken back.</exception>
    /// <exception cref="InvalidOperationException">The memory is a captured step's, which will write to it again; or it is about to be, on another thread.</exception>
    internal Span<byte> HandOut()
    {
        if (taker == Nobody) return Span;
        if (taker == Anybody) throw new InvalidOperationException("Tensor: a span of a captured step's result would change when the step runs again. Use ToArray, Item, At or Copy.");
        var isMine = taker == Environment.CurrentManagedThreadId;
        Enter();
        try
        {
            isHandedOut = true;
            if (!isReplayed) return Span;
            if (!isMine) throw new InvalidOperationException("Tensor: a span of memory that captured steps use needs the thread that owns it. Use ToArray, Item, At or Copy here.");
        }
        finally
        {
            Leave();
        }
        Owner!.HandOut(this);
        return Span;
    }

    /// <summary>For what a captured step makes: gives it the memory for a run. Until <see cref="Open"/> nothing but the step's kernels can use it.</summary>
    internal void Attach(PinnedBuffer memory)
    {
        taker = Anybody;
        buffer = memory;
    }

    /// <summary>Ends an <see cref="Attach"/> of memory that was never opened.</summary>
    internal void Detach() => buffer = null;

    /// <summary>Lets everybody read the result of a run.</summary>
    internal void Open()
    {
        CountWriting();
        Interlocked.And(ref state, ~Taken);
    }

    /// <summary>Ends that, when those who read now are done.</summary>
    internal void Close()
    {
        Interlocked.Or(ref state, Taken);
        WaitForGuests();
        buffer = null;
    }

    // A guest stays for a kernel or a copy, and waits for nobody meanwhile.
    private void WaitForGuests()
    {
        var spinner = new SpinWait();
        while ((Volatile.Read(ref state) & ~Taken) != 0) spinner.SpinOnce();
    }
}
