using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>The columns of B cut into panels as wide as a tile, or a little less: the unit in which B is packed and read.</summary>
internal readonly struct Panels
{
    private readonly EvenSplit even;
    private readonly long vectors;
    private readonly int lane, most;
    private readonly bool packed;

    /// <summary>Cuts columns.</summary>
    /// <param name="columns">Columns of B.</param>
    /// <param name="lane">Columns in a vector.</param>
    /// <param name="most">Vectors in the widest tile.</param>
    /// <param name="packed">Whether B lies as <see cref="PackedPanels"/> has it, else the panels are even.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Panels(long columns, int lane, int most, bool packed)
    {
        this.lane = lane;
        this.most = most;
        this.packed = packed;
        vectors = packed ? PackedPanels.Padded(columns) / lane : (columns + lane - 1) / lane;
        even = packed ? default : new EvenSplit(vectors, most);
        Count = packed ? (vectors + most - 1) / most : even.Parts;
    }

    /// <summary>How many.</summary>
    public long Count { get; }

    /// <summary>First column of a panel; after the last panel, where the columns end, rounded up to a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Start(long panel) => lane * (packed ? Math.Min(panel * most, vectors) : even.Start(panel));

    /// <summary>Width of a panel in vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Vectors(long panel) => (int)(packed ? Math.Min(most, vectors - (panel * most)) : even.Length(panel));

    /// <summary>
    /// Where the packed columns begin among which a column lies, and how many they are: narrow lanes read wide packed panels in steps.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (long Start, long Width) Around(long column, long width)
    {
        if (!packed) return (column, width);
        var start = column / PackedPanels.Width * PackedPanels.Width;
        return (start, Math.Min(PackedPanels.Width, (vectors * lane) - start));
    }
}
