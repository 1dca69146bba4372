using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gexia.Cpu;

/// <summary>Floats to stored weights; the same bits on every machine. <see cref="Widen"/> is the inverse.</summary>
internal static unsafe class Narrow
{
    private const int Sixteen = 16;

    /// <summary>To nearest, ties to even.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BFloat16(float* from, BFloat16* to, long count)
    {
        long i = 0;
        for (; i + 8 <= count; i += 8)
        {
            // As BFloat16's conversion, but for NaN, which that keeps.
            var (low, high) = (Vector128.Load(from + i), Vector128.Load(from + i + 4));
            if (!Vector128.EqualsAll(low, low) || !Vector128.EqualsAll(high, high)) break;
            Vector128.Narrow(Upper(low), Upper(high)).Store((ushort*)to + i);
        }
        for (; i < count; i++) to[i] = (BFloat16)from[i];

        static Vector128<uint> Upper(Vector128<float> value)
        {
            var bits = value.AsUInt32();
            return (bits + Vector128.Create(0x7FFFu) + ((bits >> 16) & Vector128<uint>.One)) >> 16;
        }
    }

    /// <summary>
    /// Columns of [k, width], width a multiple of 16, a factor for each, so that an output with small weights loses no more than one with
    /// large ones: scale = max|w|/127, q = round(w/scale). NaN or infinity in a column makes all that is read back of it NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Int8Columns(float* from, long k, int width, sbyte* to, float* scales)
    {
        for (var c = 0; c < width; c += Sixteen)
        {
            for (var q = 0; q < Sixteen; q += 4)
            {
                var most = Vector128<float>.Zero;
                for (long i = 0; i < k; i++) most = Vector128.Max(most, Vector128.Abs(Vector128.Load(from + (i * width) + c + q)));
                (most / 127f).Store(scales + c + q);
            }
            for (long i = 0; i < k; i++)
            {
                var row = from + (i * width) + c;
                var (low, high) = (Vector128.Narrow(Quotient(0), Quotient(4)), Vector128.Narrow(Quotient(8), Quotient(12)));
                Vector128.Narrow(low, high).Store(to + (i * width) + c);

                Vector128<int> Quotient(int q) => Rounded(Vector128.Load(row + q), Vector128.Load(scales + c + q));
            }
        }
    }

    /// <summary>One row with one factor; otherwise as columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Int8Row(float* from, long width, sbyte* to, float* scale)
    {
        var most = 0f;
        for (long i = 0; i < width; i++) most = MathF.Max(most, MathF.Abs(from[i]));
        *scale = most / 127;
        var factor = Vector128.Create(*scale);
        for (long i = 0; i < width; i++) to[i] = (sbyte)Rounded(Vector128.CreateScalar(from[i]), factor).ToScalar();
    }

    // Zeros where the factor is zero or no number: 0/0, and what does not fit, must not decide a bit.
    private static Vector128<int> Rounded(Vector128<float> value, Vector128<float> scale)
    {
        var usable =
            Vector128.GreaterThan(scale, Vector128<float>.Zero) & Vector128.LessThan(scale, Vector128.Create(float.PositiveInfinity));
        var quotient = Vector128.ConditionalSelect(usable, value / scale, Vector128<float>.Zero);
        return Vector128.ConvertToInt32(
            Vector128.Min(Vector128.Max(Vector128.Round(quotient), Vector128.Create(-127f)), Vector128.Create(127f)));
    }
}
