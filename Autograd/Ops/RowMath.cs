using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Arithmetic on one contiguous row, shared by the operations on the last axis.</summary>
internal static unsafe class RowMath<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

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
    [MethodImpl(Hot)]
    public static void Softmax(T* x, T* y, int n, long rows)
    {
        const int together = 4;
        var of = stackalloc T[together];
        for (; rows > 0; rows -= together, x += together * (long)n, y += together * (long)n)
        {
            var count = (int)Math.Min(together, rows);
            for (var r = 0; r < count; r++) of[r] = Max(x + (r * (long)n), n);
            for (var r = 0; r < count; r++)
                of[r] = T.IsNegativeInfinity(of[r]) ? of[r] : ExpShifted(x + (r * (long)n), y + (r * (long)n), n, of[r]);
            for (var r = 0; r < count; r++)
            {
                var row = y + (r * (long)n);
                if (T.IsNegativeInfinity(of[r])) new Span<T>(row, n).Clear();
                else Scale(row, row, n, T.One / of[r]);
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
