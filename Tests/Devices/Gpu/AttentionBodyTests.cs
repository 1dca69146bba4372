using Gexia.Checking;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// The GPU bodies of attention leave what the processor's leave: blocks, tiles and chunks that are full and that are not, heads of any
/// width, packed and cut-out rows, queries that see nothing.
/// </summary>
public class AttentionBodyTests
{
    private static readonly CheckingDevice Checking = new() { ChecksGpuBodies = true };

    /// <summary>Batch, queries, keys, heads, width of a head.</summary>
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 1, 1, 1, 1, 1 },
        { 2, 3, 5, 2, 3 },
        { 1, 33, 7, 1, 16 },            // two blocks of queries
        { 1, 5, 66, 2, 4 },             // two tiles of keys forward, three blocks backward
        { 2, 2, 33, 1, 66 },            // two chunks, the second of two columns
        { 1, 4, 3, 1, 128 },            // two full chunks
        { 1, 32, 64, 1, 20 },           // nothing ragged but the chunk
    };

    [Theory, MemberData(nameof(Shapes))]
    public void It_leaves_the_same(int batch, int queries, int keys, int heads, int width)
    {
        var rng = new Rng((ulong)((100 * queries) + keys));
        Tensor Leaf(int rows) => Tensor.Normal(rng, [batch, rows, heads * width], device: Checking).RequireGradient();
        var (q, k, v) = (Leaf(queries), Leaf(keys), Leaf(keys));
        AttentionOp.Attention(q, k, v, heads).Backward(Leaf(queries));
        AttentionOp.Attention(q, k, v, heads, Mask(batch, keys, Checking)).Backward(Leaf(queries));
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(33, 2, 8)]
    [InlineData(67, 1, 3)]
    public void Causal_and_packed_it_leaves_the_same(int tokens, int heads, int width)
    {
        var rng = new Rng((ulong)tokens);
        Tensor Leaf(int columns) => Tensor.Normal(rng, [2, tokens, columns], device: Checking).RequireGradient();
        AttentionOp.SelfAttention(Leaf(3 * heads * width), heads, causal: true).Backward(Leaf(heads * width));
    }

    /// <summary>Rows that are cut out of wider ones, at multiples of four and elsewhere.</summary>
    [Theory]
    [InlineData(4, 24)]
    [InlineData(1, 24)]
    [InlineData(4, 23)]
    public void Of_cut_out_rows_it_leaves_the_same(int first, int stride)
    {
        var rng = new Rng(5);
        Tensor Cut() => Tensor.Normal(rng, [2, 9, stride], device: Checking).RequireGradient().Slice(2, first, 16).Slice(1, 1, 6);
        AttentionOp.Attention(Cut(), Cut(), Cut(), heads: 2).Square().Sum().Backward();
    }

    [Fact]
    public void A_query_that_sees_nothing_gets_zeros_and_passes_zeros_back()
    {
        var rng = new Rng(2);
        Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: Checking).RequireGradient();
        var (q, k, v) = (Leaf(2, 3, 8), Leaf(2, 4, 8), Leaf(2, 4, 8));
        var mask = Tensor.Full([2, 4], double.NegativeInfinity, device: Checking);
        for (var j = 0; j < 4; j++) mask[1, j] = 0;
        var y = AttentionOp.Attention(q, k, v, 2, mask);
        var gradients = y.Backward(Leaf(2, 3, 8));
        Assert.All(y.Slice(0, 0, 1).ToArray<float>(), value => Assert.Equal(0, value));
        Assert.Contains(y.Slice(0, 1, 1).ToArray<float>(), value => value != 0);
        foreach (var leaf in (Tensor[])[q, k, v])
            Assert.All(gradients[leaf].Slice(0, 0, 1).ToArray<float>(), value => Assert.Equal(0, value));
    }

    /// <summary>Of rounded operands a rounded result, with ℓ and the mask in float32.</summary>
    [Theory]
    [InlineData(DType.BFloat16, 8, false)]
    [InlineData(DType.BFloat16, 3, true)]
    [InlineData(DType.Float16, 8, true)]
    public void Stored_in_sixteen_bits_it_agrees_with_the_processor(DType type, int width, bool causal)
    {
        var rng = new Rng(7);
        var rounding = type == DType.BFloat16 ? 1 / 128.0 : 1 / 1024.0;
        Tensor[] inputs = [.. Enumerable.Range(0, 4).Select(_ => Tensor.Normal(rng, [2, 5, 2 * width]).To(type))];
        float[][] Run(DType computed, Device device)
        {
            Tensor[] x = [.. inputs.Select(input => input.To(DType.Float32).To(device).To(computed).RequireGradient())];
            var y = AttentionOp.Attention(x[0], x[1], x[2], 2, Mask(2, 5, device), causal);
            var gradients = y.Backward(x[3]);
            return [.. new[] { y, gradients[x[0]], gradients[x[1]], gradients[x[2]] }.Select(t => t.To(DType.Float32).ToArray<float>())];
        }
        foreach (var (exact, found) in Run(DType.Float32, Device.Cpu).Zip(Run(type, Checking)))
        {
            // δ comes from the rounded O, so that differences of dP may be off by a rounding of the largest.
            var largest = exact.Max(Math.Abs);
            for (var i = 0; i < exact.Length; i++) Assert.Equal(exact[i], found[i], rounding * (Math.Abs(exact[i]) + largest));
        }
    }

    private static Tensor Mask(int batch, int keys, Device device)
    {
        var values = Enumerable.Range(0, batch * keys).Select(i => i % 5 == 1 ? float.NegativeInfinity : i % 3 == 0 ? -0.75f : 0f);
        return Tensor.Of([.. values], [batch, keys], device);
    }
}
