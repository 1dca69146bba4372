using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Arithmetic on one contiguous row, shared by the operations on the last axis.</summary>
internal static unsafe class RowMath<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>Mean and variance (divided by n) of n ≥ 1 values.</summary>
    /// <remarks>
    /// One pass about the first value a: with d = x − a, the mean is a + mean(d) and the variance mean(d²) − mean(d)². Where a lies far
    /// off, so that the difference would lose digits, the variance is summed again about the mean.
    /// </remarks>
    [MethodImpl(Hot)]
    public static T Mean(T* x, int n, out T variance)
    {
        var count = T.CreateTruncating(n);
        var shift = SumAbout(x, n, *x, out var squares) / count;
        var mean = *x + shift;
        variance = (squares / count) - (shift * shift);
        if (shift * shift > T.CreateTruncating(9) * variance)
        {
            SumAbout(x, n, mean, out squares);
            variance = squares / count;
        }
        return mean;
    }

    /// <summary>Σ xᵢ.</summary>
    public static T Sum(T* x, int n) => SumAbout(x, n, T.Zero, out _);

    /// <summary>Σ (xᵢ − centre) and Σ (xᵢ − centre)².</summary>
    [MethodImpl(Hot)]
    private static T SumAbout(T* x, int n, T centre, out T squares)
    {
        TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0, q0 = s0, q1 = s0, q2 = s0, q3 = s0, c = TLane.Broadcast(centre);
        var i = 0;
        for (; i + (4 * TLane.Count) <= n; i += 4 * TLane.Count)
        {
            TLane d0 = TLane.Load(x + i) - c, d1 = TLane.Load(x + i + TLane.Count) - c;
            TLane d2 = TLane.Load(x + i + (2 * TLane.Count)) - c, d3 = TLane.Load(x + i + (3 * TLane.Count)) - c;
            (s0, s1, s2, s3) = (s0 + d0, s1 + d1, s2 + d2, s3 + d3);
            q0 = TLane.MultiplyAdd(d0, d0, q0);
            q1 = TLane.MultiplyAdd(d1, d1, q1);
            q2 = TLane.MultiplyAdd(d2, d2, q2);
            q3 = TLane.MultiplyAdd(d3, d3, q3);
        }
        for (; i < n; i += TLane.Count)
        {
            var d = TLane.LoadPart(x + i, Math.Min(TLane.Count, n - i), c) - c;     // lanes beyond the row add 0
            s0 += d;
            q0 = TLane.MultiplyAdd(d, d, q0);
        }
        squares = TLane.SumAcross((q0 + q1) + (q2 + q3));
        return TLane.SumAcross((s0 + s1) + (s2 + s3));
    }

    /// <summary>Σ aᵢ·bᵢ.</summary>
    [MethodImpl(Hot)]
    public static T Dot(T* a, T* b, int n)
    {
        TLane s0 = TLane.Of(0), s1 = s0;
        var i = 0;
        for (; i + (2 * TLane.Count) <= n; i += 2 * TLane.Count)
        {
            s0 = TLane.MultiplyAdd(TLane.Load(a + i), TLane.Load(b + i), s0);
            s1 = TLane.MultiplyAdd(TLane.Load(a + i + TLane.Count), TLane.Load(b + i + TLane.Count), s1);
        }
        for (; i < n; i += TLane.Count)
        {
            var count = Math.Min(TLane.Count, n - i);
            s0 = TLane.MultiplyAdd(TLane.LoadPart(a + i, count, TLane.Of(0)), TLane.LoadPart(b + i, count, TLane.Of(0)), s0);
        }
        return TLane.SumAcross(s0 + s1);
    }

    /// <summary>The largest of n values; −∞ only of none or when all are. Beside a NaN any result may come, but not −∞.</summary>
    [MethodImpl(Hot)]
    public static T Max(T* x, int n)
    {
        if (n < TLane.Count) return TLane.MaxAcross(TLane.LoadPart(x, n, TLane.Of(double.NegativeInfinity)));
        TLane m0 = TLane.Load(x + n - TLane.Count), m1 = m0;
        var i = 0;
        for (; i + (2 * TLane.Count) <= n; i += 2 * TLane.Count)
        {
            m0 = TLane.MaxOfNumbers(m0, TLane.Load(x + i));
            m1 = TLane.MaxOfNumbers(m1, TLane.Load(x + i + TLane.Count));
        }
        if (i + TLane.Count <= n) m0 = TLane.MaxOfNumbers(m0, TLane.Load(x + i));
        var most = TLane.MaxAcross(TLane.MaxOfNumbers(m0, m1));
        return T.IsNegativeInfinity(most) ? MaxOrNaN(x, n) : most;
    }

    private static T MaxOrNaN(T* x, int n)
    {
        var most = T.NegativeInfinity;
        for (var i = 0; i < n; i++) most = T.Max(most, x[i]);
        return most;
    }

    /// <summary>y = exp(x − shift) for a shift that no x exceeds by more than rounding; returns Σ y. y may be x.</summary>
    [MethodImpl(Hot)]
    public static T ExpShifted(T* x, T* y, int n, T shift)
    {
        var m = TLane.Broadcast(shift);
        if (n < TLane.Count)
        {
            // Lanes beyond the row hold −∞, whose exponential is exactly 0.
            var few = TLane.ExpFlushed(TLane.LoadPart(x, n, TLane.Of(double.NegativeInfinity)) - m);
            TLane.StorePart(few, y, n);
            return TLane.SumAcross(few);
        }
        var last = TLane.Load(x + n - TLane.Count);
        var sum = TLane.Of(0);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count)
        {
            var e = TLane.ExpFlushed(TLane.Load(x + i) - m);
            TLane.Store(e, y + i);
            sum += e;
        }
        if (i < n)
        {
            last = TLane.ExpFlushed(last - m);
            TLane.Store(last, y + n - TLane.Count);
            sum += TLane.Last(last, n - i);
        }
        return TLane.SumAcross(sum);
    }

    /// <summary>y = x + shift. y may be x.</summary>
    [MethodImpl(Hot)]
    public static void Add(T* x, T* y, int n, T shift)
    {
        var s = TLane.Broadcast(shift);
        if (n < TLane.Count)
        {
            TLane.StorePart(TLane.LoadPart(x, n, s) + s, y, n);
            return;
        }
        var last = TLane.Load(x + n - TLane.Count);
        for (var i = 0; i + TLane.Count <= n; i += TLane.Count) TLane.Store(TLane.Load(x + i) + s, y + i);
        TLane.Store(last + s, y + n - TLane.Count);
    }

    /// <summary>y = x·scale. y may be x.</summary>
    [MethodImpl(Hot)]
    public static void Scale(T* x, T* y, int n, T scale)
    {
        var s = TLane.Broadcast(scale);
        if (n < TLane.Count)
        {
            TLane.StorePart(TLane.LoadPart(x, n, s) * s, y, n);
            return;
        }
        var last = TLane.Load(x + n - TLane.Count);
        for (var i = 0; i + TLane.Count <= n; i += TLane.Count) TLane.Store(TLane.Load(x + i) * s, y + i);
        TLane.Store(last * s, y + n - TLane.Count);
    }

    /// <summary>
    /// y = soft-max of every row of x; zeros where every x is −∞. A few rows at a time pass by pass, so that no row waits for its own
    /// maximum and sum.
    /// </summary>
    /// <param name="x">The first row.</param>
    /// <param name="y">Where its soft-max goes; may be x.</param>
    /// <param name="n">Length of a row.</param>
    /// <param name="stride">From row to row, in both.</param>
    /// <param name="rows">How many.</param>
    /// <param name="logSumExp">Gets ln Σ exp(xᵢ) of each row, unless null.</param>
    [MethodImpl(Hot)]
    public static void Softmax(T* x, T* y, int n, long stride, long rows, T* logSumExp = null)
    {
        const int together = 4;
        T* most = stackalloc T[2 * together], sum = most + together;
        for (long first = 0; first < rows; first += together, x += together * stride, y += together * stride)
        {
            var count = (int)Math.Min(together, rows - first);
            for (var r = 0; r < count; r++) most[r] = Max(x + (r * stride), n);
            for (var r = 0; r < count; r++)
            {
                if (T.IsNegativeInfinity(most[r])) new Span<T>(y + (r * stride), n).Clear();
                else sum[r] = ExpShifted(x + (r * stride), y + (r * stride), n, most[r]);
            }
            for (var r = 0; r < count; r++)
            {
                if (!T.IsNegativeInfinity(most[r])) Scale(y + (r * stride), y + (r * stride), n, T.One / sum[r]);
                if (logSumExp != null) logSumExp[first + r] = T.IsNegativeInfinity(most[r]) ? most[r] : most[r] + T.Log(sum[r]);
            }
        }
    }

    /// <summary>ln Σ exp(xᵢ); −∞ when every x is −∞. <paramref name="scratch"/> holds n values and may be x.</summary>
    public static T LogSumExp(T* x, T* scratch, int n)
    {
        var most = Max(x, n);
        return T.IsNegativeInfinity(most) ? most : most + T.Log(ExpShifted(x, scratch, n, most));
    }
}
