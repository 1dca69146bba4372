using System.Numerics;
using System.Runtime.InteropServices;

namespace Gexia.Search.Vectors;

/// <summary>Which rows of a <see cref="VectorStore"/> take part in a search: a bit for each.</summary>
/// <remarks>May be read by any number of threads at once, and changed by one that is alone with it.</remarks>
public sealed class RowMask
{
    private readonly ulong[] words;

    /// <summary>A mask for so many rows.</summary>
    /// <param name="rows">0 or more; a search takes a mask of as many rows as the store has.</param>
    /// <param name="included">Whether they take part, until the indexer says otherwise.</param>
    public RowMask(int rows, bool included = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Rows = rows;
        words = new ulong[(rows + 63L) / 64];
        if (!included) return;
        words.AsSpan().Fill(ulong.MaxValue);
        if (rows % 64 != 0) words[^1] = (1UL << (rows % 64)) - 1;
    }

    /// <summary>The rows for which a condition holds; it is asked once for each.</summary>
    public static RowMask Where(int rows, Func<int, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var mask = new RowMask(rows);
        for (var row = 0; row < rows; row++) if (condition(row)) mask.words[row / 64] |= 1UL << (row % 64);
        return mask;
    }

    /// <summary>Rows that it speaks of, taking part or not.</summary>
    public int Rows { get; }

    /// <summary>Rows that take part.</summary>
    public int Included
    {
        get
        {
            var count = 0;
            foreach (var word in words) count += BitOperations.PopCount(word);
            return count;
        }
    }

    /// <summary>Whether a row takes part.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public bool this[int row]
    {
        get => (words[Word(row)] >> (row % 64) & 1) != 0;
        set => words[Word(row)] = value ? words[row / 64] | (1UL << (row % 64)) : words[row / 64] & ~(1UL << (row % 64));
    }

    /// <summary>The rows that take part here and there.</summary>
    /// <exception cref="ArgumentException">The other speaks of another number of rows.</exception>
    public RowMask And(RowMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Rows != Rows)
        {
            throw new ArgumentException(
                $"RowMask.And: a mask of {Rows} rows and one of {other.Rows}; they must speak of the same rows.", nameof(other));
        }
        var both = new RowMask(Rows);
        for (var i = 0; i < words.Length; i++) both.words[i] = words[i] & other.words[i];
        return both;
    }

    /// <summary>A bit for each row, 64 in an int64, lowest first.</summary>
    internal Tensor Words()
    {
        var tensor = Tensor.Lasting([words.Length], DType.Int64);
        words.CopyTo(MemoryMarshal.Cast<long, ulong>(tensor.AsSpan<long>()));
        return tensor;
    }

    private int Word(int row) => (uint)row < (uint)Rows
        ? row / 64
        : throw new ArgumentOutOfRangeException(nameof(row), $"RowMask: there is no row {row} among {Rows}.");
}
