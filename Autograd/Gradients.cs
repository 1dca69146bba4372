using System.Diagnostics.CodeAnalysis;

namespace Gexia;

/// <summary>What <c>Backward</c> returns: dL/dx for every leaf x that the loss depends on.</summary>
public sealed class Gradients
{
    private readonly Dictionary<Node, (Tensor Sum, bool Owned)> sums;

    internal Gradients(Dictionary<Node, (Tensor Sum, bool Owned)> sums) => this.sums = sums;

    /// <summary>Number of leaves with a gradient.</summary>
    public int Count => sums.Count;

    /// <summary>dL/dx, in x's shape and dtype.</summary>
    /// <exception cref="KeyNotFoundException">The loss does not depend on x, or x was never marked with RequireGradient.</exception>
    public Tensor this[Tensor x] => TryGet(x, out var gradient)
        ? gradient
        : throw new KeyNotFoundException(
            $"Gradients: the loss does not depend on {x.Description}, or it was not marked with RequireGradient.");

    /// <summary>dL/dx when there is one.</summary>
    public bool TryGet(Tensor x, [NotNullWhen(true)] out Tensor? gradient)
    {
        gradient = x.Origin is Node node && sums.TryGetValue(node, out var entry) ? entry.Sum : null;
        return gradient is not null;
    }

    internal IEnumerable<(Tensor Leaf, Tensor Gradient)> All => sums.Select(pair => (pair.Key.Leaf!, pair.Value.Sum));
}
