using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Tensors whose memory a kernel or a copy uses: until this is disposed, none of it is used for other tensors, whichever thread ends a
/// scope meanwhile. Nothing is counted for memory of no scope and of the present thread's scopes; see <see cref="Storage.IsFreeFor"/>.
/// </summary>
internal readonly ref struct MemoryUse
{
    private readonly ReadOnlySpan<Tensor?> guests;

    /// <summary>Begins.</summary>
    /// <param name="operands">All that is read or written; null stands for nothing.</param>
    /// <exception cref="ObjectDisposedException">The memory of one was given back.</exception>
    /// <exception cref="InvalidOperationException">A step is being captured, and one belongs to a scope that is not part of it.</exception>
    public MemoryUse(ReadOnlySpan<Tensor?> operands)
    {
        var work = Ambient.Current;
        work?.Settings.Recording?.Require(operands);
        if (AreFree(operands, work)) return;
        Enter(operands);
        guests = operands;
    }

    /// <summary>Whether all memory belongs to no scope or to one of the present work, so that nothing needs to be counted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFree(ReadOnlySpan<Tensor?> operands, Ambient? work)
    {
        foreach (var tensor in operands)
            if (tensor is not null && !tensor.Storage.IsFreeFor(work)) return false;
        return true;
    }

    /// <summary>As <see cref="AreFree(ReadOnlySpan{Tensor}, Ambient)"/>, and all of it is a device's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFree(ReadOnlySpan<Tensor?> operands, Device device, Ambient? work)
    {
        foreach (var tensor in operands)
            if (tensor is not null && (tensor.Storage.Device != device || !tensor.Storage.IsFreeFor(work))) return false;
        return true;
    }

    /// <summary>Ends.</summary>
    public void Dispose()
    {
        if (!guests.IsEmpty) Leave(guests);
    }

    private static void Enter(ReadOnlySpan<Tensor?> operands)
    {
        var entered = 0;
        try
        {
            for (; entered < operands.Length; entered++) operands[entered]?.Storage.Enter();
        }
        catch
        {
            Leave(operands[..entered]);
            throw;
        }
    }

    private static void Leave(ReadOnlySpan<Tensor?> operands)
    {
        foreach (var tensor in operands) tensor?.Storage.Leave();
    }
}
