using Gexia.Checking;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// The GPU body of products leaves what the processor's leaves, in both sizes of squares: ragged and whole shapes, operands of every
/// layout, batches, bias, sums added to C, maps. The device compares after every kernel.
/// </summary>
public class ProductBodyTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(33, 65, 20)]
    [InlineData(32, 32, 16)]
    [InlineData(5, 70, 0)]
    [InlineData(64, 36, 12)]
    [InlineData(31, 1, 9)]
    [InlineData(0, 3, 4)]
    public void Matrices_of_every_layout(int m, int n, int k)
    {
        var rng = new Rng((ulong)(m + (n * 100) + (k * 10000)));
        foreach (var a in Layouts(rng, m, k))
            foreach (var b in Layouts(rng, k, n))
                Products.Run(a, b, Drawn(rng, m, n));
    }

    [Theory]
    [InlineData(130, 132, 18)]
    [InlineData(128, 128, 8)]
    [InlineData(40, 129, 11)]
    public void Large_squares(int m, int n, int k)
    {
        var rng = new Rng((ulong)(m * n * k));
        foreach (var a in Layouts(rng, m, k).Take(2))
            foreach (var b in Layouts(rng, k, n).Take(2))
            {
                var problem = GemmProblem.Of(a, b, Drawn(rng, m, n));
                (problem.Bias, problem.Accumulate) = (Drawn(rng, n), b.IsContiguous);
                device.Run(new InLargeSquares(problem, new()));
            }
        device.Run(new InLargeSquares(GemmProblem.Of(Drawn(rng, m, k), Drawn(rng, k, n), Drawn(rng, m, n + 3).Slice(1, 2, n)), new()));
    }

    [Theory]
    [InlineData(7, 6, 5)]
    [InlineData(34, 40, 12)]
    public void What_is_done_to_finished_values(int m, int n, int k)
    {
        var rng = new Rng((ulong)(m * n * k));
        Tensor a = Drawn(rng, m, k), b = Drawn(rng, k, n), bias = Drawn(rng, n), first = Drawn(rng, m, n), second = Drawn(rng, m, n);
        Products.Run(a, b, bias, Drawn(rng, m, n), Products.Plus(first));
        Products.Run(a, b, bias, Drawn(rng, m, n), Products.Activated(new Gelu(), Drawn(rng, m, n)));
        var y = Drawn(rng, m, n);
        Products.Run(a, b, bias, y, Products.Activated(new QuickGelu(), y));
        Products.Run(a, b, null, y, new MapEpilogue<ActivationBackward<Gelu>>(new(new()), first, second, null));
        Products.Run(a, b, Drawn(rng, m, n), accumulate: true);
    }

    [Fact]
    public void Batches_share_their_operands()
    {
        var rng = new Rng(7);
        Drawn(rng, 2, 3, 5, 9).MatMul(Drawn(rng, 3, 9, 35));
        Drawn(rng, 2, 1, 33, 9).MatMul(Drawn(rng, 1, 3, 9, 4));
        Drawn(rng, 3, 7, 2, 6).Permute(2, 0, 1, 3).MatMul(Drawn(rng, 6, 5));
        Drawn(rng, 2, 0, 9).MatMul(Drawn(rng, 9, 5));

        // Queries and keys [batch, tokens, heads, width], scores [batch, heads, tokens, tokens].
        const int batch = 2, tokens = 11, heads = 3, width = 8;
        var scores = Drawn(rng, batch * heads * tokens, tokens);
        var problem = new GemmProblem
        {
            M = tokens, N = tokens, K = width, A = Drawn(rng, batch, tokens, heads, width), ARow = heads * width, AColumn = 1,
            B = Drawn(rng, batch, tokens, heads, width), BRow = 1, BColumn = heads * width, C = scores, CRow = tokens,
        };
        var interleaved = new GemmBatch
        {
            Outer = batch, Inner = heads, AOuter = tokens * heads * width, AInner = width, BOuter = tokens * heads * width,
            BInner = width, COuter = heads * tokens * tokens, CInner = tokens * tokens,
        };
        device.Run(new GemmKernel<MapEpilogue<OfFirstTwo<Sum>>>(
            problem, interleaved, Products.Plus(Drawn(rng, batch * heads * tokens, tokens))));
        device.Run(new InLargeSquares(problem, interleaved));
    }

    [Theory]
    [InlineData(DType.BFloat16, 9e-3)]
    [InlineData(DType.Float16, 1e-3)]
    public void Short_numbers_are_summed_in_float32(DType type, double tolerance)
    {
        var rng = new Rng(3);
        foreach (var (m, n, k) in (ReadOnlySpan<(int, int, int)>)[(5, 7, 3), (33, 36, 40)])
        {
            Tensor a = Drawn(rng, m, k).To(type), b = Drawn(rng, n, k).To(type), bias = Drawn(rng, n);
            Tensor c = Drawn(rng, m, n), rounded = c.NewEmpty(c.Shape, type), sums = c.NewEmpty(c.Shape);
            Products.Run(a.To(DType.Float32), Across(b.To(DType.Float32)), bias, c, default(NoEpilogue));
            Products.Run(a, Across(b), bias, rounded, default(NoEpilogue));
            Products.Run(a, Across(b), bias, sums, default(NoEpilogue));
            float[] exact = c.ToArray<float>(), narrow = rounded.To(DType.Float32).ToArray<float>(), wide = sums.ToArray<float>();
            for (var i = 0; i < exact.Length; i++)
            {
                Assert.Equal(exact[i], wide[i], 1e-5);
                Assert.Equal(exact[i], narrow[i], (tolerance * Math.Abs(exact[i])) + 1e-5);
            }
        }
    }

    [Fact]
    public void The_processor_refuses_short_numbers()
    {
        Tensor a = Tensor.Ones([2, 3], DType.BFloat16), b = Tensor.Ones([3, 4], DType.BFloat16);
        Assert.Contains("bfloat16", Assert.Throws<NotSupportedException>(() => a.MatMul(b)).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => a.Linear(Tensor.Ones([5, 3])));
        Assert.Throws<NotSupportedException>(() => Products.Run(a, b, Tensor.Empty([2, 4])));
        Assert.Throws<ShapeException>(() => a.MatMul(Tensor.Ones([3, 4])));
        Assert.Throws<ShapeException>(() => Tensor.Ones([2, 3]).Linear(Tensor.Ones([5, 3], DType.BFloat16)));
    }

    [Theory]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Parameters_of_float32_act_on_short_numbers(DType type)
    {
        var rng = new Rng(5);
        Tensor x = Drawn(rng, 3, 4, 8), w1 = Drawn(rng, 12, 8), b1 = Drawn(rng, 12), w2 = Drawn(rng, 6, 12), b2 = Drawn(rng, 6);
        x = x.To(type).To(DType.Float32);                               // the same numbers in both dtypes
        Tensor[] exact = Gradients(x, w1, b1, w2, b2), found = Gradients(x.To(type), w1, b1, w2, b2);
        Assert.Equal([type, type, DType.Float32, DType.Float32, DType.Float32, DType.Float32], found.Select(one => one.DType));
        for (var i = 0; i < exact.Length; i++)
        {
            float[] want = exact[i].ToArray<float>(), have = found[i].To(DType.Float32).ToArray<float>();
            var norm = Math.Sqrt(want.Sum(one => (double)one * one));
            Assert.True(Math.Sqrt(want.Zip(have, (a, b) => Math.Pow(a - b, 2)).Sum()) <= 2e-2 * norm, $"gradient {i}");
        }
    }

    // y = W₂·gelu(W₁·x + b₁) + b₂ + x·W₃ᵀ by both operations, and the gradients of its squares' sum.
    private static Tensor[] Gradients(Tensor x, params Tensor[] parameters)
    {
        Tensor[] leaves = [x.Copy().RequireGradient(), .. parameters.Select(one => one.Copy().RequireGradient())];
        var y = leaves[0].Mlp(leaves[1], leaves[2], leaves[3], leaves[4], new Gelu());
        y = leaves[0].Linear(leaves[1], leaves[2], new QuickGelu()).Linear(leaves[3], leaves[4], residual: y);
        var gradients = y.Square().Sum().Backward();
        return [y, .. leaves.Select(leaf => gradients[leaf])];
    }

    private Tensor Drawn(Rng rng, params int[] shape) => Tensor.Normal(rng, shape, device: device);

    private static Tensor Across(Tensor x) => x.View(x.Layout.Permute([1, 0]));

    // Lines one way and the other, with gaps, every second element, one line repeated.
    private IEnumerable<Tensor> Layouts(Rng rng, int rows, int columns)
    {
        yield return Drawn(rng, rows, columns);
        yield return Across(Drawn(rng, columns, rows));
        yield return Drawn(rng, rows, columns + 5).Slice(1, 3, columns);
        yield return Drawn(rng, rows, (2 * columns) + 1).View(Layout.Contiguous(new[] { rows, (2 * columns) + 1 }).Slice(1, 1, columns, 2));
        yield return Drawn(rng, 1, columns).View(Layout.Contiguous(new[] { 1, columns }).Expand(new[] { rows, columns }));
    }

    /// <summary>Products in the large squares that their size would not choose.</summary>
    private readonly struct InLargeSquares(GemmProblem problem, GemmBatch batch) : IKernel
    {
        private readonly GemmProblem problem = problem;
        private readonly GemmBatch batch = batch;

        public Operands Operands => Kernel.Operands;

        private GemmKernel<NoEpilogue> Kernel => new(problem, batch, default);

        public void OnCpu() => Kernel.OnCpu();

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            new GpuProduct(problem, batch, null, null, null, isMapped: false)
                .RunIn<StoredFloat32, StoredFloat32, Unmapped, LargeTile, TLauncher>(default, gpu);
            return true;
        }
    }
}
