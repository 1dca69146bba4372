using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>Sixteen floats in a 512-bit register. Needs AVX-512F.</summary>
internal readonly unsafe struct F32x16(Vector512<float> v) : IFloatLane<F32x16>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector512<float> V = v;

    public static int Count => 16;

    [MethodImpl(Inline)] public static F32x16 Of(double value) => new(Vector512.Create((float)value));
    [MethodImpl(Inline)] public static F32x16 Broadcast(float x) => new(Vector512.Create(x));
    [MethodImpl(Inline)] public static F32x16 operator +(F32x16 a, F32x16 b) => new(a.V + b.V);
    [MethodImpl(Inline)] public static F32x16 operator -(F32x16 a, F32x16 b) => new(a.V - b.V);
    [MethodImpl(Inline)] public static F32x16 operator *(F32x16 a, F32x16 b) => new(a.V * b.V);
    [MethodImpl(Inline)] public static F32x16 operator /(F32x16 a, F32x16 b) => new(a.V / b.V);
    [MethodImpl(Inline)] public static F32x16 operator -(F32x16 a) => new(-a.V);
    [MethodImpl(Inline)] public static F32x16 MultiplyAdd(F32x16 a, F32x16 b, F32x16 c) => new(Avx512F.FusedMultiplyAdd(a.V, b.V, c.V));
    [MethodImpl(Inline)]
    public static void Accumulate(F32x16 a, F32x16 b, ref F32x16 sum) => Unsafe.AsRef(in sum.V) = Avx512F.FusedMultiplyAdd(a.V, b.V, sum.V);

    // The instruction returns b when either operand is NaN; only a NaN in a needs help.
    [MethodImpl(Inline)]
    public static F32x16 Max(F32x16 a, F32x16 b) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.V, a.V), Avx512F.Max(a.V, b.V), a.V));
    [MethodImpl(Inline)]
    public static F32x16 Min(F32x16 a, F32x16 b) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a.V, a.V), Avx512F.Min(a.V, b.V), a.V));
    [MethodImpl(Inline)] public static F32x16 MaxOfNumbers(F32x16 a, F32x16 b) => new(Avx512F.Max(a.V, b.V));
    [MethodImpl(Inline)] public static F32x16 AtLeast(F32x16 a, F32x16 limit) => new(Avx512F.Max(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x16 AtMost(F32x16 a, F32x16 limit) => new(Avx512F.Min(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x16 Abs(F32x16 a) => new(Vector512.Abs(a.V));
    [MethodImpl(Inline)] public static F32x16 Sqrt(F32x16 a) => new(Vector512.Sqrt(a.V));
    [MethodImpl(Inline)] public static F32x16 Exp(F32x16 a) => FloatMath.Exp(a);
    [MethodImpl(Inline)] public static F32x16 ExpFlushed(F32x16 a) => FloatMath.ExpFlushed(a);
    [MethodImpl(Inline)] public static F32x16 Log(F32x16 a) => FloatMath.Log(a);
    [MethodImpl(Inline)] public static F32x16 Phi(F32x16 a) => FloatMath.Phi(a);

    [MethodImpl(Inline)]
    public static F32x16 SelectGreater(F32x16 a, F32x16 b, F32x16 whenTrue, F32x16 whenFalse) =>
        new(Vector512.ConditionalSelect(Vector512.GreaterThan(a.V, b.V), whenTrue.V, whenFalse.V));

    [MethodImpl(Inline)] public static F32x16 Load(float* p) => new(Vector512.Load(p));
    [MethodImpl(Inline)]
    public static F32x16 LoadBFloat16(BFloat16* p) => new((Avx512F.ConvertToVector512Int32(Vector256.Load((ushort*)p)) << 16).AsSingle());
    [MethodImpl(Inline)]
    public static F32x16 LoadInt8(sbyte* p) => new(Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(p))));
    [MethodImpl(Inline)] public static void Store(F32x16 a, float* p) => a.V.Store(p);

    [MethodImpl(Inline)]
    public static F32x16 LoadPart(float* p, int count, F32x16 fill) => new(Avx512F.MaskLoad(p, FirstOf(count), fill.V));

    [MethodImpl(Inline)]
    public static void StorePart(F32x16 a, float* p, int count) => Avx512F.MaskStore(p, FirstOf(count), a.V);

    [MethodImpl(Inline)]
    public static F32x16 Last(F32x16 a, int count) =>
        new(
            a.V & Vector512.LessThan(
                Vector512.Create(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0), Vector512.Create(count)).AsSingle());

    [MethodImpl(Inline)] public static float SumAcross(F32x16 a) => F32x8.SumAcross(new(a.V.GetLower() + a.V.GetUpper()));
    [MethodImpl(Inline)] public static float MaxAcross(F32x16 a) => F32x8.MaxAcross(F32x8.Max(new(a.V.GetLower()), new(a.V.GetUpper())));

    [MethodImpl(Inline)] public static F32x16 PowerOfTwo(F32x16 shifted) => new((shifted.V.AsInt32() << 23).AsSingle());
    [MethodImpl(Inline)] public static F32x16 ScaleByPowerOfTwo(F32x16 a, F32x16 n, F32x16 shifted) => new(Avx512F.Scale(a.V, n.V));

    [MethodImpl(Inline)]
    public static void Split(F32x16 a, out F32x16 mantissa, out F32x16 exponent)
    {
        var root = Vector512.Create(0x3F3504F3);                // the bits of √½
        var above = a.V.AsInt32() - root;
        exponent = new(Vector512.ConvertToSingle(above >> 23));
        mantissa = new(((above & Vector512.Create(0x007FFFFF)) + root).AsSingle());
    }

    [MethodImpl(Inline)]
    private static Vector512<float> FirstOf(int count) =>
        Vector512.LessThan(Vector512.Create(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), Vector512.Create(count)).AsSingle();
}
