using System.Numerics;

namespace Gexia.Search.Vectors;

/// <summary>How the rows of a store lie in memory.</summary>
/// <param name="Width">Numbers of a row.</param>
/// <param name="Format">Of the numbers that a search reads.</param>
/// <param name="KeepsRows">Whether the float32 rows are there, too, where the format is a shorter one.</param>
internal sealed record RowForm(int Width, WeightFormat Format, bool KeepsRows)
{
    /// <summary>The widest row.</summary>
    public const int MostWidth = 1 << 16;

    private const int Lane = 16;                            // numbers of the widest vector, so that no row ends within one
    // Of float32. A scan is shared out anew for each block, so that a block takes many times longer to read than that.
    private const int BlockBytes = 16 << 20;

    /// <summary>Numbers from one row to the next; what is behind the width is 0.</summary>
    public int Stride { get; } = (Width + Lane - 1) / Lane * Lane;

    /// <summary>Whether a search reads codes, which stand for rows.</summary>
    public bool HasCodes => Format != WeightFormat.Float32;

    /// <summary>Whether float32 rows are there.</summary>
    public bool HasFloats => KeepsRows || !HasCodes;

    /// <summary>Whether a search can say how far a code's product is from that of its row, and mend it.</summary>
    public bool HasBounds => HasCodes && KeepsRows;

    /// <summary>A power of two, at least 64.</summary>
    public int RowsPerBlock { get; } =
        Math.Max(64, (int)BitOperations.RoundUpToPowerOf2((uint)(BlockBytes / 4 / ((Width + Lane - 1) / Lane * Lane)) + 1) / 2);
}
