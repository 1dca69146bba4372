using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Sums gradients of several micro-batches, so that a step can see a larger batch than fits into memory at once.</summary>
/// <remarks>The sums outlive the micro-batches' scopes and are reused from step to step.</remarks>
public sealed class GradientAccumulator
{
    private readonly List<(Tensor Leaf, Tensor Sum)> sums = [];
    private readonly Dictionary<Node, (Tensor Sum, bool Owned)> reached = [];

    /// <summary>For gradients of these parameters.</summary>
    /// <exception cref="ArgumentException">One was not marked with RequireGradient.</exception>
    public GradientAccumulator(IEnumerable<Tensor> parameters)
    {
        using var outside = TensorScope.Suspend();     // the sums outlive the scopes of the micro-batches
        foreach (var leaf in parameters)
        {
            if (leaf.Origin is not Node)
            {
                throw new ArgumentException(
                    $"GradientAccumulator: {leaf.Description} was not marked with RequireGradient.", nameof(parameters));
            }
            sums.Add((leaf, leaf.NewZeros(leaf.Shape)));
        }
        Gradients = new(reached);
    }

    /// <summary>The sums for all parameters that a micro-batch reached since <see cref="Clear"/>: always the same object.</summary>
    public Gradients Gradients { get; }

    /// <summary>Forgets the sums: call before each step's first micro-batch.</summary>
    public void Clear() => reached.Clear();

    /// <summary>sum += weight · gradient, for every parameter that the loss reached.</summary>
    /// <param name="gradients">Of one micro-batch.</param>
    /// <param name="weight">1/n makes the sum the mean of n micro-batches.</param>
    public void Add(Gradients gradients, double weight)
    {
        foreach (var (leaf, sum) in sums)
        {
            if (!gradients.TryGet(leaf, out var gradient)) continue;
            if (reached.TryAdd((Node)leaf.Origin!, (sum, false))) Scalars.Clear(sum);
            ElementwiseLoops.Map(new AddScaled(weight), sum, gradient, sum);
        }
    }

    internal readonly struct AddScaled(double weight) : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => TLane.MultiplyAdd(TLane.Of(weight), b, a);
    }
}
