namespace Gexia.Tests.Gradients;

/// <summary>Conversions that are recorded: values are rounded to nearest, gradients come back in the input's dtype.</summary>
public class CastTests
{
    [Fact]
    public void Values_and_gradients_are_the_nearest_of_the_other_dtype()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var rng = new Rng((ulong)seed);
            var x = Tensor.Normal(rng, [seed % 4, 5], type: DType.Float64).RequireGradient();
            var y = x.Cast(DType.Float32);
            Assert.Equal(x.ToArray<double>().Select(value => (float)value), y.ToArray<float>());
            var d = Tensor.Normal(rng, y.Shape);
            var gradient = y.Backward(d)[x];
            Assert.Equal(DType.Float64, gradient.DType);
            Assert.Equal(d.ToArray<float>().Select(value => (double)value), gradient.ToArray<double>());
        }
    }

    [Theory]
    [InlineData(DType.BFloat16, 1 + (1 / 256f), 1f)]                        // ties to even
    [InlineData(DType.BFloat16, 1 + (3 / 256f), 1 + (4 / 256f))]
    [InlineData(DType.BFloat16, 3.4e38f, float.PositiveInfinity)]
    [InlineData(DType.BFloat16, -1e-40f, -9.1835496e-41f)]                  // the smallest there is
    [InlineData(DType.Float16, 1 + (1 / 2048f), 1f)]
    [InlineData(DType.Float16, 65520f, float.PositiveInfinity)]
    [InlineData(DType.Float16, 1e-8f, 0f)]
    public void A_short_dtype_rounds_values_and_gradients(DType type, float value, float rounded)
    {
        var x = Tensor.Of(value, -value).RequireGradient();
        var y = x.Cast(type);
        Assert.Equal(type, y.DType);
        Near([rounded, -rounded], y.To(DType.Float32));
        var back = y.Cast(DType.Float32).Backward(Tensor.Of(value, -value))[x];
        Near([rounded, -rounded], back);            // on the way back it was of the short dtype
        Assert.Equal(DType.Float32, back.DType);

        static void Near(float[] expected, Tensor found)
        {
            for (var i = 0; i < expected.Length; i++)
                if (!expected[i].Equals((float)found.At(i))) Assert.Equal(expected[i], found.At(i), 1e-42);
        }
    }

    [Fact]
    public void The_same_dtype_is_the_tensor_itself_and_whole_numbers_are_refused()
    {
        var x = Tensor.Of(1f, 2);
        Assert.Same(x, x.Cast(DType.Float32));
        Assert.Contains("To(...)", Assert.Throws<ShapeException>(() => x.Cast(DType.Int32)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Tensor.Of(1, 2).Cast(DType.Float32));
    }

    [Theory]
    [InlineData(DType.BFloat16, "bfloat16"), InlineData(DType.Float16, "float16")]
    public void The_processor_says_what_it_only_stores(DType type, string word)
    {
        var x = Tensor.Of([1f, 2, 3, 4], [2, 2]).Cast(type);
        Refused("Gelu", () => x.Gelu());
        Refused("Sum", () => x + x);
        Refused("Multiply", () => x * x.Transpose());
        Refused("Affine", () => 2 * x);
        Assert.Equal([1f, 3, 2, 4], x.Transpose().Copy().To(DType.Float32).ToArray<float>());

        void Refused(string op, Func<Tensor> compute)
        {
            var message = Assert.Throws<NotSupportedException>(() => { compute(); }).Message;
            Assert.StartsWith(op + ": ", message, StringComparison.Ordinal);
            Assert.Contains(word, message, StringComparison.Ordinal);
            Assert.Contains("Cast(DType.Float32)", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Operands_of_two_dtypes_are_refused_with_what_to_do()
    {
        var (a, b) = (Tensor.Of(1f, 2), Tensor.Of(1f, 2).Cast(DType.BFloat16));
        foreach (var compute in (Func<Tensor>[])[() => a + b, () => b - a, () => a * b, () => a.Maximum(b)])
            Assert.Contains("Cast(...)", Assert.Throws<ShapeException>(() => { compute(); }).Message, StringComparison.Ordinal);
    }
}
