namespace Gexia.Gpu;

/// <summary>How a group of a <see cref="TensorBody{TTile, TA, TB, TUnit, TOut, TMap}"/> shares a tile of C.</summary>
internal interface ITensorTile
{
    /// <summary>Warps along the rows of C.</summary>
    static abstract int WarpRows { get; }

    /// <summary>Warps along the columns of C, 1, 2 or 4; each computes 64 columns.</summary>
    static abstract int WarpColumns { get; }

    /// <summary>Sixteens of rows that a warp computes: 2 or 4.</summary>
    static abstract int Strips { get; }

    /// <summary>log₂ of the rows / 8 and of the columns / 8.</summary>
    static abstract int ShiftA { get; }

    /// <inheritdoc cref="ShiftA"/>
    static abstract int ShiftB { get; }

    /// <summary>Pieces of 64 of k in shared memory; one is multiplied while the others come.</summary>
    static abstract int Stages { get; }

    /// <summary>Groups that a multiprocessor holds at once.</summary>
    static abstract int GroupsAtOnce { get; }
}

/// <summary>128×256, 192 KB of shared memory: for products that fill the device several times over.</summary>
internal readonly struct Tile128x256 : ITensorTile
{
    public static int WarpRows => 2;
    public static int WarpColumns => 4;
    public static int Strips => 4;
    public static int ShiftA => 4;
    public static int ShiftB => 5;
    public static int Stages => 4;
    public static int GroupsAtOnce => 1;
}

/// <summary>128×128, 96 KB.</summary>
internal readonly struct Tile128x128 : ITensorTile
{
    public static int WarpRows => 2;
    public static int WarpColumns => 2;
    public static int Strips => 4;
    public static int ShiftA => 4;
    public static int ShiftB => 4;
    public static int Stages => 3;
    public static int GroupsAtOnce => 2;
}

/// <summary>64×128, 96 KB: twice as many warps for the same C.</summary>
internal readonly struct Tile64x128 : ITensorTile
{
    public static int WarpRows => 2;
    public static int WarpColumns => 2;
    public static int Strips => 2;
    public static int ShiftA => 3;
    public static int ShiftB => 4;
    public static int Stages => 4;
    public static int GroupsAtOnce => 2;
}

/// <summary>64×64 in two warps, 64 KB: for the smallest products.</summary>
internal readonly struct Tile64x64 : ITensorTile
{
    public static int WarpRows => 2;
    public static int WarpColumns => 1;
    public static int Strips => 2;
    public static int ShiftA => 3;
    public static int ShiftB => 3;
    public static int Stages => 4;
    public static int GroupsAtOnce => 3;
}
