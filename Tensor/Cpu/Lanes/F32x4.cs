using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gexia.Cpu;

/// <summary>Four floats in a 128-bit register, on any machine the framework vectorises for (x64, Arm64).</summary>
internal readonly unsafe struct F32x4(Vector128<float> v) : IFloatLane<F32x4>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly Vector128<float> V = v;

    public static int Count => 4;

    [MethodImpl(Inline)] public static F32x4 Of(double value) => new(Vector128.Create((float)value));
    [MethodImpl(Inline)] public static F32x4 Broadcast(float x) => new(Vector128.Create(x));
    [MethodImpl(Inline)] public static F32x4 operator +(F32x4 a, F32x4 b) => new(a.V + b.V);
    [MethodImpl(Inline)] public static F32x4 operator -(F32x4 a, F32x4 b) => new(a.V - b.V);
    [MethodImpl(Inline)] public static F32x4 operator *(F32x4 a, F32x4 b) => new(a.V * b.V);
    [MethodImpl(Inline)] public static F32x4 operator /(F32x4 a, F32x4 b) => new(a.V / b.V);
    [MethodImpl(Inline)] public static F32x4 operator -(F32x4 a) => new(-a.V);
    [MethodImpl(Inline)] public static F32x4 MultiplyAdd(F32x4 a, F32x4 b, F32x4 c) => new(Vector128.FusedMultiplyAdd(a.V, b.V, c.V));
    [MethodImpl(Inline)]
    public static void Accumulate(F32x4 a, F32x4 b, ref F32x4 sum) => Unsafe.AsRef(in sum.V) = Vector128.FusedMultiplyAdd(a.V, b.V, sum.V);

    // b where the comparison is false, hence where either is NaN; only a NaN in a needs help.
    [MethodImpl(Inline)]
    public static F32x4 Max(F32x4 a, F32x4 b) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.V, a.V), Vector128.MaxNative(a.V, b.V), a.V));
    [MethodImpl(Inline)]
    public static F32x4 Min(F32x4 a, F32x4 b) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a.V, a.V), Vector128.MinNative(a.V, b.V), a.V));
    [MethodImpl(Inline)] public static F32x4 MaxOfNumbers(F32x4 a, F32x4 b) => new(Vector128.MaxNative(a.V, b.V));
    [MethodImpl(Inline)] public static F32x4 AtLeast(F32x4 a, F32x4 limit) => new(Vector128.MaxNative(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x4 AtMost(F32x4 a, F32x4 limit) => new(Vector128.MinNative(limit.V, a.V));
    [MethodImpl(Inline)] public static F32x4 Abs(F32x4 a) => new(Vector128.Abs(a.V));
    [MethodImpl(Inline)] public static F32x4 Sqrt(F32x4 a) => new(Vector128.Sqrt(a.V));
    [MethodImpl(Inline)] public static F32x4 Exp(F32x4 a) => FloatMath.Exp(a);
    [MethodImpl(Inline)] public static F32x4 ExpFlushed(F32x4 a) => FloatMath.ExpFlushed(a);
    [MethodImpl(Inline)] public static F32x4 Log(F32x4 a) => FloatMath.Log(a);
    [MethodImpl(Inline)] public static F32x4 Phi(F32x4 a) => FloatMath.Phi(a);

    [MethodImpl(Inline)]
    public static F32x4 SelectGreater(F32x4 a, F32x4 b, F32x4 whenTrue, F32x4 whenFalse) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a.V, b.V), whenTrue.V, whenFalse.V));

    [MethodImpl(Inline)] public static F32x4 Load(float* p) => new(Vector128.Load(p));
    [MethodImpl(Inline)]
    public static F32x4 LoadBFloat16(BFloat16* p) =>
        new((Vector128.WidenLower(Vector64.Load((ushort*)p).ToVector128Unsafe()) << 16).AsSingle());

    [MethodImpl(Inline)]
    public static F32x4 LoadInt8(sbyte* p)
    {
        var four = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<int>(p)).AsSByte();
        return new(Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(four))));
    }

    [MethodImpl(Inline)] public static void Store(F32x4 a, float* p) => a.V.Store(p);

    public static F32x4 LoadPart(float* p, int count, F32x4 fill)
    {
        var v = fill.V;
        for (var i = 0; i < count; i++) v = v.WithElement(i, p[i]);
        return new(v);
    }

    [MethodImpl(Inline)]
    public static void StorePart(F32x4 a, float* p, int count)
    {
        if (count >= Count) a.V.Store(p);
        else if (count >= 2)
        {
            a.V.GetLower().Store(p);
            if (count > 2) p[2] = a.V.GetElement(2);
        }
        else if (count > 0) *p = a.V.ToScalar();
    }

    [MethodImpl(Inline)]
    public static F32x4 Last(F32x4 a, int count) =>
        new(a.V & Vector128.LessThan(Vector128.Create(3, 2, 1, 0), Vector128.Create(count)).AsSingle());

    [MethodImpl(Inline)]
    public static float SumAcross(F32x4 a)
    {
        var pairs = a.V + Vector128.Shuffle(a.V, Vector128.Create(2, 3, 0, 1));
        return pairs.ToScalar() + pairs.GetElement(1);
    }

    [MethodImpl(Inline)]
    public static float MaxAcross(F32x4 a)
    {
        var pairs = Max(a, new(Vector128.Shuffle(a.V, Vector128.Create(2, 3, 0, 1))));
        return Max(pairs, new(Vector128.Shuffle(pairs.V, Vector128.Create(1, 0, 3, 2)))).V.ToScalar();
    }


    [MethodImpl(Inline)] public static F32x4 PowerOfTwo(F32x4 shifted) => new((shifted.V.AsInt32() << 23).AsSingle());

    [MethodImpl(Inline)]
    public static F32x4 ScaleByPowerOfTwo(F32x4 a, F32x4 n, F32x4 shifted)
    {
        // In two steps, since 2ⁿ itself may lie outside float; only the second can round.
        var whole = shifted.V.AsInt32();
        var half = whole >> 1;
        return new(a.V * (half << 23).AsSingle() * ((whole - half) << 23).AsSingle());
    }

    [MethodImpl(Inline)]
    public static void Split(F32x4 a, out F32x4 mantissa, out F32x4 exponent)
    {
        var root = Vector128.Create(0x3F3504F3);                // the bits of √½
        var above = a.V.AsInt32() - root;
        exponent = new(Vector128.ConvertToSingle(above >> 23));
        mantissa = new(((above & Vector128.Create(0x007FFFFF)) + root).AsSingle());
    }

}
