namespace Gexia.Models;

/// <summary>The usual starting values. They decide whether a small model learns at all: docs/gexia.md has numbers.</summary>
public static class Initial
{
    /// <summary>All zeros.</summary>
    public static Initializer Zeros { get; } = (_, shape, type, device) => Tensor.Zeros(shape, type, device);

    /// <summary>All ones.</summary>
    public static Initializer Ones { get; } = (_, shape, type, device) => Tensor.Ones(shape, type, device);

    /// <summary>Normal with the given deviation.</summary>
    public static Initializer Normal(double deviation) => (rng, shape, type, device) => Tensor.Normal(rng, shape, deviation, type, device);

    /// <summary>Normal, redrawn beyond two deviations.</summary>
    public static Initializer TruncatedNormal(double deviation) =>
        (rng, shape, type, device) => Tensor.TruncatedNormal(rng, shape, deviation, type, device);

    /// <summary>Uniform in ±1/√fanIn, for weights and their biases alike.</summary>
    public static Initializer Uniform(int fanIn) =>
        (rng, shape, type, device) => Tensor.Uniform(rng, shape, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn), type, device);

    /// <summary>One value everywhere.</summary>
    public static Initializer Constant(double value) => (_, shape, type, device) => Tensor.Full(shape, value, type, device);
}
