using System.Runtime.CompilerServices;

namespace Gexia.Search.Vectors;

/// <summary>
/// Rows that may be among the first, judged by codes. Of a row with product p and error bound e the true product lies in [p − e, p + e]. At
/// least <c>most</c> rows reach the <c>most</c>-th largest lower end, so a row whose upper end is below that is not among the first: the
/// others are kept, and no first row is ever lost.
/// </summary>
/// <param name="most">How many first rows are wanted.</param>
/// <param name="factor">See <see cref="ErrorBound.Factor"/>.</param>
/// <param name="tiny">See <see cref="ErrorBound.Tiny"/>.</param>
internal sealed class Candidates(int most, double factor, double tiny)
{
    private const int FewestToPrune = 4096;

    private readonly BestRows lower = new(most);
    private readonly List<(int Row, float Upper)> kept = [];
    private int prune = FewestToPrune;

    /// <summary>Judges a row by its code's product and its bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void See(int row, float product, float bound)
    {
        var error = (factor * bound) + tiny;
        var upper = product + error;
        if (upper >= lower.Floor) Keep(row, MathF.BitIncrement((float)upper), MathF.BitDecrement((float)(product - error)));
    }

    /// <summary>Takes all of another's rows in.</summary>
    public void Add(Candidates other)
    {
        lower.Offer(other.lower);
        kept.AddRange(other.kept);
    }

    /// <summary>The rows that are left.</summary>
    public int[] Rows()
    {
        Prune();
        return [.. kept.Select(one => one.Row)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(int row, float upper, float low)
    {
        kept.Add((row, upper));
        lower.Offer(row, low);
        if (kept.Count < prune) return;
        Prune();
        prune = Math.Max(FewestToPrune, 2 * kept.Count);
    }

    private void Prune() => kept.RemoveAll(one => one.Upper < lower.Floor);
}
