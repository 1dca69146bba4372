using Gexia.Cpu;

namespace Gexia.Tests.Kernels;

/// <summary>The float lanes against double precision, and against each other bit for bit.</summary>
public unsafe class LaneTests
{
    public enum Function { Exp, ExpFlushed, Log, Phi, Sqrt, Abs, Negate }

    [Theory]
    [InlineData(Function.Exp, 1.5)]
    [InlineData(Function.ExpFlushed, 8)]
    [InlineData(Function.Log, 1.5)]
    [InlineData(Function.Sqrt, 0.5001)]
    public void Agrees_with_double_precision_to_a_few_units_in_the_last_place(Function function, double ulps)
    {
        var xs = Sweep();
        // its domain, less what is subnormal
        if (function == Function.ExpFlushed) xs = Array.FindAll(xs, x => !(x > 88 || (x > -104 && x < -87.33f)));
        var ys = Apply(function, xs, SimdLevel.Scalar);
        var worst = 0.0;
        for (var i = 0; i < xs.Length; i++)
        {
            var exact = Exact(function, xs[i]);
            var rounded = (float)exact;
            if (!float.IsFinite(rounded) || !float.IsFinite(ys[i]))
            {
                Assert.True(ys[i].Equals(rounded), $"{function}({xs[i]:R}) = {ys[i]:R}, exactly {exact:R}");
                continue;
            }
            var unit = Math.Max(Math.Abs((double)MathF.BitIncrement(MathF.Abs(rounded)) - MathF.Abs(rounded)), float.Epsilon);
            var error = Math.Abs(ys[i] - exact) / unit;
            worst = Math.Max(worst, error);
            Assert.True(error <= ulps, $"{function}({xs[i]:R}) = {ys[i]:R}, exactly {exact:R}: {error:F2} units");
        }
        Assert.True(worst > 0.4, "the sweep saw no rounding at all");
    }

    [Fact]
    public void The_normal_distribution_is_right_within_2e_7()
    {
        var xs = Array.FindAll(Sweep(), x => !float.IsNaN(x));
        var ys = Apply(Function.Phi, xs, SimdLevel.Scalar);
        for (var i = 0; i < xs.Length; i++)
            Assert.True(Math.Abs(ys[i] - (0.5 * (1 + DoubleMath.Erf(xs[i] * Math.Sqrt(0.5))))) <= 2e-7, $"Φ({xs[i]:R}) = {ys[i]:R}");
    }

    [Theory, CombinedLevels]
    public void Every_width_gives_the_same_bits(Function function, SimdLevel level)
    {
        var xs = Sweep();
        var expected = Apply(function, xs, SimdLevel.Scalar);
        var actual = Apply(function, xs, level);
        for (var i = 0; i < xs.Length; i++)
        {
            var same = float.IsNaN(expected[i]) ? float.IsNaN(actual[i])
                : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]);
            Assert.True(same, $"{function}({xs[i]:R}): scalar {expected[i]:R}, {level} {actual[i]:R}");
        }
    }

    [Theory, Levels]
    public void Special_values(SimdLevel level)
    {
        Assert.Equal([0f, float.PositiveInfinity, float.NaN, 1f, 1f, 0f, float.PositiveInfinity],
            Apply(Function.Exp, [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0f, -0f, -1e30f, 1e30f], level));
        Assert.Equal([0f, float.NaN, 1f, 1f, 0f, 0f],
            Apply(Function.ExpFlushed, [float.NegativeInfinity, float.NaN, 0f, -0f, -1e30f, -87.7f], level));
        Assert.Equal([float.NegativeInfinity, float.NegativeInfinity, float.NaN, float.NaN, float.NaN, float.PositiveInfinity, 0f],
            Apply(Function.Log, [0f, -0f, -1f, float.NegativeInfinity, float.NaN, float.PositiveInfinity, 1f], level));
        Assert.Equal([0f, 1f, float.NaN, 0.5f, 0.5f, 1f, 0f],
            Apply(Function.Phi, [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0f, -0f, 5.55f, -5.55f], level));
    }

    [Theory, Levels]
    public void Max_and_min_keep_a_nan_on_either_side(SimdLevel level) => On(level, new MaxMinCheck());

    [Theory, Levels]
    public void Parts_touch_only_their_scalars(SimdLevel level) => On(level, new PartCheck());

    [Theory, Levels]
    public void Sums_and_maxima_across(SimdLevel level) => On(level, new AcrossCheck());

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-300, 1.1283791670955126e-300)]
    [InlineData(0.5, 0.5204998778130465377)]
    [InlineData(1, 0.8427007929497148693)]
    [InlineData(-1.9999999, -0.9953222629522538)]
    [InlineData(2, 0.9953222650189527342)]
    [InlineData(3, 0.9999779095030014146)]
    [InlineData(4.5, 0.9999999998033839558)]
    [InlineData(double.PositiveInfinity, 1)]
    public void Double_erf_is_accurate(double x, double expected) =>
        Assert.True(Math.Abs(DoubleMath.Erf(x) - expected) <= 1e-15 * Math.Abs(expected), $"{DoubleMath.Erf(x):R}");

    private static float[] Sweep()
    {
        var values = new List<float>
        {
            0f, -0f, float.Epsilon, -float.Epsilon, 1.17549435e-38f, 1e-40f, float.MaxValue, float.MinValue,
            float.PositiveInfinity, float.NegativeInfinity, float.NaN, 88.72283f, 88.72284f, -87.33655f, -103.97208f, -103.97209f,
        };
        for (var x = -110.0; x < 95; x += 0.00817) values.Add((float)x);
        for (var x = -4.5; x < 4.5; x += 0.000713) values.Add((float)x);
        for (var bits = 0; bits < 0x7F800000; bits += 65_521) values.Add(BitConverter.Int32BitsToSingle(bits));
        return [.. values];
    }

    private static double Exact(Function function, double x) => function switch
    {
        Function.Exp or Function.ExpFlushed => Math.Exp(x),
        Function.Log => Math.Log(x),
        _ => Math.Sqrt(x),
    };

    private static float[] Apply(Function function, float[] xs, SimdLevel level)
    {
        var ys = new float[xs.Length];
        fixed (float* x = xs, y = ys)
            On(level, new Map(function, x, y), xs.Length);
        return ys;
    }

    private static void On<TKernel>(SimdLevel level, TKernel kernel, long count = 1) where TKernel : struct, ICpuKernel
    {
        using (Simd.Force(level))
        using (CpuThreads.Limit(1))
            CpuLauncher.Run(kernel, DType.Float32, count, count);
    }

    private readonly struct Map(Function function, void* x, void* y) : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            for (var i = from; i < to; i += TLane.Count)
            {
                var count = (int)Math.Min(TLane.Count, to - i);
                var v = TLane.LoadPart((T*)x + i, count, TLane.Of(1));
                v = function switch
                {
                    Function.Exp => TLane.Exp(v),
                    Function.ExpFlushed => TLane.ExpFlushed(v),
                    Function.Log => TLane.Log(v),
                    Function.Phi => TLane.Phi(v),
                    Function.Sqrt => TLane.Sqrt(v),
                    Function.Abs => TLane.Abs(v),
                    _ => -v,
                };
                TLane.StorePart(v, (T*)y + i, count);
            }
        }
    }

    private readonly struct MaxMinCheck : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            TLane one = TLane.Of(1), two = TLane.Of(2), nan = TLane.Of(double.NaN);
            Assert.Equal(T.CreateChecked(2), TLane.MaxAcross(TLane.Max(one, two)));
            Assert.Equal(T.CreateChecked(2), TLane.MaxAcross(TLane.MaxOfNumbers(two, one)));
            Assert.Equal(T.CreateChecked(1), TLane.MaxAcross(TLane.Min(one, two)));
            Assert.True(T.IsNaN(TLane.MaxAcross(TLane.Max(one, nan))) && T.IsNaN(TLane.MaxAcross(TLane.Max(nan, one))));
            Assert.True(T.IsNaN(TLane.MaxAcross(TLane.Min(one, nan))) && T.IsNaN(TLane.MaxAcross(TLane.Min(nan, one))));
        }
    }

    private readonly struct PartCheck : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var memory = stackalloc T[3 * TLane.Count];
            for (var count = 0; count <= TLane.Count; count++)
            {
                for (var i = 0; i < 3 * TLane.Count; i++) memory[i] = T.CreateChecked(i);
                var part = TLane.LoadPart(memory + TLane.Count, count, TLane.Of(-1));
                TLane.StorePart(part + TLane.Of(100), memory, count);
                TLane.Store(part, memory + 2 * TLane.Count);
                Assert.Equal(T.CreateChecked(count), TLane.SumAcross(TLane.Last(TLane.Of(1), count)));
                for (var i = 0; i < TLane.Count; i++)
                {
                    Assert.Equal(T.CreateChecked(i < count ? TLane.Count + i + 100 : i), memory[i]);
                    Assert.Equal(T.CreateChecked(i < count ? TLane.Count + i : -1), memory[2 * TLane.Count + i]);
                }
            }
        }
    }

    private readonly struct AcrossCheck : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var memory = stackalloc T[TLane.Count];
            for (var peak = 0; peak < TLane.Count; peak++)
            {
                for (var i = 0; i < TLane.Count; i++) memory[i] = T.CreateChecked(i == peak ? 50 : -i);
                var expected = T.Zero;
                for (var i = 0; i < TLane.Count; i++) expected += memory[i];
                Assert.Equal(expected, TLane.SumAcross(TLane.Load(memory)));
                Assert.Equal(T.CreateChecked(50), TLane.MaxAcross(TLane.Load(memory)));
                memory[peak] = T.NaN;
                Assert.True(T.IsNaN(TLane.MaxAcross(TLane.Load(memory))));
            }
        }
    }
}
