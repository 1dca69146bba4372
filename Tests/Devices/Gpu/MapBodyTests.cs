using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Bodies that treat each element by itself, over layouts that lie in fours and layouts that do not, in every dtype that a device computes
/// with. In float32 the device compares with the processor's body; in the others the result must be the processor's, of the same numbers in
/// float32, rounded once.
/// </summary>
public class MapBodyTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };

    public static TheoryData<DType> Types => [DType.Float32, DType.BFloat16, DType.Float16];

    // Shapes of a and b: 0-d, empty, size 1, flat in fours and not, rows and tables broadcast, a column, more than four axes.
    private static readonly (int[] A, int[] B)[] Shapes =
    [
        ([], []), ([0, 3], [3]), ([1], [1]), ([12], [12]), ([7], [7]), ([1100], [1100]), ([2, 3, 8], [8]), ([2, 3, 8], [3, 8]),
        ([2, 3, 5], [3, 5]), ([3, 1], [3, 8]), ([3, 1], [8]), ([2, 4], []), ([2, 1, 3, 1, 4], [1, 2, 1, 2, 4]),
        ([2, 1, 2, 1, 2, 1, 2, 1, 4], [1, 2, 1, 2, 1, 2, 1, 2, 1]),
    ];

    [Theory, MemberData(nameof(Types))]
    public void Broadcast_maps_leave_the_same(DType type)
    {
        foreach (var (shapeA, shapeB) in Shapes)
        {
            Check(type, x => x[0] + x[1], Values(1, shapeA), Values(2, shapeB));
            Check(type, x => x[0] * x[1], Values(3, shapeA), Values(4, shapeB));
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Maps_of_views_leave_the_same(DType type)
    {
        Check(type, x => x[0].Transpose().Gelu(), Values(1, [6, 8]));
        Check(type, x => x[0].Slice(1, 4, 8) - x[1], Values(2, [3, 16]), Values(3, [8]));       // begins with a four
        Check(type, x => x[0].Slice(1, 3, 8) - x[1], Values(4, [3, 16]), Values(5, [8]));       // and between two
        Check(type, x => x[0].Permute(2, 0, 1) / x[1], Values(6, [2, 3, 8]), Values(7, [8, 2, 3]));
        Check(type, x => x[0].Permute(1, 0, 2).QuickGelu(), Values(8, [2, 3, 8]));
        Check(type, x => x[0].Expand(5, 4).Relu(), Values(9, [5, 1]));
    }

    [Theory, MemberData(nameof(Types))]
    public void Gradients_leave_the_same(DType type)
    {
        foreach (var width in (int[])[8, 5])
        {
            Tensor[] leaves = [.. new[] { Values(1, [2, 3, width]), Values(2, [2, 3, width]), Values(3, [2, 3, width]) }
                .Select(x => x.To(type).To(device).RequireGradient())];
            var gradients = ((leaves[0] * leaves[1]).Gelu() + leaves[2]).Reshape(-1).Slice(0, 1, width).Backward(
                Tensor.Ones([width], type, device));
            Assert.All(leaves, leaf => Assert.Equal(type, gradients[leaf].DType));
        }
    }

    /// <summary>Elements of every size, where units of 16 and of 8 bytes fit and where none does.</summary>
    [Theory]
    [InlineData(DType.Bool), InlineData(DType.Int8), InlineData(DType.UInt8), InlineData(DType.BFloat16), InlineData(DType.Float16)]
    [InlineData(DType.Float32), InlineData(DType.Int32), InlineData(DType.Int64)]
    public void Copies_move_every_element(DType type)
    {
        foreach (var width in (int[])[32, 24, 8, 4, 3])
        {
            var whole = Numbers(type, [3, 2, 2 * width]);
            foreach (var view in (Func<Tensor, Tensor>[])
                [x => x, x => x.Slice(2, width, width), x => x.Slice(2, 1, width), x => x.Permute(1, 0, 2), x => x.Transpose()])
            {
                var expected = view(whole).Copy();
                Assert.Equal(Bits(expected), Bits(view(whole.To(device)).Copy()));
                var target = Tensor.Zeros(whole.Shape, type, device);
                view(target).CopyFrom(expected.To(device));
                Assert.Equal(Bits(expected), Bits(view(target).To(whole.Device)));
            }
            Assert.All(Tensor.Full([3, width], 1, type, device).To(DType.Float64).ToArray<double>(), one => Assert.Equal(1, one));
            Assert.All(Tensor.Zeros([width], type, device).To(DType.Float64).ToArray<double>(), zero => Assert.Equal(0, zero));
        }
    }

    [Fact]
    public void Conversions_are_the_processors()
    {
        DType[] types = [DType.Float32, DType.BFloat16, DType.Float16];
        foreach (var from in types)
            foreach (var to in types)
                foreach (var length in (int[])[0, 1, 7, 12, 1100])
                {
                    var x = (Values(length, [length]) * 1e4).To(from);
                    Assert.Equal(Bits(x.To(to)), Bits(x.To(device).To(to)));
                }
        float[] strange = [float.NaN, float.PositiveInfinity, -0f, 1e-40f, 70000, 3.4e38f, 1 + (1 / 256f), 1 + (3 / 256f)];
        var rounded = Tensor.Of(strange, [8], device).Cast(DType.BFloat16).Cast(DType.Float32).ToArray<float>();
        Assert.Equal(strange.Select(one => (float)(BFloat16)one), rounded);
    }

    [Theory, MemberData(nameof(Types))]
    public void What_is_not_finite_is_found(DType type)
    {
        foreach (var (length, place) in ((int, int)[])[(1, 0), (300, 299), (33_000, 32_768)])
        {
            var x = Tensor.Zeros([length]);
            Assert.Null(NonFinite.In(x.To(type).To(device)));
            x[place] = double.NegativeInfinity;
            Assert.Equal(place, NonFinite.In(x.To(type).To(device))!.First);
        }
    }

    private void Check(DType type, Func<Tensor[], Tensor> f, params Tensor[] inputs)
    {
        Tensor[] rounded = Array.ConvertAll(inputs, x => x.To(type).To(DType.Float32));
        var expected = f(rounded).To(type).To(DType.Float32).ToArray<float>();
        var found = f(Array.ConvertAll(rounded, x => x.To(type).To(device)));
        Assert.Equal(type, found.DType);
        var values = found.To(DType.Float32).ToArray<float>();
        Assert.Equal(expected, values);
    }

    private static Tensor Values(int seed, int[] shape) => Tensor.Normal(new Rng((ulong)seed), shape);

    private static Tensor Numbers(DType type, int[] shape)
    {
        var length = shape.Aggregate(1, (product, extent) => product * extent);
        var values = Enumerable.Range(0, length).Select(i => type == DType.Bool ? i * 7 % 5 % 2 : i * 7 % 101.0);
        return Tensor.Of([.. values], shape).To(type);
    }

    private static byte[] Bits(Tensor x) => x.ToHost().Contiguous().Bytes.ToArray();
}
