namespace Gexia.Data.Text.Tables;

/// <summary>A set of code points, held as ascending ranges.</summary>
internal sealed class CodePointSet
{
    private readonly int[] _first;
    private readonly int[] _last;

    /// <param name="ranges">Inclusive ranges, ascending and disjoint.</param>
    public CodePointSet(IReadOnlyCollection<(int First, int Last)> ranges)
    {
        _first = [.. ranges.Select(range => range.First)];
        _last = [.. ranges.Select(range => range.Last)];
    }

    /// <summary>Whether the set holds <paramref name="codePoint"/>.</summary>
    public bool Contains(int codePoint)
    {
        var at = Array.BinarySearch(_first, codePoint);
        if (at < 0) at = ~at - 1;                       // the last range that starts at or before the code point
        return at >= 0 && codePoint <= _last[at];
    }
}
