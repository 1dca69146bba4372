namespace Gexia;

/// <summary>How operations on the last axis see a tensor: rows of one width.</summary>
internal static class Rows
{
    /// <summary>The last extent of a floating tensor.</summary>
    public static int Width(Tensor x, string op)
    {
        if (x.Shape.Rank == 0 || !x.DType.IsFloating())
            throw new ShapeException(op, $"needs a floating dtype with at least one axis, not {x.Description}.", x.Shape);
        return x.Shape[^1];
    }

    /// <summary>Number of rows; 0 when they are empty.</summary>
    public static long Count(Tensor x) => x.Shape[^1] == 0 ? 0 : x.Length / x.Shape[^1];

    /// <summary>Rows of one block of work: about 8192 elements.</summary>
    public static long Grain(int width) => Math.Max(1, 8192 / Math.Max(1, width));
}
