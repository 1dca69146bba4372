using Gexia.Testing;
using Gexia.Tests.Gradients.Reference;

namespace Gexia.Tests.Gradients;

/// <summary>
/// One random instance of an operation. Its inputs are views (transposed, cut out, repeated, or plain) of contiguous bases, made by
/// recorded operations, so that the bases can be leaves and gradients flow back through the views.
/// </summary>
public sealed class Trial
{
    private readonly OpCase op;
    private readonly Problem problem;
    private readonly List<Func<Tensor, Tensor>> views = [];

    /// <summary>An instance whose inputs are views of random kinds, or all plain.</summary>
    public Trial(OpCase op, Sizes sizes, bool views = true)
    {
        this.op = op;
        var rng = new Rng(sizes.Seed);
        problem = op.Make(sizes, rng);
        Bases =
        [
            .. problem.Shapes.Select(
                (shape, input) => Base(shape, op.Inputs[Math.Min(input, op.Inputs.Length - 1)], rng, views ? rng.NextInt32(4) : 0))
        ];
    }

    /// <summary>float64, contiguous; every value is also a float32, so both precisions compute with the same numbers.</summary>
    public Tensor[] Bases { get; }

    /// <summary>The operation as a function of the bases.</summary>
    public Tensor Apply(Tensor[] bases) => OnInputs(View(bases));

    /// <summary>The operation as a function of its inputs.</summary>
    public Tensor OnInputs(Tensor[] inputs) => op.Apply(inputs, problem.Options);

    /// <summary>The inputs: views of the bases.</summary>
    public Tensor[] View(Tensor[] bases) => [.. bases.Select((x, i) => views[i](x))];

    /// <summary>What the plain loops say.</summary>
    public Grid Reference() => op.Reference(Grids(), problem.Options);

    /// <summary>
    /// How large the terms are that cancel in its value and gradients, see <see cref="OpCase.Cancelling"/>; 0 where nothing is said.
    /// </summary>
    public double Cancelling()
    {
        // The gradient of an element that a view repeats is the sum of as many.
        var repeats = View(Bases).Zip(Bases, (view, x) => x.Length == 0 ? 1 : (double)view.Length / x.Length).DefaultIfEmpty(1).Max();
        return (op.Cancelling?.Invoke(Grids(), problem.Options) ?? 0) * Math.Max(1, repeats);
    }

    private Grid[] Grids() => [.. View(Bases).Select(x => new Grid(x.Shape, x.ToArray<double>()))];

    private Tensor Base(Shape shape, Domain domain, Rng rng, int kind)
    {
        var source = domain.Source(rng);
        // An empty input is never part of something that has elements: what does not exist has no mean, and no derivative.
        var placement = (Placement)(shape.Length == 0 ? kind % 2 : kind);
        var axis = 0;
        if (placement == Placement.Repeated && shape.Rank > 0)
        {
            // Not within a row whose elements must differ.
            var axes = domain == Domain.Distinct ? shape.Rank - 1 : shape.Rank;
            if (axes == 0) placement = Placement.Plain;
            else axis = rng.NextInt32(axes);
        }
        var view = PlacedView.For(placement, shape, axis);
        views.Add(view.Of);
        return Filled([.. view.Base], source);
    }

    private static Tensor Filled(int[] shape, Func<long, double> source)
    {
        var x = Tensor.Zeros(shape, DType.Float64);
        var place = 0L;
        foreach (ref var value in x.AsSpan<double>()) value = (float)source(place++);
        return x;
    }
}
