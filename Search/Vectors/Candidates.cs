using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private static readonly int Lanes = Vector512<float>.Count;
    private static readonly Vector512<float> Margin = Vector512.Create(1e-5f);

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

    /// <summary>Judges rows by their codes' products and bounds; a row whose product is NaN takes no part.</summary>
    /// <param name="row">The first row.</param>
    /// <param name="products">Of this row and those behind it.</param>
    /// <param name="bounds">Likewise.</param>
    public void See(int row, ReadOnlySpan<float> products, ReadOnlySpan<float> bounds)
    {
        for (var i = 0; i < products.Length; i += Lanes)
        {
            var some = products.Slice(i, Math.Min(Lanes, products.Length - i));
            var own = bounds[i..];
            if (some.Length == Lanes && !MayBeKept(Vector512.Create(some), Vector512.Create(own))) continue;
            for (var j = 0; j < some.Length; j++) See(row + i + j, some[j], own[j]);
        }
    }

    // In float32, with a margin above its rounding errors: what this rules out See does not keep.
    private bool MayBeKept(Vector512<float> products, Vector512<float> bounds)
    {
        var error = (Vector512.Create((float)factor) * bounds) + Vector512.Create((float)tiny + float.Epsilon);
        var upper = products + error + (Margin * (Vector512.Abs(products) + error));
        return Vector512.GreaterThanOrEqualAny(upper, Vector512.Create(lower.Floor));
    }

    /// <summary>The rows that are left, in ascending order.</summary>
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
