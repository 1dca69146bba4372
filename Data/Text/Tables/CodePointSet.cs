namespace Gexia.Data.Text.Tables;

/// <summary>A set of code points, held as ascending ranges.</summary>
internal sealed class CodePointSet
{
    private readonly int[] first;
    private readonly int[] last;

    /// <param name="ranges">Inclusive ranges, ascending and disjoint.</param>
    public CodePointSet(IReadOnlyCollection<(int First, int Last)> ranges)
    {
        first = [.. ranges.Select(range => range.First)];
        last = [.. ranges.Select(range => range.Last)];
    }

    /// <summary>Whether the set holds <paramref name="codePoint"/>.</summary>
    public bool Contains(int codePoint)
    {
        var at = Array.BinarySearch(first, codePoint);
        if (at < 0) at = ~at - 1;                       // the last range that starts at or before the code point
        return at >= 0 && codePoint <= last[at];
    }
}
