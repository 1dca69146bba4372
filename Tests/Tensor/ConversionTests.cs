namespace Gexia.Tests.Tensors;

/// <summary>Between dtypes: exact where possible, else to nearest, ties to even.</summary>
public class ConversionTests
{
    // Half a step above 1 in bfloat16 and in float16; far less than either; the smallest positive float16.
    private const double Tie = 1.0 / 256, HalfTie = 1.0 / 2048, Little = 1.0 / (1L << 40), HalfLeast = 1.0 / (1 << 24);

    [Fact]
    public void Every_bfloat16_survives_the_way_through_float32_and_float64()
    {
        for (var bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var value = new BFloat16((ushort)bits);
            if (float.IsNaN(value))
            {
                Assert.True(float.IsNaN((BFloat16)(float)value));
                continue;
            }
            Assert.Equal(value, (BFloat16)(float)value);
            Assert.Equal(value, (BFloat16)(double)value);
        }
    }

    [Fact]
    public void Float32_to_bfloat16_takes_the_nearest_and_the_even_one_of_a_tie()
    {
        var rng = new Rng(1);
        for (var i = 0; i < 20_000; i++)
        {
            // Every second case is an exact tie.
            var bits = (rng.NextUInt32() & 0x7FFF_FFFF) % 0x7F7F_0000;
            if (i % 2 == 0) bits = (bits & 0xFFFF_0000) | 0x8000;
            var x = BitConverter.UInt32BitsToSingle(bits);
            var (below, above) = (new BFloat16((ushort)(bits >> 16)), new BFloat16((ushort)((bits >> 16) + 1)));
            double down = (double)x - below, up = (double)above - x;
            var expected = down < up || (down == up && below.Bits % 2 == 0) ? below : above;
            Assert.Equal(expected, (BFloat16)x);
            Assert.Equal(-(float)expected, (BFloat16)(-x));
        }
    }

    [Theory]
    [InlineData(1 + Tie + Little, 1 + (2 * Tie))]      // just above a tie that float32 would round onto
    [InlineData(1 + Tie - Little, 1)]
    [InlineData(1 + Tie, 1)]
    [InlineData(-1 - Tie - Little, -1 - (2 * Tie))]
    [InlineData(3.3961775292304601e38, double.PositiveInfinity)]
    [InlineData(1e300, double.PositiveInfinity)]
    [InlineData(-1e300, double.NegativeInfinity)]
    [InlineData(1e-300, 0)]
    [InlineData(double.NaN, double.NaN)]
    public void Float64_to_bfloat16_rounds_once(double x, double expected)
    {
        Assert.Equal(expected, (float)(BFloat16)x);
        Assert.Equal(expected, Tensor.Of(x).To(DType.BFloat16).At(0));
    }

    [Theory]
    [InlineData(1 + HalfTie, 1)]                         // ties to even
    [InlineData(1 + (3 * HalfTie), 1 + (4 * HalfTie))]
    [InlineData(1 + HalfTie + Little, 1 + (2 * HalfTie))]
    [InlineData(65519, 65504)]
    [InlineData(65520, double.PositiveInfinity)]
    [InlineData(HalfLeast / 2, 0)]
    [InlineData(HalfLeast, HalfLeast)]
    public void Float64_to_float16(double x, double expected) => Assert.Equal(expected, Tensor.Of(x).To(DType.Float16).At(0));

    public static TheoryData<DType, DType> Pairs
    {
        get
        {
            var pairs = new TheoryData<DType, DType>();
            foreach (var from in Enum.GetValues<DType>()) foreach (var to in Enum.GetValues<DType>()) pairs.Add(from, to);
            return pairs;
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Small_integers_survive_any_conversion_of_any_layout(DType from, DType to)
    {
        double[] values = from == DType.Bool || to == DType.Bool ? [0, 1, 1, 0, 1, 0]
            : from == DType.UInt8 || to == DType.UInt8 ? [0, 1, 2, 3, 100, 127] : [0, 1, -2, 3, 100, -128];
        var x = Tensor.Of(values, [2, 3]).To(from).Transpose();
        var y = x.To(to);
        Assert.Equal(to, y.DType);
        for (var i = 0; i < 3; i++) for (var j = 0; j < 2; j++) Assert.Equal(values[(j * 3) + i], y.At(i, j));
        Assert.Equal(from == to, ReferenceEquals(x, y));
    }

    [Fact]
    public void Out_of_range_numbers_become_the_nearest_integer_there_is() =>
        Assert.Equal([int.MaxValue, int.MinValue, 0, -1], Tensor.Of(1e20, -1e20, double.NaN, -1.9).To(DType.Int32).ToArray<int>());
}
