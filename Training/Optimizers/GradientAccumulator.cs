using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>Sums gradients of several micro-batches, so that a step can see a larger batch than fits into memory at once.</summary>
/// <remarks>The sums outlive the micro-batches' scopes and are reused from step to step.</remarks>
public sealed class GradientAccumulator
{
    private readonly List<(Parameter Parameter, Tensor Sum)> sums = [];
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);
    private readonly bool[] reached;

    /// <summary>For these parameters.</summary>
    public GradientAccumulator(IEnumerable<Parameter> parameters)
    {
        using var outside = TensorScope.Suspend();     // the sums outlive the scopes of the micro-batches
        foreach (var parameter in parameters)
        {
            index.Add(parameter.Name, sums.Count);
            sums.Add((parameter, Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType)));
        }
        reached = new bool[sums.Count];
    }

    /// <summary>Forgets the sums: call before each step's first micro-batch.</summary>
    public void Clear() => Array.Clear(reached);

    /// <summary>sum += weight · gradient, for every parameter that the loss reached.</summary>
    /// <param name="gradients">Of one micro-batch.</param>
    /// <param name="weight">1/n makes the sum the mean of n micro-batches.</param>
    public void Add(Gradients gradients, double weight)
    {
        for (var i = 0; i < sums.Count; i++)
        {
            var (parameter, sum) = sums[i];
            if (!gradients.TryGet(parameter.Value, out var gradient)) continue;
            if (!reached[i]) Scalars.Clear(sum);
            reached[i] = true;
            ElementwiseLoops.Map(new AddScaled(weight), sum, gradient, sum);
        }
    }

    /// <summary>The sum for a parameter; null when no micro-batch reached it.</summary>
    public Tensor? Of(Parameter parameter) => index.TryGetValue(parameter.Name, out var i) && reached[i] ? sums[i].Sum : null;

    private readonly struct AddScaled(double weight) : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TLane Of<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => TLane.MultiplyAdd(TLane.Of(weight), b, a);
    }
}
