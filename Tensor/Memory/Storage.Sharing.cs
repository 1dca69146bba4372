using System.Runtime.CompilerServices;

namespace Gexia;

/// <summary>
/// How memory is taken back without pulling it from under another thread. One thread at most takes it back: that of its scope. It may use
/// the memory freely, as it cannot do both at once. Every other thread counts itself in as a guest while a kernel or a copy runs. Memory
/// that is taken back while guests are in is not used again: the guests finish with the right numbers, and it is garbage-collected.
/// </summary>
public sealed partial class Storage
{
    private const int Taken = 1;            // nobody may use it any more, guests who are in excepted
    private const int Running = 2;          // a captured step's, which takes it back on any thread
    private const int Replayed = 4;         // captured steps write to it when they run again
    private const int HandedOut = 8;        // there may be a span of it
    private const int Spared = 16;          // stays to the end of its scope, whatever walks past
    private const int Guest = 32;           // one guest; the bits above count them

    private int state;

    /// <summary>Whether captured steps write to the memory when they run again, so that it cannot leave their pool.</summary>
    internal bool IsReplayed => Is(Replayed);

    /// <summary>Whether it stays to the end of its scope, whatever walks past.</summary>
    internal bool IsSpared => Is(Spared);

    /// <summary>Whether some work may use the memory without being counted: as nothing but that work can take it back.</summary>
    /// <param name="work">What runs on the present thread.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsFreeFor(Ambient? work) => owner is { } scope
        ? scope.Ambient == work && (Volatile.Read(ref state) & Taken) == 0
        : (Volatile.Read(ref state) & (Taken | Running)) == 0;

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

    /// <summary>Lets it stay to the end of its scope.</summary>
    internal void Spare()
    {
        if (!IsSpared) Interlocked.Or(ref state, Spared);
    }

    /// <summary>Refuses memory that was taken back.</summary>
    /// <exception cref="ObjectDisposedException">It was.</exception>
    internal void RequireMemory()
    {
        if (Is(Taken)) throw Missing();
    }

    /// <summary>
    /// Takes the memory away from every tensor that looks into it. The result may be used again; null where a guest
    /// or a span still uses it.
    /// </summary>
    internal DeviceBuffer? TakeBack()
    {
        var seen = Volatile.Read(ref state);
        if (seen >= Guest || Interlocked.CompareExchange(ref state, seen | Taken, seen) != seen)
        {
            Interlocked.Or(ref state, Taken);
            return null;
        }
        var memory = buffer;
        buffer = null;
        return (seen & HandedOut) == 0 ? memory : null;
    }

    /// <summary>Copies the content to other memory, which is used from now on. Returns the old when no guest uses it any more.</summary>
    internal DeviceBuffer MoveTo(DeviceBuffer memory, bool isReplayed)
    {
        var before = buffer ?? throw Missing();
        if (Device.HoldsNumbers) before.CopyTo(memory, Bytes);
        // guests who come now find the new memory; those who are in may have the old one's address
        Interlocked.Exchange(ref buffer, memory);
        if (!isReplayed) Interlocked.And(ref state, ~Replayed);
        WaitForGuests();
        return before;
    }

    /// <summary>All bytes, for a span that may live as long as it likes: no other tensor will ever use them.</summary>
    /// <exception cref="ObjectDisposedException">The memory was taken back.</exception>
    /// <exception cref="InvalidOperationException">The memory is a captured step's, which will write to it again; or it is about to be,
    /// on another thread.</exception>
    internal Span<byte> HandOut()
    {
        if (Is(Running))
        {
            throw new InvalidOperationException(
                "Tensor: a span of a captured step's result would change when the step runs again. Use ToArray, Item, At or Copy.");
        }
        if (owner is not { } scope)
        {
            RequireMemory();
            return Span;
        }
        Enter();
        Interlocked.Or(ref state, HandedOut);
        var bytes = Span;
        Leave();
        if (!IsReplayed) return bytes;
        if (scope.Ambient != Ambient.Current)
            throw new InvalidOperationException(
                "Tensor: a span of memory that captured steps use needs the thread that owns it. Use ToArray, Item, At or Copy here.");
        scope.HandOut(this);
        return Span;
    }

    /// <summary>Makes it a captured step's. Until <see cref="Open"/> nothing but the step's kernels can use it.</summary>
    internal void GiveToStep() => Interlocked.Or(ref state, Running);

    /// <summary>Gives it the memory for a run.</summary>
    internal void Attach(DeviceBuffer memory) => buffer = memory;

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(int mark) => (Volatile.Read(ref state) & mark) != 0;

    // A guest stays for a kernel or a copy, and waits for nobody meanwhile.
    private void WaitForGuests()
    {
        var spinner = new SpinWait();
        while (Volatile.Read(ref state) >= Guest) spinner.SpinOnce();
    }
}
