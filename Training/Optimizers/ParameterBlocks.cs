namespace Gexia.Training.Optimizers;

/// <summary>
/// Many tensors cut into blocks of a fixed size, numbered on from tensor to tensor, so that one launch goes over all of them. The cut
/// depends on the shapes only.
/// </summary>
internal sealed class ParameterBlocks
{
    /// <summary>Elements of a block, the last of a tensor excepted.</summary>
    public const int Size = 4096;

    /// <summary>Blocks worth a thread.</summary>
    public const int Grain = 2;

    private readonly int[] tensorOf;
    private readonly long[] lengths, firstOf;       // of each tensor: its elements, and the number of its first block

    /// <summary>Cuts tensors of those lengths.</summary>
    public ParameterBlocks(long[] lengths)
    {
        this.lengths = lengths;
        firstOf = new long[lengths.Length];
        var tensors = new List<int>();
        for (var tensor = 0; tensor < lengths.Length; tensor++)
        {
            firstOf[tensor] = tensors.Count;
            for (long start = 0; start < lengths[tensor]; start += Size) tensors.Add(tensor);
        }
        tensorOf = [.. tensors];
    }

    /// <summary>Number of blocks.</summary>
    public int Count => tensorOf.Length;

    /// <summary>Which tensor a block is of, where it starts there, and how many elements it has.</summary>
    public (int Tensor, long Start, int Length) At(long block)
    {
        var tensor = tensorOf[block];
        var start = (block - firstOf[tensor]) * Size;
        return (tensor, start, (int)Math.Min(Size, lengths[tensor] - start));
    }
}
