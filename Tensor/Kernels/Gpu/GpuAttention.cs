namespace Gexia.Gpu;

/// <summary>An attention that a device may run on units of its own: its operands, each [batch, rows, heads × width of a head].</summary>
/// <param name="Query">Q.</param>
/// <param name="Key">K.</param>
/// <param name="Value">V.</param>
/// <param name="Y">The result.</param>
/// <param name="Heads">How many lie beside each other.</param>
/// <param name="HasMask">Whether something is added to the scores of each key.</param>
/// <param name="Causal">Whether a query sees no later key.</param>
/// <param name="Scale">What scores are multiplied by.</param>
internal readonly record struct GpuAttention(
    Tensor Query, Tensor Key, Tensor Value, Tensor Y, int Heads, bool HasMask, bool Causal, float Scale)
{
    /// <summary>Numbers of the operands, of the forward kernel and of the backward one, where results come later.</summary>
    public const int Queries = 0, Keys = 1, Values = 2, Mask = 3, Result = 4, LogSumExp = 5;

    /// <summary>Those of the gradients, in the backward kernel.</summary>
    public const int ResultGradient = 6, QueryGradient = 7, KeyGradient = 8, ValueGradient = 9;

    public int HeadWidth => Query.Shape[2] / Heads;
}

/// <summary>The gradients of an attention.</summary>
/// <param name="Y">Given.</param>
/// <param name="Query">To be computed, as the others.</param>
/// <param name="Key">Of K.</param>
/// <param name="Value">Of V.</param>
internal readonly record struct GpuAttentionGradients(Tensor Y, Tensor Query, Tensor Key, Tensor Value);
