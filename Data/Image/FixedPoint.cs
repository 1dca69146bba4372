using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gexia.Data.Image;

/// <summary>The vector loops of the resize: bytes times 22-bit weights in 32-bit sums.</summary>
internal static class FixedPoint
{
    private const int Lanes = 8;

    /// <summary>Eight bytes as 32-bit numbers.</summary>
    public static Vector256<int> Widen(ref byte first)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(System.Runtime.CompilerServices.Unsafe.ReadUnaligned<ulong>(ref first)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    /// <summary>sums += row · weight.</summary>
    public static void MultiplyAdd(ReadOnlySpan<byte> row, int weight, Span<int> sums)
    {
        var i = 0;
        ref var bytes = ref MemoryMarshal.GetReference(row);
        ref var totals = ref MemoryMarshal.GetReference(sums);
        var weights = Vector256.Create(weight);
        for (; i <= row.Length - Lanes; i += Lanes)
        {
            var sum = Vector256.LoadUnsafe(ref totals, (nuint)i) + Widen(ref System.Runtime.CompilerServices.Unsafe.Add(ref bytes, i)) * weights;
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
}
