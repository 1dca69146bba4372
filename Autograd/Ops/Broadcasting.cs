using Gexia.Cpu;

namespace Gexia;

/// <summary>The backward side of broadcasting.</summary>
internal static class Broadcasting
{
    /// <summary>Sums a gradient over the axes along which a tensor of <paramref name="shape"/> was repeated.</summary>
    public static Tensor SumTo(Tensor gradient, Shape shape)
    {
        if (gradient.Shape.Equals(shape)) return gradient;
        var lead = gradient.Shape.Rank - shape.Rank;
        var reduce = new bool[gradient.Shape.Rank];
        for (var axis = 0; axis < reduce.Length; axis++)
            reduce[axis] = axis < lead || (shape[axis - lead] == 1 && gradient.Shape[axis] != 1);
        var sum = SumLoop.Run(gradient, reduce);
        return sum.View(sum.Layout.TryReshape(shape)!);
    }
}
