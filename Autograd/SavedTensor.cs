namespace Gexia;

/// <summary>A tensor that the backward pass over an operation will read, as it was when the operation was recorded.</summary>
internal readonly struct SavedTensor(Tensor tensor)
{
    private readonly int version = tensor.Storage.Version;

    /// <summary>Refuses a backward pass that would read other numbers than the forward pass did.</summary>
    /// <param name="op">The operation.</param>
    /// <exception cref="InvalidOperationException">The memory was written to since.</exception>
    public void RequireUnchanged(string op)
    {
        if (tensor.Storage.Version == version) return;
        throw new InvalidOperationException(
            $"Backward: {op} needs {tensor.Description} as it was in the forward pass, but that memory was written to since, "
            + $"so the gradient would be wrong. "
            + "Write (CopyFrom, AsSpan, an optimizer's step) before the forward pass or after Backward, or write to a Copy(); "
            + "to read only, use AsReadOnlySpan.");
    }

    /// <summary>For several tensors.</summary>
    public static SavedTensor[] Of(ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.IsEmpty) return [];
        var saved = new SavedTensor[tensors.Length];
        for (var i = 0; i < saved.Length; i++) saved[i] = new(tensors[i]);
        return saved;
    }
}
