namespace Gexia.Models;

/// <summary>
/// A table of embeddings, [rows, width], whose rows are picked by number: a tensor that learns, or a <see cref="PackedTable"/> of a model
/// that was opened for inference only. What uses it need not know which.
/// </summary>
public sealed class LookupTable
{
    private readonly Tensor? learning;
    private readonly PackedTable? packed;

    internal LookupTable(Tensor learning) => this.learning = learning;

    internal LookupTable(PackedTable packed) => this.packed = packed;

    /// <summary>Rows by number.</summary>
    /// <param name="ids">int32 or int64 of any shape, each in 0..rows−1.</param>
    /// <returns>[ids' shape…, width].</returns>
    public Tensor Gather(Tensor ids) => packed is null ? learning!.Gather(ids) : packed.Gather(ids);
}
