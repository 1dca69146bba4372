namespace Gexia.Models;

/// <summary>
/// How fresh weights of linear maps and base vectors are drawn. GEXIA does not say; the choice and its reason: docs/gexia.md.
/// </summary>
public enum Initialization
{
    /// <summary>
    /// For models trained from scratch: weights and biases U(±1/√fanIn), base vectors N(0, 0.15²).
    /// Small models hardly learn from smaller values.
    /// </summary>
    FanIn,

    /// <summary>
    /// For new layers on pre-trained towers of CLIP's width: weights N(0, 0.02²) truncated, biases 0, base vectors N(0, 0.02²).
    /// </summary>
    Small,
}

/// <summary>The initialisers that an <see cref="Initialization"/> stands for.</summary>
internal static class InitializationRules
{
    public static Initializer Weight(this Initialization rule, int fanIn) =>
        rule == Initialization.FanIn ? Initial.Uniform(fanIn) : Initial.TruncatedNormal(0.02);

    public static Initializer Bias(this Initialization rule, int fanIn) =>
        rule == Initialization.FanIn ? Initial.Uniform(fanIn) : Initial.Zeros;

    public static Initializer Base(this Initialization rule) => Initial.Normal(rule == Initialization.FanIn ? 0.15 : 0.02);
}
