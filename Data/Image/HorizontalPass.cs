using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Gexia.Data.Image;

/// <summary>Resizes single rows of interleaved RGB.</summary>
/// <remarks>
/// Eight pixels are 24 bytes, three vectors of eight lanes in which each lane keeps one colour. So the weights are stored three
/// times over in that order, padded with zeros to whole blocks of eight pixels, and a block costs three multiplications. A
/// window that would then reach beyond the row is moved left, with zeros in front. Integer sums do not depend on the order,
/// so the result equals the scalar loop's, which serves rows too narrow for this.
/// </remarks>
internal sealed class HorizontalPass
{
    /// <summary>One half, so that dropping the fraction rounds.</summary>
    public const int Half = 1 << (BicubicCoefficients.PrecisionBits - 1);

    private const int BlockPixels = 8, BlockBytes = 24;

    private readonly BicubicCoefficients _coefficients;
    private readonly int _blocks;
    private readonly int[] _starts;
    private readonly int[]? _weights;

    public HorizontalPass(BicubicCoefficients coefficients, int rowPixels)
    {
        _coefficients = coefficients;
        _starts = coefficients.Starts;
        var longest = coefficients.Lengths.Max();
        _blocks = (longest + BlockPixels - 1) / BlockPixels;
        if (_blocks * BlockPixels > rowPixels) return;

        _starts = new int[coefficients.Starts.Length];
        _weights = new int[_starts.Length * _blocks * BlockBytes];
        for (var x = 0; x < _starts.Length; x++)
        {
            _starts[x] = Math.Min(coefficients.Starts[x], rowPixels - _blocks * BlockPixels);
            var shift = coefficients.Starts[x] - _starts[x];
            for (var k = 0; k < coefficients.Lengths[x]; k++)
                for (var c = 0; c < 3; c++)
                    _weights[x * _blocks * BlockBytes + (shift + k) * 3 + c] = coefficients.Weights[x * coefficients.Taps + k];
        }
    }

    /// <summary>One row.</summary>
    /// <param name="source">All pixels of the row.</param>
    /// <param name="target">The pixels the coefficients were made for.</param>
    public void Row(ReadOnlySpan<byte> source, Span<byte> target)
    {
        if (_weights is null)
        {
            ScalarRow(source, target);
            return;
        }
        ref var bytes = ref MemoryMarshal.GetReference(source);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        for (var x = 0; x < _starts.Length; x++)
        {
            ref var pixel = ref Unsafe.Add(ref bytes, _starts[x] * 3);
            var (first, second, third) = (Vector256<int>.Zero, Vector256<int>.Zero, Vector256<int>.Zero);
            for (var block = 0; block < _blocks; block++)
            {
                first += FixedPoint.Widen(ref pixel) * Vector256.LoadUnsafe(ref weights);
                second += FixedPoint.Widen(ref Unsafe.Add(ref pixel, 8)) * Vector256.LoadUnsafe(ref weights, 8);
                third += FixedPoint.Widen(ref Unsafe.Add(ref pixel, 16)) * Vector256.LoadUnsafe(ref weights, 16);
                pixel = ref Unsafe.Add(ref pixel, BlockBytes);
                weights = ref Unsafe.Add(ref weights, BlockBytes);
            }
            // Lane i of vector v holds colour (8v + i) mod 3.
            var red = first[0] + first[3] + first[6] + second[1] + second[4] + second[7] + third[2] + third[5];
            var green = first[1] + first[4] + first[7] + second[2] + second[5] + third[0] + third[3] + third[6];
            var blue = first[2] + first[5] + second[0] + second[3] + second[6] + third[1] + third[4] + third[7];
            target[3 * x] = FixedPoint.ToByte(red + Half);
            target[3 * x + 1] = FixedPoint.ToByte(green + Half);
            target[3 * x + 2] = FixedPoint.ToByte(blue + Half);
        }
    }

    /// <summary>The definition, pixel by pixel.</summary>
    internal void ScalarRow(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (var x = 0; x < _coefficients.Starts.Length; x++)
        {
            var (red, green, blue) = (Half, Half, Half);
            for (var k = 0; k < _coefficients.Lengths[x]; k++)
            {
                var weight = _coefficients.Weights[x * _coefficients.Taps + k];
                var at = (_coefficients.Starts[x] + k) * 3;
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
