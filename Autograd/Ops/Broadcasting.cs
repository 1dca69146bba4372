using Gexia.Cpu;

namespace Gexia;

/// <summary>The backward side of broadcasting.</summary>
internal static class Broadcasting
{
    /// <summary>Sums a gradient over the axes along which a tensor of <paramref name="shape"/> was repeated.</summary>
    /// <param name="gradient">Of the repeated tensor.</param>
    /// <param name="shape">Before.</param>
    /// <param name="type">Of the sums, as in <see cref="SumLoop.Run"/>; null is the gradient's.</param>
    public static Tensor SumTo(Tensor gradient, Shape shape, DType? type = null)
    {
        if (gradient.Shape.Equals(shape)) return gradient.To(type ?? gradient.DType);
        var lead = gradient.Shape.Rank - shape.Rank;
        var reduce = new bool[gradient.Shape.Rank];
        for (var axis = 0; axis < reduce.Length; axis++)
            reduce[axis] = axis < lead || (shape[axis - lead] == 1 && gradient.Shape[axis] != 1);
        var sum = SumLoop.Run(gradient, reduce, type);
        return sum.View(sum.Layout.TryReshape(shape)!);
    }
}
