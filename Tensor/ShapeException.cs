namespace Gexia;

/// <summary>Shapes, axes or dtypes that do not fit an operation; thrown before any arithmetic is done.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Names the operation, the rule that was broken, and the actual shapes.</summary>
    public ShapeException(string op, string rule, params Shape[] shapes) : base($"{op}: {rule}")
    {
        Op = op;
        Shapes = shapes;
    }

    /// <summary>The operation that refused.</summary>
    public string Op { get; }

    /// <summary>The shapes it was given.</summary>
    public IReadOnlyList<Shape> Shapes { get; }
}
