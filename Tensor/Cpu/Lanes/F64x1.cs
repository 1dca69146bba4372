using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>One double: gradient checks, and the accurate reference of the float lanes.</summary>
internal readonly unsafe struct F64x1(double v) : ILane<F64x1, double>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly double V = v;

    public static int Count => 1;

    [MethodImpl(Inline)] public static F64x1 Of(double value) => new(value);
    [MethodImpl(Inline)] public static F64x1 Broadcast(double x) => new(x);
    [MethodImpl(Inline)] public static F64x1 operator +(F64x1 a, F64x1 b) => new(a.V + b.V);
    [MethodImpl(Inline)] public static F64x1 operator -(F64x1 a, F64x1 b) => new(a.V - b.V);
    [MethodImpl(Inline)] public static F64x1 operator *(F64x1 a, F64x1 b) => new(a.V * b.V);
    [MethodImpl(Inline)] public static F64x1 operator /(F64x1 a, F64x1 b) => new(a.V / b.V);
    [MethodImpl(Inline)] public static F64x1 operator -(F64x1 a) => new(-a.V);
    [MethodImpl(Inline)] public static F64x1 MultiplyAdd(F64x1 a, F64x1 b, F64x1 c) => new(Math.FusedMultiplyAdd(a.V, b.V, c.V));
    [MethodImpl(Inline)] public static void Accumulate(F64x1 a, F64x1 b, ref F64x1 sum) => Unsafe.AsRef(in sum.V) = Math.FusedMultiplyAdd(a.V, b.V, sum.V);
    [MethodImpl(Inline)] public static F64x1 Max(F64x1 a, F64x1 b) => double.IsNaN(a.V) || a.V > b.V ? a : b;
    [MethodImpl(Inline)] public static F64x1 Min(F64x1 a, F64x1 b) => double.IsNaN(a.V) || a.V < b.V ? a : b;
    [MethodImpl(Inline)] public static F64x1 MaxOfNumbers(F64x1 a, F64x1 b) => a.V > b.V ? a : b;
    [MethodImpl(Inline)] public static F64x1 AtMost(F64x1 a, F64x1 limit) => a.V > limit.V ? limit : a;
    [MethodImpl(Inline)] public static F64x1 Abs(F64x1 a) => new(Math.Abs(a.V));
    [MethodImpl(Inline)] public static F64x1 Sqrt(F64x1 a) => new(Math.Sqrt(a.V));
    [MethodImpl(Inline)] public static F64x1 Exp(F64x1 a) => new(Math.Exp(a.V));
    [MethodImpl(Inline)] public static F64x1 ExpFlushed(F64x1 a) => new(Math.Exp(a.V));
    [MethodImpl(Inline)] public static F64x1 Log(F64x1 a) => new(Math.Log(a.V));
    [MethodImpl(Inline)] public static F64x1 Erf(F64x1 a) => new(DoubleMath.Erf(a.V));
    [MethodImpl(Inline)] public static F64x1 Phi(F64x1 a) => new(0.5 * (1 + DoubleMath.Erf(a.V * 0.70710678118654752440)));
    [MethodImpl(Inline)] public static F64x1 SelectGreater(F64x1 a, F64x1 b, F64x1 whenTrue, F64x1 whenFalse) => a.V > b.V ? whenTrue : whenFalse;
    [MethodImpl(Inline)] public static F64x1 Load(double* p) => new(*p);
    [MethodImpl(Inline)] public static void Store(F64x1 a, double* p) => *p = a.V;
    [MethodImpl(Inline)] public static F64x1 LoadPart(double* p, int count, F64x1 fill) => count > 0 ? new(*p) : fill;
    [MethodImpl(Inline)] public static F64x1 Last(F64x1 a, int count) => count > 0 ? a : default;
    [MethodImpl(Inline)] public static double SumAcross(F64x1 a) => a.V;
    [MethodImpl(Inline)] public static double MaxAcross(F64x1 a) => a.V;

    [MethodImpl(Inline)]
    public static void StorePart(F64x1 a, double* p, int count)
    {
        if (count > 0) *p = a.V;
    }
}
