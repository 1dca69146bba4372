using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>Eight floats in a 256-bit register. Needs AVX2 and FMA.</summary>
internal readonly unsafe struct F32x8(Vector256<float> v) : IFloatLane<F32x8>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector256<float> V = v;

    public static int Count => 8;

    [MethodImpl(Inline)] public static F32x8 Of(double value) => new(Vector256.Create((float)value));
    [MethodImpl(Inline)] public static F32x8 Broadcast(float x) => new(Vector256.Create(x));
    [MethodImpl(Inline)] public static F32x8 operator +(F32x8 a, F32x8 b) => new(a.V + b.V);
    [MethodImpl(Inline)] public static F32x8 operator -(F32x8 a, F32x8 b) => new(a.V - b.V);
    [MethodImpl(Inline)] public static F32x8 operator *(F32x8 a, F32x8 b) => new(a.V * b.V);
    [MethodImpl(Inline)] public static F32x8 operator /(F32x8 a, F32x8 b) => new(a.V / b.V);
    [MethodImpl(Inline)] public static F32x8 operator -(F32x8 a) => new(-a.V);
    [MethodImpl(Inline)] public static F32x8 MultiplyAdd(F32x8 a, F32x8 b, F32x8 c) => new(Fma.MultiplyAdd(a.V, b.V, c.V));
    [MethodImpl(Inline)]
    public static void Accumulate(F32x8 a, F32x8 b, ref F32x8 sum) => Unsafe.AsRef(in sum.V) = Fma.MultiplyAdd(a.V, b.V, sum.V);

    // The instruction returns b when either operand is NaN; only a NaN in a needs help.
    [MethodImpl(Inline)]
    public static F32x8 Max(F32x8 a, F32x8 b) => new(Vector256.ConditionalSelect(Vector256.Equals(a.V, a.V), Avx.Max(a.V, b.V), a.V));
    [MethodImpl(Inline)]
    public static F32x8 Min(F32x8 a, F32x8 b) => new(Vector256.ConditionalSelect(Vector256.Equals(a.V, a.V), Avx.Min(a.V, b.V), a.V));
    [MethodImpl(Inline)] public static F32x8 MaxOfNumbers(F32x8 a, F32x8 b) => new(Avx.Max(a.V, b.V));
    [MethodImpl(Inline)] public static F32x8 AtLeast(F32x8 a, F32x8 limit) => new(Avx.Max(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x8 AtMost(F32x8 a, F32x8 limit) => new(Avx.Min(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x8 Abs(F32x8 a) => new(Vector256.Abs(a.V));
    [MethodImpl(Inline)] public static F32x8 Sqrt(F32x8 a) => new(Vector256.Sqrt(a.V));
    [MethodImpl(Inline)] public static F32x8 Exp(F32x8 a) => FloatMath.Exp(a);
    [MethodImpl(Inline)] public static F32x8 ExpFlushed(F32x8 a) => FloatMath.ExpFlushed(a);
    [MethodImpl(Inline)] public static F32x8 Log(F32x8 a) => FloatMath.Log(a);
    [MethodImpl(Inline)] public static F32x8 Phi(F32x8 a) => FloatMath.Phi(a);

    [MethodImpl(Inline)]
    public static F32x8 SelectGreater(F32x8 a, F32x8 b, F32x8 whenTrue, F32x8 whenFalse) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a.V, b.V), whenTrue.V, whenFalse.V));

    [MethodImpl(Inline)] public static F32x8 Load(float* p) => new(Vector256.Load(p));
    [MethodImpl(Inline)] public static F32x8 LoadBFloat16(BFloat16* p) => new((Avx2.ConvertToVector256Int32((ushort*)p) << 16).AsSingle());
    [MethodImpl(Inline)] public static F32x8 LoadInt8(sbyte* p) => new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(p)));
    [MethodImpl(Inline)] public static void Store(F32x8 a, float* p) => a.V.Store(p);

    [MethodImpl(Inline)]
    public static F32x8 LoadPart(float* p, int count, F32x8 fill)
    {
        var mask = FirstOf(count);
        return new(Vector256.ConditionalSelect(mask, Avx.MaskLoad(p, mask), fill.V));
    }

    // By halves: the masked store of AVX takes some twenty steps on AMD's cores.
    [MethodImpl(Inline)]
    public static void StorePart(F32x8 a, float* p, int count)
    {
        if (count >= Count) a.V.Store(p);
        else if (count < F32x4.Count) F32x4.StorePart(new(a.V.GetLower()), p, count);
        else
        {
            a.V.GetLower().Store(p);
            F32x4.StorePart(new(a.V.GetUpper()), p + F32x4.Count, count - F32x4.Count);
        }
    }

    [MethodImpl(Inline)]
    public static F32x8 Last(F32x8 a, int count) =>
        new(a.V & Vector256.LessThan(Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0), Vector256.Create(count)).AsSingle());

    [MethodImpl(Inline)] public static float SumAcross(F32x8 a) => F32x4.SumAcross(new(a.V.GetLower() + a.V.GetUpper()));
    [MethodImpl(Inline)] public static float MaxAcross(F32x8 a) => F32x4.MaxAcross(F32x4.Max(new(a.V.GetLower()), new(a.V.GetUpper())));


    [MethodImpl(Inline)] public static F32x8 PowerOfTwo(F32x8 shifted) => new((shifted.V.AsInt32() << 23).AsSingle());

    [MethodImpl(Inline)]
    public static F32x8 ScaleByPowerOfTwo(F32x8 a, F32x8 n, F32x8 shifted)
    {
        // In two steps, since 2ⁿ itself may lie outside float; only the second can round.
        var whole = shifted.V.AsInt32();
        var half = whole >> 1;
        return new(a.V * (half << 23).AsSingle() * ((whole - half) << 23).AsSingle());
    }

    [MethodImpl(Inline)]
    public static void Split(F32x8 a, out F32x8 mantissa, out F32x8 exponent)
    {
        var root = Vector256.Create(0x3F3504F3);                // the bits of √½
        var above = a.V.AsInt32() - root;
        exponent = new(Vector256.ConvertToSingle(above >> 23));
        mantissa = new(((above & Vector256.Create(0x007FFFFF)) + root).AsSingle());
    }

    [MethodImpl(Inline)]
    private static Vector256<float> FirstOf(int count) =>
        Vector256.LessThan(Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7), Vector256.Create(count)).AsSingle();
}
