using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>A length cut into parts that differ by one at most, the longer ones first: no thin part is left at the end.</summary>
internal readonly struct EvenSplit
{
    private readonly long size;
    private readonly long longer;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public EvenSplit(long length, long most)
    {
        // Small products spend a good part of their time here: most need no division.
        Parts = length <= most ? 1 : (length + most - 1) / most;
        size = Parts == 1 ? length : length / Parts;
        longer = length - size * Parts;
    }

    /// <summary>How many: the fewest with no part above the most; at least one.</summary>
    public long Parts { get; }

    /// <summary>Length of the longest part.</summary>
    public long Longest => size + (longer > 0 ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Start(long part) => part * size + Math.Min(part, longer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Length(long part) => size + (part < longer ? 1 : 0);
}
