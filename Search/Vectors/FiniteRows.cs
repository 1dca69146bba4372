namespace Gexia.Search.Vectors;

/// <summary>What is refused of rows and queries, with the place that is wrong.</summary>
internal static class FiniteRows
{
    // By Cauchy and Schwarz no product, nor any part of its sum, then leaves float32.
    private const double MostLength = 1e18;

    /// <summary>How many vectors of a width there are.</summary>
    /// <exception cref="ArgumentException">The last is not whole.</exception>
    public static int CountOf(ReadOnlySpan<float> values, int width, string method, string what) => values.Length % width == 0
        ? values.Length / width
        : throw new ArgumentException($"{method}: {values.Length} numbers are no whole {what} of {width}, the store's width.");

    /// <summary>The Euclidean length of a vector.</summary>
    /// <exception cref="ArgumentException">A number is NaN or infinite, or the length is above 10¹⁸.</exception>
    public static double LengthOf(ReadOnlySpan<float> vector, int number, string method, string what)
    {
        if (Length(vector) is var length && length <= MostLength) return length;
        for (var i = 0; i < vector.Length; i++)
            if (!float.IsFinite(vector[i]))
            {
                throw new ArgumentException(
                    $"{method}: {what} {number} holds {(float.IsNaN(vector[i]) ? "NaN" : "infinity")} at {i}; numbers must be finite.");
            }
        throw new ArgumentException(
            FormattableString.Invariant(
                $"{method}: {what} {number} has length {length:G3}, and its products could leave float32; divide it by its length."));
    }

    /// <summary>The Euclidean length of a vector of whatever numbers.</summary>
    public static double Length(ReadOnlySpan<float> vector)
    {
        var sum = 0.0;
        foreach (var x in vector) sum += (double)x * x;
        return Math.Sqrt(sum);
    }
}
