namespace Gexia.Models;

/// <summary>A named tensor that training changes in place.</summary>
/// <param name="Name">Path in the model, as in published checkpoints: <c>visual.transformer.resblocks.0.ln_1.weight</c>.</param>
/// <param name="Value">A leaf: gradients with respect to it come back from Backward.</param>
/// <param name="Role">What it is, which decides about weight decay.</param>
public sealed record Parameter(string Name, Tensor Value, ParameterRole Role)
{
    /// <summary>As <c>visual.proj float32[768, 512]</c>.</summary>
    public override string ToString() => $"{Name} {Value.Description}";
}

/// <summary>What a parameter is. Only <see cref="Matrix"/> is decayed by default.</summary>
public enum ParameterRole
{
    /// <summary>The weight of a linear map or convolution.</summary>
    Matrix,
    /// <summary>A bias, or a LayerNorm weight or bias.</summary>
    BiasOrNorm,
    /// <summary>A table of embeddings: tokens, positions, classes, the IAM's base vectors.</summary>
    Embedding,
    /// <summary>The logarithm of the inverse temperature.</summary>
    LogitScale,
}
