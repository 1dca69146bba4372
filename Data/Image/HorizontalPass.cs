using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Data.Image;

/// <summary>Resizes single rows of interleaved RGB.</summary>
/// <remarks>
/// The vector loop takes four pixels at a time. A 22-bit weight w is split into w = h·2¹¹ + l, both of which fit 16 bits, so that
/// one instruction multiplies sixteen pairs and adds neighbours: Σ p·w = 2¹¹·Σ p·h + Σ p·l. Integer sums are exact whatever their
/// order, so the result equals the scalar loop's, which serves machines without AVX2 and rows too narrow for four pixels. A
/// window that does not fill its last four at the end of the row is moved left, with zero weights in front.
/// </remarks>
internal sealed class HorizontalPass
{
    /// <summary>One half, so that dropping the fraction rounds.</summary>
    public const int Half = 1 << (BicubicCoefficients.PrecisionBits - 1);

    /// <summary>Bytes behind the row that are read, because sixteen are loaded for the twelve of four pixels, and ignored.</summary>
    public const int Slack = 4;

    private const int LowBits = 11, Pixels = 4, Lanes = 16;

    private readonly BicubicCoefficients coefficients;
    private readonly int quads;
    private readonly int[] starts;
    private readonly short[]? weights; // [outputs, quads, high or low, 16]

    public HorizontalPass(BicubicCoefficients coefficients, int rowPixels)
    {
        this.coefficients = coefficients;
        quads = (coefficients.Lengths.Max() + Pixels - 1) / Pixels;
        starts = [.. coefficients.Starts.Select(start => Math.Min(start, rowPixels - Pixels * quads))];
        if (!Avx2.IsSupported || Pixels * quads > rowPixels) return;

        this.weights = new short[starts.Length * quads * 2 * Lanes];
        for (var x = 0; x < starts.Length; x++)
        {
            var shift = coefficients.Starts[x] - starts[x];
            for (var k = 0; k < coefficients.Lengths[x]; k++)
            {
                var weight = coefficients.Weights[x * coefficients.Taps + k];
                var (quad, pixel) = Math.DivRem(shift + k, Pixels);
                // Lanes: R₀R₁ G₀G₁ B₀B₁ – – R₂R₃ G₂G₃ B₂B₃ – –
                var lane = (x * quads + quad) * 2 * Lanes + (pixel >> 1) * 8 + (pixel & 1);
                for (var color = 0; color < 3; color++)
                {
                    this.weights[lane + 2 * color] = (short)(weight >> LowBits);
                    this.weights[lane + 2 * color + Lanes] = (short)(weight & ((1 << LowBits) - 1));
                }
            }
        }
    }

    /// <summary>One row.</summary>
    /// <param name="source">All pixels of the row and <see cref="Slack"/> readable bytes behind them.</param>
    /// <param name="target">The pixels the coefficients were made for.</param>
    public void Row(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (this.weights is null)
        {
            ScalarRow(source, target);
            return;
        }
        var order = Vector128.Create((byte)0, 3, 1, 4, 2, 5, 0x80, 0x80, 6, 9, 7, 10, 8, 11, 0x80, 0x80);
        ref var bytes = ref MemoryMarshal.GetReference(source);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(this.weights);
        for (var x = 0; x < starts.Length; x++)
        {
            ref var pixel = ref Unsafe.Add(ref bytes, starts[x] * 3);
            var (high, low) = (Vector256<int>.Zero, Vector256<int>.Zero);
            for (var quad = 0; quad < quads; quad++)
            {
                var values = Avx2.ConvertToVector256Int16(Ssse3.Shuffle(Vector128.LoadUnsafe(ref pixel), order));
                high += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref weights));
                low += Avx2.MultiplyAddAdjacent(values, Vector256.LoadUnsafe(ref weights, Lanes));
                pixel = ref Unsafe.Add(ref pixel, 3 * Pixels);
                weights = ref Unsafe.Add(ref weights, 2 * Lanes);
            }
            var sum = (high << LowBits) + low;
            var color = (sum.GetLower() + sum.GetUpper() + Vector128.Create(Half)) >> BicubicCoefficients.PrecisionBits;
            color = Vector128.Min(Vector128.Max(color, Vector128<int>.Zero), Vector128.Create(255));
            target[3 * x] = (byte)color[0];
            target[3 * x + 1] = (byte)color[1];
            target[3 * x + 2] = (byte)color[2];
        }
    }

    /// <summary>The definition, pixel by pixel.</summary>
    internal void ScalarRow(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (var x = 0; x < this.coefficients.Starts.Length; x++)
        {
            var (red, green, blue) = (Half, Half, Half);
            for (var k = 0; k < this.coefficients.Lengths[x]; k++)
            {
                var weight = this.coefficients.Weights[x * this.coefficients.Taps + k];
                var at = (this.coefficients.Starts[x] + k) * 3;
                red += source[at] * weight;
                green += source[at + 1] * weight;
                blue += source[at + 2] * weight;
            }
            target[3 * x] = FixedPoint.ToByte(red);
            target[3 * x + 1] = FixedPoint.ToByte(green);
            target[3 * x + 2] = FixedPoint.ToByte(blue);
        }
    }
}
