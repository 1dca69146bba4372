namespace Gexia.Data.Weights.Pickle;

/// <summary>
/// What a pickle from a stranger may cost before it is refused. A large model's pickle has some 300 KB and 5,000 memo entries.
/// </summary>
internal sealed record PickleLimits
{
    /// <summary>Bytes of the pickle.</summary>
    public int Bytes { get; init; } = 16 << 20;

    /// <summary>Values on the stack, and marks.</summary>
    public int Stack { get; init; } = 200_000;

    /// <summary>Remembered values.</summary>
    public int Memo { get; init; } = 1_000_000;

    /// <summary>Bytes of one text.</summary>
    public int Text { get; init; } = 4_096;

    /// <summary>Tensors rebuilt, whatever becomes of them.</summary>
    public int Tensors { get; init; } = 200_000;

    /// <summary>Axes of a tensor.</summary>
    public int Axes { get; init; } = 32;

    /// <summary>Containers inside one another when tensors are collected.</summary>
    public int Depth { get; init; } = 64;

    /// <summary>Values visited when tensors are collected; a pickle can refer to one value many times.</summary>
    public int Visits { get; init; } = 1_000_000;

    /// <summary>Characters of all tensors' names together.</summary>
    public int Names { get; init; } = 16 << 20;
}
