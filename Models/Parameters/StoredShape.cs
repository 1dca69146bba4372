namespace Gexia.Models;

/// <summary>Which stored shapes a parameter can be read from.</summary>
public static class StoredShape
{
    /// <summary>
    /// Whether a value of that shape can be read as one of this: the same axes, or for a scalar any number of axes of extent 1, since some
    /// programs store the temperature as [1].
    /// </summary>
    /// <param name="wanted">The parameter's.</param>
    /// <param name="stored">Extents in the file.</param>
    public static bool Takes(this Shape wanted, IReadOnlyList<long> stored)
    {
        if (wanted.Rank == 0) return stored.All(extent => extent == 1);
        if (wanted.Rank != stored.Count) return false;
        for (var axis = 0; axis < stored.Count; axis++) if (wanted[axis] != stored[axis]) return false;
        return true;
    }

    /// <summary>A value that was read, under the parameter's shape.</summary>
    /// <param name="value">Of a shape that <see cref="Takes"/> accepts; its memory is shared where it can be.</param>
    /// <param name="shape">The parameter's.</param>
    public static Tensor As(this Tensor value, Shape shape)
    {
        if (value.Shape.Equals(shape)) return value;
        var plain = value.Contiguous();
        return plain.View(plain.Layout.TryReshape(shape)!);
    }
}
