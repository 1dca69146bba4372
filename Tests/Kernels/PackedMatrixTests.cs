using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Cpu;

namespace Gexia.Tests.Kernels;

/// <summary>Weights stored in the order of products, in three formats.</summary>
public class PackedMatrixTests
{
    [Fact]
    public void A_packed_product_has_the_bits_of_the_plain_one_at_every_level()
    {
        var cases =
            from rows in Gen.Frequency((3, Gen.Choose(1, 12)), (1, Gen.Choose(60, 80)), (1, Gen.Constant(0)))
            from outputs in Gen.Frequency((3, Gen.Choose(1, 130)), (1, Gen.Choose(300, 420)))
            from inputs in Gen.Frequency((3, Gen.Choose(1, 90)), (1, Gen.Choose(500, 1100)))
            from threads in Gen.Choose(1, 4)
            from level in Gen.Elements(LevelsAttribute.All.ToArray())
            from bias in Gen.Elements(true, false)
            select (rows, outputs, inputs, threads, level, bias);
        Prop.ForAll(Arb.From(cases), c =>
        {
            var (x, w, b) = Operands(c.rows, c.outputs, c.inputs, c.bias);
            using var force = Simd.Force(c.level);
            using var limit = CpuThreads.Limit(c.threads);
            return SameBits(x.Linear(w, b), x.Linear(PackedMatrix.Of(w), b))
                && SameBits(x.Linear(w, b, new QuickGelu()), x.Linear(PackedMatrix.Of(w), b, new QuickGelu()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Theory]
    [InlineData(WeightFormat.Float32)]
    [InlineData(WeightFormat.BFloat16)]
    [InlineData(WeightFormat.Int8)]
    public void A_product_is_that_of_the_stored_numbers_whatever_level_froze_them(WeightFormat format)
    {
        foreach (var (rows, outputs, inputs) in new[] { (50, 100, 70), (3, 1, 1), (70, 800, 1030), (1, 48, 512) })
        {
            var (x, w, b) = Operands(rows, outputs, inputs, true);
            var packed = PackedMatrix.Of(w, format);
            var expected = x.Linear(packed.Unpack(), b);
            foreach (var level in LevelsAttribute.All)
            {
                using var force = Simd.Force(level);
                Assert.True(SameBits(expected, x.Linear(packed, b)), $"{format} {level} {rows}x{outputs}x{inputs}");
                Assert.True(SameBits(packed.Unpack(), PackedMatrix.Of(w, format).Unpack()), $"{format} packed at {level}");
            }
        }
    }

    [Fact]
    public void Stored_numbers_are_as_near_as_the_format_says()
    {
        var (_, w, _) = Operands(1, 77, 300, false);
        var exact = w.ToArray<float>();
        Assert.Equal(exact, PackedMatrix.Of(w).Unpack().ToArray<float>());

        var bf16 = PackedMatrix.Of(w, WeightFormat.BFloat16);
        Assert.All(exact.Zip(bf16.Unpack().ToArray<float>()), pair =>
            Assert.InRange(Math.Abs(pair.Second - pair.First), 0, Math.Abs(pair.First) / 256));

        var int8 = PackedMatrix.Of(w, WeightFormat.Int8);
        var near = int8.Unpack().ToArray<float>();
        for (var output = 0; output < 77; output++)
        {
            var most = exact.Skip(output * 300).Take(300).Max(Math.Abs);
            for (var i = 0; i < 300; i++) Assert.InRange(Math.Abs(near[(output * 300) + i] - exact[(output * 300) + i]), 0, most / 253);
        }
        Assert.Equal(80 * 300 * 4, PackedMatrix.Of(w).Bytes);
        Assert.Equal(80 * 300 * 2, bf16.Bytes);
        Assert.Equal((80 * 300) + (80 * 4), int8.Bytes);
    }

    [Fact]
    public void A_column_of_zeros_and_a_transposed_weight_are_stored_too()
    {
        var zero = PackedMatrix.Of(Tensor.Zeros([5, 7]), WeightFormat.Int8).Unpack();
        Assert.All(zero.ToArray<float>(), value => Assert.Equal(0, value));
        var w = Tensor.Normal(new Rng(1), [7, 60]);
        Assert.True(SameBits(w.Transpose().Contiguous(), PackedMatrix.Of(w.Transpose()).Unpack()));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var packed = PackedMatrix.Of(Tensor.Ones([3, 4]));
        Assert.Throws<ShapeException>(() => PackedMatrix.Of(Tensor.Ones([3])));
        Assert.Throws<ShapeException>(() => PackedMatrix.Of(Tensor.Ones([3, 4], DType.Float64)));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 5]).Linear(packed));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 4]).Linear(packed, Tensor.Ones([4])));
        Assert.Contains(
            "packed", Assert.Throws<InvalidOperationException>(() => Tensor.Ones([2, 4]).RequireGradient().Linear(packed)).Message,
            StringComparison.Ordinal);
    }

    private static (Tensor X, Tensor W, Tensor? B) Operands(int rows, int outputs, int inputs, bool bias)
    {
        var rng = new Rng((ulong)(rows + outputs + inputs));
        return (Tensor.Normal(rng, [rows, inputs]), Tensor.Normal(rng, [outputs, inputs]), bias ? Tensor.Normal(rng, [outputs]) : null);
    }

    private static bool SameBits(Tensor a, Tensor b) => a.Shape.Equals(b.Shape)
        && MemoryMarshal.AsBytes<float>(a.ToArray<float>()).SequenceEqual(MemoryMarshal.AsBytes<float>(b.ToArray<float>()));
}
