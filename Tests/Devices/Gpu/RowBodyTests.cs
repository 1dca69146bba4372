using Gexia.Checking;
using Gexia.Cpu;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Bodies that reduce or pick rows, on the checking device: every length of a row that a warp, a group and the last of four elements can
/// meet, rows of special values, sums in stages, ids that repeat and that lie outside.
/// </summary>
public class RowBodyTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };
    private readonly Rng rng = new(7);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(257)]
    [InlineData(512)]
    [InlineData(516)]
    [InlineData(1030)]
    public void Rows_of_every_width_leave_the_same(int width)
    {
        foreach (var rows in width < 200 ? (int[])[1, 5] : [2])
        {
            Both(Leaf(rows, width).LogSoftmax());
            Both(Leaf(rows, width).L2Normalize());
            Both(Leaf(rows, width).L2Normalize(epsilon: 1e3));
            Both(Leaf(rows, width).LayerNorm(Leaf(width), Leaf(width)));
            Both(Leaf(rows, width).Max(1));
            Both(Leaf(rows, width).Min(0));
            Both(Leaf(rows, width).Sum(1));
            Both(Leaf(rows, width).Sum(0));
            Both(Leaf(rows, width).CrossEntropy([.. Enumerable.Range(0, rows).Select(row => (row * 7) % width)]));
            Both(Leaf(rows + 2, width).Gather(Tensor.Of([rows, 0, rows, 1, rows], [5], device)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void Squares_leave_the_same(int n) => Both(Leaf(n, n).SymmetricCrossEntropy());

    [Fact]
    public void Tensors_without_elements_leave_the_same()
    {
        Both(Leaf(0, 5).LogSoftmax());
        Both(Leaf(0, 5).L2Normalize());
        Both(Leaf(0, 5).LayerNorm(Leaf(5), Leaf(5)));
        Both(Leaf(3, 0).Sum(1));
        Both(Leaf(0, 3).Sum(0));
        Both(Leaf(0, 0).SymmetricCrossEntropy());
        Both(Leaf(0, 3).CrossEntropy([]));
        Both(Leaf(4, 3).Gather(Tensor.Zeros([0], DType.Int32, device)));
        Both(Leaf(4, 0).Gather(Tensor.Of([1, 2], [2], device)));
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-3e38f)]
    [InlineData(0f)]
    public void Rows_of_one_value_leave_the_same(float value)
    {
        foreach (var width in (int[])[1, 40, 600])
        {
            Tensor Leaf(int rows)
            {
                var values = Enumerable.Range(0, rows * width).Select(i => i / width == 1 ? value : i % 50 * 0.1f).ToArray();
                if (rows > 2) values[2 * width] = value;
                return Tensor.Of(values, [rows, width], device).RequireGradient();
            }

            Both(Leaf(3).Softmax());
            Both(Leaf(3).LogSoftmax());
            Both(Leaf(3).Max(1));
            Both(Leaf(3).Min(1));
            if (value == 0) Both(Leaf(3).L2Normalize());
            Leaf(3).CrossEntropy([0, width - 1, 0]);
            if (width == 40) Leaf(width).SymmetricCrossEntropy();
            Both(Leaf(3).Transpose().Max(0));
        }
    }

    /// <summary>Where equals stand, and where NaN does, the first gets the gradient, however far along.</summary>
    [Fact]
    public void The_first_of_equals_is_found_in_long_rows()
    {
        var values = new float[2, 9001];
        (values[0, 4096 + 4095], values[0, 8192], values[0, 9000]) = (5, 5, 5);
        (values[1, 4097], values[1, 8999]) = (float.NaN, 7);
        var x = Tensor.Of(values).To(device).RequireGradient();
        var gradient = x.Max(1).Backward(Tensor.Ones([2], device: device))[x];
        Assert.Equal(1, gradient[0, 8191]);
        Assert.Equal(1, gradient[1, 4097]);
        Assert.Equal(2, gradient.Sum().Item<float>());
    }

    /// <summary>Sums that are long for the number of threads are made in stages, and the last stage may be short.</summary>
    [Theory]
    [InlineData(1, 8193, 1)]
    [InlineData(3, 9000, 1)]
    [InlineData(2, 257, 3)]
    [InlineData(1, 300, 128)]
    [InlineData(1, 385, 132)]
    [InlineData(1, 33000, 2)]
    public void Long_sums_leave_the_same(int outer, int middle, int inner) => Both(Leaf(outer, middle, inner).Sum(1));

    [Fact]
    public void Gradients_of_many_rows_leave_the_same() => Both(Leaf(200, 36).LayerNorm(Leaf(36), Leaf(36)));

    /// <summary>Ids picked often, by more warps and rows than there are, and tables read through a view.</summary>
    [Theory]
    [InlineData(7, 1)]
    [InlineData(60, 36)]
    [InlineData(60, 130)]
    [InlineData(2, 600)]
    public void Repeated_ids_leave_the_same(int tableRows, int width)
    {
        foreach (var type in (DType[])[DType.Int32, DType.Int64])
        {
            int[] chosen = [.. Enumerable.Range(0, 90).Select(i => i % 3 == 0 ? tableRows / 2 : (i * 37) % tableRows)];
            var ids = Tensor.Of(chosen, [9, 10], device);
            Both(Leaf(tableRows + 3, width).Slice(0, 1, tableRows).Gather(ids.To(type)));
        }
    }

    private Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: device).RequireGradient();

    private void Both(Tensor y) => y.Backward(Tensor.Normal(rng, y.Shape, device: device));
}
