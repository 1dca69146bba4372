using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Data.Image;

/// <summary>The vector steps of the resize: bytes times 22-bit weights in 32-bit sums.</summary>
internal static class FixedPoint
{
    private const int Lanes = 8;

    /// <summary>sums += row · weight.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var i = 0;
        ref var bytes = ref MemoryMarshal.GetReference(row);
        ref var totals = ref MemoryMarshal.GetReference(sums);
        var weights = Vector256.Create(weight);
        for (; i <= row.Length - Lanes; i += Lanes)
        {
            var sum = Vector256.LoadUnsafe(ref totals, (nuint)i) + Widen(ref Unsafe.Add(ref bytes, i)) * weights;
            sum.StoreUnsafe(ref totals, (nuint)i);
        }
        for (; i < row.Length; i++) sums[i] += row[i] * weight;
    }

    /// <summary>Drops the fraction and clips to 0..255.</summary>
    public static void ToBytes(ReadOnlySpan<int> sums, Span<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++) bytes[i] = ToByte(sums[i]);
    }

    /// <summary>Drops the fraction and clips to 0..255.</summary>
    public static byte ToByte(int sum) => (byte)Math.Clamp(sum >> BicubicCoefficients.PrecisionBits, 0, 255);

    private static Vector256<int> Widen(ref byte first)
    {
        var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref first)).AsByte();
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(bytes);
        var words = Vector128.WidenLower(bytes);
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }
}
