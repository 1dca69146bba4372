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

    /// <summary>The largest of n values; −∞ of none.</summary>
    [MethodImpl(Hot)]
    public static T Max(T* x, int n)
    {
        var most = TLane.Of(double.NegativeInfinity);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count) most = TLane.Max(most, TLane.Load(x + i));
        if (i < n) most = TLane.Max(most, TLane.LoadPart(x + i, n - i, TLane.Of(double.NegativeInfinity)));
        return TLane.MaxAcross(most);
    }

    /// <summary>y = exp(x − shift); returns Σ y. y may be x.</summary>
    [MethodImpl(Hot)]
    public static T ExpShifted(T* x, T* y, int n, T shift)
    {
        TLane sum = TLane.Of(0), m = TLane.Broadcast(shift);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count)
        {
            var e = TLane.Exp(TLane.Load(x + i) - m);
            TLane.Store(e, y + i);
            sum += e;
        }
        if (i < n)
        {
            // Lanes beyond the row hold −∞, whose exponential is exactly 0.
            var e = TLane.Exp(TLane.LoadPart(x + i, n - i, TLane.Of(double.NegativeInfinity)) - m);
            TLane.StorePart(e, y + i, n - i);
            sum += e;
        }
        return TLane.SumAcross(sum);
    }

    /// <summary>y = x·scale. y may be x.</summary>
    [MethodImpl(Hot)]
    public static void Scale(T* x, T* y, int n, T scale)
    {
        var s = TLane.Broadcast(scale);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count) TLane.Store(TLane.Load(x + i) * s, y + i);
        if (i < n) TLane.StorePart(TLane.LoadPart(x + i, n - i, TLane.Of(0)) * s, y + i, n - i);
    }

    /// <summary>y = soft-max of x; zeros when every x is −∞.</summary>
    public static void Softmax(T* x, T* y, int n)
    {
        var most = Max(x, n);
        if (T.IsNegativeInfinity(most))
        {
            new Span<T>(y, n).Clear();
            return;
        }
        Scale(y, y, n, T.One / ExpShifted(x, y, n, most));
    }

    /// <summary>ln Σ exp(xᵢ); −∞ when every x is −∞. <paramref name="scratch"/> holds n values and may be x.</summary>
    public static T LogSumExp(T* x, T* scratch, int n)
    {
        var most = Max(x, n);
        return T.IsNegativeInfinity(most) ? most : most + T.Log(ExpShifted(x, scratch, n, most));
    }
}
