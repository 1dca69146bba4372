using System.Runtime.CompilerServices;

namespace Gexia.Training;

/// <summary>
/// What decides how the loss of a batch is computed: shapes, and the options of the model. Batches with equal keys share a captured step.
/// Making and comparing one allocates nothing.
/// </summary>
public readonly struct ShapeKey : IEquatable<ShapeKey>
{
    /// <summary>Numbers that a key can hold.</summary>
    public const int Most = 16;

    private readonly object? options;
    private readonly Numbers numbers;
    private readonly int count;

    /// <summary>A key.</summary>
    /// <param name="options">Compared by <see cref="object.Equals(object)"/>.</param>
    /// <param name="numbers">Extents, at most <see cref="Most"/>.</param>
    /// <exception cref="ArgumentException">There are too many numbers.</exception>
    public ShapeKey(object? options, params ReadOnlySpan<int> numbers)
    {
        if (numbers.Length > Most)
            throw new ArgumentException($"ShapeKey: holds at most {Most} numbers, not {numbers.Length}.", nameof(numbers));
        this.options = options;
        count = numbers.Length;
        numbers.CopyTo(this.numbers);
    }

    /// <inheritdoc/>
    public bool Equals(ShapeKey other) =>
        count == other.count && ((ReadOnlySpan<int>)numbers).SequenceEqual(other.numbers) && Equals(options, other.options);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ShapeKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(options);
        foreach (var number in ((ReadOnlySpan<int>)numbers)[..count]) hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>Whether both are the same.</summary>
    public static bool operator ==(ShapeKey left, ShapeKey right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ShapeKey left, ShapeKey right) => !left.Equals(right);

    [InlineArray(Most)]
    private struct Numbers
    {
        private int first;
    }
}
