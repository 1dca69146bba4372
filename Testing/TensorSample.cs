namespace Gexia.Testing;

/// <summary>A random float64 tensor before it is one: shape, elements and placement, which can be made simpler one at a time.</summary>
internal sealed record TensorSample(int[] Shape, double[] Values, Placement Placement)
{
    /// <summary>A sample of a shape.</summary>
    public static TensorSample Draw(int[] shape, Domain domain, Rng rng, Placement placement)
    {
        var next = domain.Source(rng);
        var values = new double[shape.Aggregate(1, (product, extent) => product * extent)];
        for (var place = 0; place < values.Length; place++) values[place] = Math.Round(next(place), 3);
        // Rounding makes counterexamples legible; where it leaves the domain, the digits stay.
        if (!domain.Allows(values))
        {
            next = domain.Source(rng);
            for (var place = 0; place < values.Length; place++) values[place] = next(place);
        }
        return new(shape, values, placement);
    }

    /// <summary>The sample that a tensor shows.</summary>
    public static TensorSample Of(Tensor x) =>
        new(
            [.. x.Shape], x.To(DType.Float64).ToArray<double>(),
            x.IsContiguous ? Placement.Plain : x.Layout.Strides[^1] == 1 ? Placement.Cut : Placement.Reversed);

    /// <summary>The tensor: float64.</summary>
    public Tensor ToTensor()
    {
        var view = PlacedView.For(Placement, Shape);
        var x = view.Of(Tensor.Zeros(view.Base, DType.Float64));
        x.CopyFrom(Tensor.Of(Values, Shape));
        return x;
    }

    /// <summary>
    /// What is simpler in one respect, the largest steps first: plainer in memory, fewer axes, shorter axes, rounder elements.
    /// </summary>
    /// <param name="domain">That the elements stay in.</param>
    /// <param name="leastRank">Axes that must stay.</param>
    public IEnumerable<TensorSample> Simpler(Domain domain, int leastRank) =>
        Candidates(leastRank).Where(candidate => domain.Allows(candidate.Values));

    private IEnumerable<TensorSample> Candidates(int leastRank)
    {
        if (Placement != Placement.Plain) yield return this with { Placement = Placement.Plain };
        for (var axis = 0; axis < Shape.Length && Shape.Length > leastRank; axis++)
            for (var index = 0; index < Shape[axis]; index++)
                yield return Kept(axis, index, 1) with { Shape = [.. Shape[..axis], .. Shape[(axis + 1)..]] };
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            if (Shape[axis] < 2) continue;
            var half = Shape[axis] / 2;
            yield return Kept(axis, 0, half);
            yield return Kept(axis, half, Shape[axis] - half);
            if (half == 1) continue;
            yield return Kept(axis, 0, Shape[axis] - 1);
            yield return Kept(axis, 1, Shape[axis] - 1);
        }
        for (var place = 0; place < Values.Length; place++)
            foreach (var simpler in Simpler(Values[place]))
            {
                var values = (double[])Values.Clone();
                values[place] = simpler;
                yield return this with { Values = values };
            }
    }

    /// <summary>
    /// Numbers that are easier to follow than x: each step leads to fewer digits or a smaller size, so that shrinking ends.
    /// </summary>
    private static IEnumerable<double> Simpler(double x)
    {
        if (x == 0 || x == 1) yield break;
        yield return 1;
        if (x == -1) yield break;
        if (Math.Truncate(x) != x)
        {
            yield return Math.Round(x);
            if (Math.Round(x, 1) != x) yield return Math.Round(x, 1);
        }
        else yield return Math.Truncate(x / 2);
    }

    /// <summary>Some neighbours along an axis.</summary>
    private TensorSample Kept(int axis, int start, int count)
    {
        var (outer, inner) = (Shape[..axis].Aggregate(1, (a, b) => a * b), Shape[(axis + 1)..].Aggregate(1, (a, b) => a * b));
        var values = new double[outer * count * inner];
        for (var o = 0; o < outer; o++) Array.Copy(Values, ((o * Shape[axis]) + start) * inner, values, o * count * inner, count * inner);
        return this with { Shape = [.. Shape[..axis], count, .. Shape[(axis + 1)..]], Values = values };
    }
}
