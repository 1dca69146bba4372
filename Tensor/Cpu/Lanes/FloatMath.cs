using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>What the float functions below need from a lane beyond arithmetic: its exponent bits.</summary>
internal interface IFloatLane<TSelf> : ILane<TSelf, float> where TSelf : struct, IFloatLane<TSelf>
{
    /// <summary>a, or the limit where a is below; NaN stays NaN.</summary>
    static abstract TSelf AtLeast(TSelf a, TSelf limit);

    /// <summary>2ⁿ for integral n from −126 to 127, and 0 for −127, where the low bits of <paramref name="shifted"/> hold n + 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf shifted);

    /// <summary>
    /// a·2ⁿ with one rounding, for integral |n| ≤ 252: overflows to ∞ and underflows through the subnormals to 0.
    /// The low bits of <paramref name="shifted"/> hold n + 254, for lanes that have no instruction for it.
    /// </summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf a, TSelf n, TSelf shifted);

    /// <summary>a = mantissa·2^exponent with mantissa in [√½, √2), for positive normal a.</summary>
    static abstract void Split(TSelf a, out TSelf mantissa, out TSelf exponent);
}

/// <summary>
/// eˣ, ln x and erf x in single precision, written once for every lane width. Each width runs the same operations
/// in the same order, so the bits do not depend on it. Coefficients: minimax fits of the relative error.
/// </summary>
internal static class FloatMath
{
    private const double Ln2 = 0.693147180559945309417;
    private const double Ln2High = 0.693359375;             // ten bits: n·Ln2High is exact
    private const double Ln2Low = Ln2 - Ln2High;
    private const double Shift = 3 << 22;                   // of x + Shift no fraction is left, and the low bits are the nearest integer

    /// <summary>
    /// eˣ = 2ⁿ·eʳ with n = round(x/ln 2), |r| ≤ ln 2 / 2, and eʳ = 1 + r + r²·q(r).
    /// At x ≤ −104 the scaled result is below half the smallest subnormal, so −∞ gives exactly 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<V>(V x) where V : struct, IFloatLane<V>
    {
        x = V.AtLeast(V.AtMost(x, V.Of(89)), V.Of(-104));
        var shifted = V.MultiplyAdd(x, V.Of(1 / Ln2), V.Of(Shift + 254));
        var n = shifted - V.Of(Shift + 254);
        var r = V.MultiplyAdd(n, V.Of(-Ln2High), x);
        r = V.MultiplyAdd(n, V.Of(-Ln2Low), r);

        // Even and odd powers are summed apart, so that fewer sums wait for another.
        var square = r * r;
        var q = V.MultiplyAdd(V.Of(0.00836871658), r, V.Of(0.041668389));
        q = V.MultiplyAdd(V.Of(0.00138145988), square, q);
        q = V.MultiplyAdd(q, square, V.MultiplyAdd(V.Of(0.166665211), r, V.Of(0.5)));
        return V.ScaleByPowerOfTwo(V.MultiplyAdd(q, square, r) + V.Of(1), n, shifted);
    }

    /// <summary>
    /// The same with ln 2 in one piece, for x ≤ 88, where 2ⁿ is a normal float or, for n = −127, 0.
    /// The relative error is below 1.2e-7 for x ≥ −10 and grows to 4e-7 at −87.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V ExpFlushed<V>(V x) where V : struct, IFloatLane<V>
    {
        x = V.AtLeast(x, V.Of(-88));
        var shifted = V.MultiplyAdd(x, V.Of(1 / Ln2), V.Of(Shift + 127));
        var r = V.MultiplyAdd(shifted - V.Of(Shift + 127), V.Of(-Ln2), x);
        var y = V.MultiplyAdd(V.Of(0.00138145988), r, V.Of(0.00836871658));
        y = V.MultiplyAdd(y, r, V.Of(0.041668389));
        y = V.MultiplyAdd(y, r, V.Of(0.166665211));
        y = V.MultiplyAdd(y, r, V.Of(0.5));
        y = V.MultiplyAdd(y, r, V.Of(1));
        return V.MultiplyAdd(y, r, V.Of(1)) * V.PowerOfTwo(shifted);
    }

    /// <summary>ln x = e·ln 2 + ln(1 + f) with 1 + f in [√½, √2) and ln(1 + f) = f − f²/2 + f³·q(f).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<V>(V x) where V : struct, IFloatLane<V>
    {
        // Subnormals become normal first: x·2²⁴, and 24 taken off the exponent.
        var tiny = V.Of(1.17549435e-38);
        var normal = V.SelectGreater(tiny, x, x * V.Of(16777216), x);
        V.Split(normal, out var mantissa, out var e);
        e = V.SelectGreater(tiny, x, e - V.Of(24), e);
        var f = mantissa - V.Of(1);

        var q = V.MultiplyAdd(V.Of(-0.0763448551), f, V.Of(0.127619624));
        q = V.MultiplyAdd(q, f, V.Of(-0.131603643));
        q = V.MultiplyAdd(q, f, V.Of(0.142017186));
        q = V.MultiplyAdd(q, f, V.Of(-0.166233361));
        q = V.MultiplyAdd(q, f, V.Of(0.200012282));
        q = V.MultiplyAdd(q, f, V.Of(-0.250008225));
        q = V.MultiplyAdd(q, f, V.Of(0.333333313));
        var square = f * f;
        var tail = V.MultiplyAdd(q * f, square, e * V.Of(Ln2Low));
        tail = V.MultiplyAdd(square, V.Of(-0.5), tail);
        var y = V.MultiplyAdd(e, V.Of(Ln2High), f + tail);

        // Outside (0, ∞): ∞ and NaN stay themselves, 0 gives −∞, negatives give NaN.
        var zero = V.Of(0);
        var outside = V.SelectGreater(zero, x, V.Of(double.NaN), V.SelectGreater(x, zero, x, x - V.Of(double.PositiveInfinity)));
        return V.SelectGreater(x, zero, V.SelectGreater(V.Of(double.PositiveInfinity), x, y, outside), outside);
    }

    /// <summary>erf x = x·p(x²)/q(x²) up to where it rounds to ±1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Erf<V>(V x) where V : struct, IFloatLane<V>
    {
        x = V.AtLeast(V.AtMost(x, V.Of(3.925)), V.Of(-3.925));
        var z = x * x;
        var p = V.MultiplyAdd(V.Of(2.02590309e-06), z, V.Of(0.000284688693));
        p = V.MultiplyAdd(p, z, V.Of(0.00380819943));
        p = V.MultiplyAdd(p, z, V.Of(0.0528755672));
        p = V.MultiplyAdd(p, z, V.Of(0.191551179));
        p = V.MultiplyAdd(p, z, V.Of(1.12837911));
        var q = V.MultiplyAdd(V.Of(3.78318e-05), z, V.Of(0.00117073511));
        q = V.MultiplyAdd(q, z, V.Of(0.0150551666));
        q = V.MultiplyAdd(q, z, V.Of(0.114559986));
        q = V.MultiplyAdd(q, z, V.Of(0.503090501));
        q = V.MultiplyAdd(q, z, V.Of(1));
        return x * p / q;
    }

    /// <summary>Φ(x) = ½ + ½·erf(x/√2), the factors taken into the coefficients, up to where it rounds to 0 or 1. Absolute error below 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Phi<V>(V x) where V : struct, IFloatLane<V>
    {
        x = V.AtLeast(V.AtMost(x, V.Of(5.548)), V.Of(-5.548));
        var z = x * x;
        var p = V.MultiplyAdd(V.Of(2.23832783e-08), z, V.Of(6.29079079e-06));
        p = V.MultiplyAdd(p, z, V.Of(0.000168300228));
        p = V.MultiplyAdd(p, z, V.Of(0.00467358402));
        p = V.MultiplyAdd(p, z, V.Of(0.0338617844));
        p = V.MultiplyAdd(p, z, V.Of(0.39894226));
        var q = V.MultiplyAdd(V.Of(1.18224375e-06), z, V.Of(7.31709444e-05));
        q = V.MultiplyAdd(q, z, V.Of(0.00188189582));
        q = V.MultiplyAdd(q, z, V.Of(0.0286399965));
        q = V.MultiplyAdd(q, z, V.Of(0.25154525));
        q = V.MultiplyAdd(q, z, V.Of(1));
        return (x * p / q) + V.Of(0.5);
    }
}
