using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>Stored weights to floats. Both conversions are exact but for int8's one multiplication, so no level changes a bit.</summary>
internal static unsafe class Widen
{
    /// <summary>count bfloat16 values, a multiple of 16: the upper halves of floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BFloat16(ushort* from, float* to, long count)
    {
        if (Avx512F.IsSupported)
        {
            for (long i = 0; i < count; i += 16)
                Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512UInt32(Vector256.Load(from + i)), 16).AsSingle().Store(to + i);
            return;
        }
        for (long i = 0; i < count; i += 8)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(from + i));
            (low << 16).AsSingle().Store(to + i);
            (high << 16).AsSingle().Store(to + i + 4);
        }
    }

    /// <summary>Sixteen columns of a panel: to[k·width + i] = scale[i]·from[k·width + i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Int8(sbyte* from, long width, float* scale, float* to, long k)
    {
        if (Avx512F.IsSupported)
        {
            var factors = Vector512.Load(scale);
            for (; k > 0; k--, from += width, to += width)
                (Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(from))) * factors).Store(to);
            return;
        }
        for (; k > 0; k--, from += width, to += width)
        {
            var (low, high) = Vector128.Widen(Vector128.Load(from));
            Store(low, 0);
            Store(high, 8);
        }

        void Store(Vector128<short> eight, int place)
        {
            var (low, high) = Vector128.Widen(eight);
            (Vector128.ConvertToSingle(low) * Vector128.Load(scale + place)).Store(to + place);
            (Vector128.ConvertToSingle(high) * Vector128.Load(scale + place + 4)).Store(to + place + 4);
        }
    }
}
