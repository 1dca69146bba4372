namespace Gexia.Benchmarks.Gpu;

/// <summary>How a group of <see cref="TensorCoreGemm"/> is made up. Each warp computes 64×64 of C.</summary>
internal interface ITile
{
    /// <summary>Warps of a group along the rows of C.</summary>
    int WarpRows { get; }

    /// <summary>Warps of a group along the columns of C: 1, 2 or 4.</summary>
    int WarpColumns { get; }

    /// <summary>Pieces of 8 bf16 (16 bytes) of k that a stage holds of each row: 4 or 8.</summary>
    int Chunks { get; }

    /// <summary>Stages in shared memory; one is computed while the others come.</summary>
    int Stages { get; }

    /// <summary>Whether the operands of the next sixteen of k are loaded into registers before the sums of these.</summary>
    bool Ahead { get; }
}

/// <summary>64×64×32, three stages: small enough for the CPU accelerator.</summary>
internal readonly struct OneWarp : ITile
{
    public int WarpRows => 1;
    public int WarpColumns => 1;
    public int Chunks => 4;
    public int Stages => 3;
    public bool Ahead => true;
}

/// <summary>128×128×32, four stages: 64 KB, two groups fit a multiprocessor's registers.</summary>
internal readonly struct FourWarps : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 2;
    public int Chunks => 4;
    public int Stages => 4;
    public bool Ahead => false;
}

/// <summary>128×128×64, three stages: 96 KB.</summary>
internal readonly struct FourWarpsDeep : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 2;
    public int Chunks => 8;
    public int Stages => 3;
    public bool Ahead => false;
}

/// <summary>128×128×64, three stages, operands ahead.</summary>
internal readonly struct FourWarpsDeepAhead : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 2;
    public int Chunks => 8;
    public int Stages => 3;
    public bool Ahead => true;
}

/// <summary>128×256×32, four stages: 96 KB.</summary>
internal readonly struct EightWarps : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 4;
    public int Chunks => 4;
    public int Stages => 4;
    public bool Ahead => false;
}

/// <summary>128×256×32, four stages, operands ahead.</summary>
internal readonly struct EightWarpsAhead : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 4;
    public int Chunks => 4;
    public int Stages => 4;
    public bool Ahead => true;
}

/// <summary>128×256×64, four stages: 192 KB.</summary>
internal readonly struct EightWarpsDeep : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 4;
    public int Chunks => 8;
    public int Stages => 4;
    public bool Ahead => false;
}

/// <summary>128×256×64, four stages, operands ahead.</summary>
internal readonly struct EightWarpsDeepAhead : ITile
{
    public int WarpRows => 2;
    public int WarpColumns => 4;
    public int Chunks => 8;
    public int Stages => 4;
    public bool Ahead => true;
}

/// <summary>256×128×64, four stages, operands ahead.</summary>
internal readonly struct EightWarpsTallAhead : ITile
{
    public int WarpRows => 4;
    public int WarpColumns => 2;
    public int Chunks => 8;
    public int Stages => 4;
    public bool Ahead => true;
}
