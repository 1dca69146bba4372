using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>One float: what every wider lane must agree with, bit for bit.</summary>
internal readonly unsafe struct F32x1(float v) : IFloatLane<F32x1>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly float V = v;

    public static int Count => 1;

    [MethodImpl(Inline)] public static F32x1 Of(double value) => new((float)value);
    [MethodImpl(Inline)] public static F32x1 Broadcast(float x) => new(x);
    [MethodImpl(Inline)] public static F32x1 operator +(F32x1 a, F32x1 b) => new(a.V + b.V);
    [MethodImpl(Inline)] public static F32x1 operator -(F32x1 a, F32x1 b) => new(a.V - b.V);
    [MethodImpl(Inline)] public static F32x1 operator *(F32x1 a, F32x1 b) => new(a.V * b.V);
    [MethodImpl(Inline)] public static F32x1 operator /(F32x1 a, F32x1 b) => new(a.V / b.V);
    [MethodImpl(Inline)] public static F32x1 operator -(F32x1 a) => new(-a.V);
    [MethodImpl(Inline)] public static F32x1 MultiplyAdd(F32x1 a, F32x1 b, F32x1 c) => new(MathF.FusedMultiplyAdd(a.V, b.V, c.V));
    [MethodImpl(Inline)] public static void Accumulate(F32x1 a, F32x1 b, ref F32x1 sum) => Unsafe.AsRef(in sum.V) = MathF.FusedMultiplyAdd(a.V, b.V, sum.V);
    [MethodImpl(Inline)] public static F32x1 Max(F32x1 a, F32x1 b) => float.IsNaN(a.V) || a.V > b.V ? a : b;
    [MethodImpl(Inline)] public static F32x1 Min(F32x1 a, F32x1 b) => float.IsNaN(a.V) || a.V < b.V ? a : b;
    [MethodImpl(Inline)] public static F32x1 MaxOfNumbers(F32x1 a, F32x1 b) => a.V > b.V ? a : b;
    [MethodImpl(Inline)] public static F32x1 AtLeast(F32x1 a, F32x1 limit) => a.V < limit.V ? limit : a;
    [MethodImpl(Inline)] public static F32x1 AtMost(F32x1 a, F32x1 limit) => a.V > limit.V ? limit : a;
    [MethodImpl(Inline)] public static F32x1 Abs(F32x1 a) => new(MathF.Abs(a.V));
    [MethodImpl(Inline)] public static F32x1 Sqrt(F32x1 a) => new(MathF.Sqrt(a.V));
    [MethodImpl(Inline)] public static F32x1 Exp(F32x1 a) => FloatMath.Exp(a);
    [MethodImpl(Inline)] public static F32x1 ExpFlushed(F32x1 a) => FloatMath.ExpFlushed(a);
    [MethodImpl(Inline)] public static F32x1 Log(F32x1 a) => FloatMath.Log(a);
    [MethodImpl(Inline)] public static F32x1 Erf(F32x1 a) => FloatMath.Erf(a);
    [MethodImpl(Inline)] public static F32x1 Phi(F32x1 a) => FloatMath.Phi(a);
    [MethodImpl(Inline)] public static F32x1 SelectGreater(F32x1 a, F32x1 b, F32x1 whenTrue, F32x1 whenFalse) => a.V > b.V ? whenTrue : whenFalse;
    [MethodImpl(Inline)] public static F32x1 Load(float* p) => new(*p);
    [MethodImpl(Inline)] public static void Store(F32x1 a, float* p) => *p = a.V;
    [MethodImpl(Inline)] public static F32x1 LoadPart(float* p, int count, F32x1 fill) => count > 0 ? new(*p) : fill;
    [MethodImpl(Inline)] public static F32x1 Last(F32x1 a, int count) => count > 0 ? a : default;
    [MethodImpl(Inline)] public static float SumAcross(F32x1 a) => a.V;
    [MethodImpl(Inline)] public static float MaxAcross(F32x1 a) => a.V;

    [MethodImpl(Inline)]
    public static void StorePart(F32x1 a, float* p, int count)
    {
        if (count > 0) *p = a.V;
    }

    [MethodImpl(Inline)] public static F32x1 PowerOfTwo(F32x1 shifted) => new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(shifted.V) << 23));

    [MethodImpl(Inline)]
    public static F32x1 ScaleByPowerOfTwo(F32x1 a, F32x1 n, F32x1 shifted)
    {
        // In two steps, since 2ⁿ itself may lie outside float; only the second can round.
        var whole = BitConverter.SingleToInt32Bits(shifted.V);
        var half = whole >> 1;
        return new(a.V * BitConverter.Int32BitsToSingle(half << 23) * BitConverter.Int32BitsToSingle((whole - half) << 23));
    }

    [MethodImpl(Inline)]
    public static void Split(F32x1 a, out F32x1 mantissa, out F32x1 exponent)
    {
        const int root = 0x3F3504F3;                            // the bits of √½
        var above = BitConverter.SingleToInt32Bits(a.V) - root;
        exponent = new(above >> 23);
        mantissa = new(BitConverter.Int32BitsToSingle((above & 0x007FFFFF) + root));
    }
}
