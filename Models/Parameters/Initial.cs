namespace Gexia.Models;

/// <summary>The usual starting values. They decide whether a small model learns at all: docs/gexia.md has numbers.</summary>
public static class Initial
{
    /// <summary>All zeros.</summary>
    public static Initializer Zeros { get; } = (_, shape, type) => Tensor.Zeros(shape, type);

    /// <summary>All ones.</summary>
    public static Initializer Ones { get; } = (_, shape, type) => Tensor.Ones(shape, type);

    /// <summary>Normal with the given deviation.</summary>
    public static Initializer Normal(double deviation) => (rng, shape, type) => Tensor.Normal(rng, shape, deviation, type);

    /// <summary>Normal, redrawn beyond two deviations.</summary>
    public static Initializer TruncatedNormal(double deviation) => (rng, shape, type) => Tensor.TruncatedNormal(rng, shape, deviation, type);

    /// <summary>Uniform in ±1/√fanIn, for weights and their biases alike.</summary>
    public static Initializer Uniform(int fanIn) => (rng, shape, type) => Tensor.Uniform(rng, shape, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn), type);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => (_, shape, type) => Tensor.Full(shape, value, type);
}
