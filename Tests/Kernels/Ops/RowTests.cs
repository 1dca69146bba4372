using Gexia.Cpu;

namespace Gexia.Tests.Kernels.Ops;

/// <summary>What masks, NaN and outliers do to rows, at every width of row and vector.</summary>
public class RowTests
{
    private const float Masked = float.NegativeInfinity;

    [Theory, Levels]
    public void Softmax_of_masked_entries_is_exactly_zero_and_of_rows_masked_throughout_too(SimdLevel level)
    {
        using var force = Simd.Force(level);
        foreach (var (rows, width) in from rows in Enumerable.Range(1, 6) from width in Enumerable.Range(1, 40) select (rows, width))
        {
            var x = Tensor.Normal(new Rng((ulong)width), [rows, width]).ToArray<float>();
            for (var i = 0; i < x.Length; i++) if (i / width == 1 || i % 3 == 1) x[i] = Masked;
            var y = Tensor.Of(x, [rows, width]).Softmax().ToArray<float>();
            for (var row = 0; row < rows; row++)
            {
                var some = x[(row * width)..((row + 1) * width)].Any(v => v != Masked);
                Assert.Equal(some ? 1 : 0, y[(row * width)..((row + 1) * width)].Sum(v => (double)v), 1e-6);
            }
            for (var i = 0; i < x.Length; i++) Assert.Equal(x[i] == Masked, y[i] == 0);
        }
    }

    [Theory, Levels]
    public void A_NaN_anywhere_makes_its_row_NaN_and_no_other(SimdLevel level)
    {
        using var force = Simd.Force(level);
        foreach (var width in (int[])[1, 3, 8, 17, 50])
            foreach (var others in (float[])[0, Masked])
                for (var place = 0; place < width; place++)
                {
                    var x = Enumerable.Repeat(1f, 3 * width).ToArray();
                    Array.Fill(x, others, width, width);
                    x[width + place] = float.NaN;
                    foreach (var y in (Tensor[])[Tensor.Of(x, [3, width]).Softmax(), Tensor.Of(x, [3, width]).LogSoftmax()])
                        Assert.All(y.ToArray<float>().Select((value, i) => (value, i)), at =>
                            Assert.Equal(at.i / width == 1, float.IsNaN(at.value)));
                    Assert.True(float.IsNaN(Tensor.Of(x, [3, width]).CrossEntropy([0, width - 1, 0]).ToArray<float>()[0]));
                }
    }

    [Theory, Levels]
    public void LayerNorm_keeps_its_digits_far_from_zero_beside_outliers_and_in_constant_rows(SimdLevel level)
    {
        using var force = Simd.Force(level);
        foreach (var (offset, first) in (IEnumerable<(float, float)>)[(0, 0), (1000, 0), (0, 1e4f), (-300, 300)])
            foreach (var width in (int[])[2, 9, 100, 768])
            {
                var x = Tensor.Normal(new Rng((ulong)width), [5, width]).ToArray<float>();
                for (var i = 0; i < x.Length; i++) x[i] = (i % width == 0 ? first : x[i]) + offset;
                x.AsSpan(2 * width, width).Fill(offset);
                var (row, ones, zeros) = (Tensor.Of(x, [5, width]), Tensor.Ones([width]), Tensor.Zeros([width]));
                var exact = row.To(DType.Float64).LayerNorm(ones.To(DType.Float64), zeros.To(DType.Float64)).ToArray<double>();
                var y = row.LayerNorm(ones, zeros).ToArray<float>();
                for (var i = 0; i < y.Length; i++) Assert.Equal(exact[i], y[i], 1e-5 + (3e-7 * Math.Abs(offset)));
                Assert.All(y[(2 * width)..(3 * width)], value => Assert.Equal(0, value));
            }
    }
}
