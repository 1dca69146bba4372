using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Gexia;

/// <summary>The tensors of a kernel.</summary>
public readonly struct Operands
{
    /// <summary>How many fit.</summary>
    internal const int Most = 12;

    private readonly Slots slots;
    private readonly byte count, read;

    /// <summary>Names them; null stands for a tensor that is not there.</summary>
    /// <param name="reads">What the kernel reads only.</param>
    /// <param name="writes">What it writes, or changes in place.</param>
    /// <exception cref="ArgumentException">They are more than twelve.</exception>
    public Operands(ReadOnlySpan<Tensor?> reads, ReadOnlySpan<Tensor?> writes)
    {
        if (reads.Length + writes.Length > Most)
            throw new ArgumentException($"Operands: {reads.Length + writes.Length} tensors in one kernel; at most {Most} fit.");
        (read, count) = ((byte)reads.Length, (byte)(reads.Length + writes.Length));
        reads.CopyTo(slots);
        writes.CopyTo(slots[read..]);
    }

    /// <summary>All of them.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<Tensor?> All => ((ReadOnlySpan<Tensor?>)slots)[..count];

    /// <summary>What is read only.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<Tensor?> Reads => All[..read];

    /// <summary>What is written.</summary>
    [UnscopedRef]
    internal ReadOnlySpan<Tensor?> Writes => All[read..];

    [InlineArray(Most)]
    private struct Slots
    {
        private Tensor? first;
    }
}
