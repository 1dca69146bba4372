namespace Gexia.Gpu;

/// <summary>How a group of a <see cref="ProductBody{TIn, TOut, TMap, TTile}"/> shares a square of C.</summary>
internal interface IProductTile
{
    /// <summary>A side of the square is that many threads, as a power of two; each computes 4×4, in a large one four times.</summary>
    static abstract int Shift { get; }

    /// <summary>Whether a thread computes the same 4×4 of all four quarters of the square.</summary>
    static abstract bool HasQuarters { get; }

    /// <summary>Groups that a multiprocessor should hold at once.</summary>
    static abstract int GroupsAtOnce { get; }
}

/// <summary>32×32 of C in 64 threads: for small products, and wherever threads are dear.</summary>
internal readonly struct SmallTile : IProductTile
{
    public static int Shift => 3;

    public static bool HasQuarters => false;

    public static int GroupsAtOnce => 0;
}

/// <summary>128×128 of C in 256 threads of 8×8: 64 multiply-adds for 16 numbers read from shared memory.</summary>
internal readonly struct LargeTile : IProductTile
{
    public static int Shift => 4;

    public static bool HasQuarters => true;

    public static int GroupsAtOnce => 2;
}
