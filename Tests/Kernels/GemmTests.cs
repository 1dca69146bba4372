using System.Numerics;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia.Tests.Kernels;

/// <summary>Matrix multiplication against the triple loop in double precision.</summary>
public class GemmTests
{
    private const double FloatTolerance = 1e-6;
    private const double DoubleTolerance = 2e-15;

    [Fact]
    public void Any_shape_layout_and_level_agrees_with_the_triple_loop()
    {
        var dimension = Gen.Frequency((8, Gen.Choose(1, 20)), (6, Gen.Choose(1, 80)), (1, Gen.Choose(0, 0)), (2, Gen.Choose(100, 210)));
        var cases =
            from m in dimension
            from n in dimension
            from k in Gen.Frequency((20, dimension), (1, Gen.Choose(380, 800)))
            from flags in Gen.Choose(0, 15)
            from padding in Gen.Elements(0, 0, 3, 16)
            from batch in Gen.Frequency((4, Gen.Constant(1)), (1, Gen.Choose(0, 5)))
            from threads in Gen.Choose(1, 3)
            from level in Gen.Elements(LevelsAttribute.All.ToArray())
            select (
                Case: new GemmCase(m, n, k, (flags & 1) > 0, (flags & 2) > 0, (flags & 4) > 0, (flags & 8) > 0, padding, batch), threads,
                level);
        Prop.ForAll(Arb.From(cases, x => Smaller(x.Case).Select(smaller => (smaller, x.threads, x.level))), x =>
        {
            using var force = Simd.Force(x.level);
            using var limit = CpuThreads.Limit(x.threads);
            return x.Case.Error(x.Case.Run<float>()) <= FloatTolerance && x.Case.Error(x.Case.Run<double>()) <= DoubleTolerance;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(250));
    }

    private static IEnumerable<GemmCase> Smaller(GemmCase x)
    {
        if (x.M > 1) yield return x with { M = x.M / 2 };
        if (x.N > 1) yield return x with { N = x.N / 2 };
        if (x.K > 1) yield return x with { K = x.K / 2 };
        if (x.Batch > 1) yield return x with { Batch = 1 };
        if (x.Padding > 0) yield return x with { Padding = 0 };
        if (x.Bias) yield return x with { Bias = false };
        if (x.Accumulate) yield return x with { Accumulate = false };
    }

    public static TheoryData<GemmCase> Large => new(
        new GemmCase(401, 193, 385, Accumulate: true, Bias: true),
        new GemmCase(9, 1600, 70, TransposeB: true),
        new GemmCase(500, 200, 300, TransposeA: true, TransposeB: true, Padding: 5),
        new GemmCase(50, 768, 768, TransposeB: true, Bias: true),
        new GemmCase(320, 64, 64, Bias: true),
        new GemmCase(64, 100, 1280, TransposeA: true, Accumulate: true),
        new GemmCase(37, 37, 16, TransposeB: true, Batch: 24));

    [Theory, MemberData(nameof(Large))]
    public void Threads_and_vector_width_change_no_bit(GemmCase shape)
    {
        float[]? expected = null;
        foreach (var level in LevelsAttribute.All)
        {
            foreach (var threads in new[] { 1, 2, 3, 4 })
            {
                using var force = Simd.Force(level);
                using var limit = CpuThreads.Limit(threads);
                var actual = shape.Run<float>();
                if (expected is null)
                {
                    expected = actual;
                    Assert.InRange(shape.Error(actual), 0, FloatTolerance);
                }
                Assert.True(
                    MemoryMarshal.AsBytes<float>(expected).SequenceEqual(MemoryMarshal.AsBytes<float>(actual)),
                    $"{level}, {threads} threads");
            }
        }
    }

    [Theory, Levels]
    public void An_empty_sum_gives_zero_or_the_bias(SimdLevel level)
    {
        using var force = Simd.Force(level);
        Assert.Equal(0, new GemmCase(5, 21, 0).Error(new GemmCase(5, 21, 0).Run<float>()));
        Assert.Equal(0, new GemmCase(5, 21, 0, Bias: true).Error(new GemmCase(5, 21, 0, Bias: true).Run<float>()));
    }

    [Theory, Levels]
    public void Not_a_number_is_kept_and_stays_in_its_row_and_column(SimdLevel level)
    {
        using var force = Simd.Force(level);
        const int size = 20;
        var a = new float[size * size];
        var b = Enumerable.Repeat(1f, size * size).ToArray();
        b[3 * size + 17] = float.PositiveInfinity;      // 0·∞ in column 17
        a[5 * size + 2] = float.NaN;                    // row 5
        var result = Tensor.Zeros([size, size]);
        Gemm.Run(GemmProblem.Of(Tensor.Of(a, [size, size]), Tensor.Of(b, [size, size]), result));
        var c = result.ToArray<float>();
        for (var i = 0; i < size; i++)
            for (var j = 0; j < size; j++)
                Assert.Equal(i == 5 || j == 17, float.IsNaN(c[i * size + j]));
    }

    [Theory, Levels]
    public void Heads_interleaved_in_their_tokens_multiply_in_place(SimdLevel level)
    {
        // Queries and keys [batch, tokens, heads, width]; scores [batch, heads, tokens, tokens].
        const int batch = 3, tokens = 11, heads = 4, width = 16;
        using var force = Simd.Force(level);
        var random = new Random(3);
        var queries = Enumerable.Range(0, batch * tokens * heads * width).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var keys = queries.Select(_ => random.NextSingle() - 0.5f).ToArray();
        var result = Tensor.Empty([batch * heads * tokens * tokens]);
        Gemm.Run(
            new GemmProblem
            {
                M = tokens, N = tokens, K = width, A = Tensor.Of(queries), ARow = heads * width, AColumn = 1,
                B = Tensor.Of(keys), BRow = 1, BColumn = heads * width, C = result, CRow = tokens,
            },
            new GemmBatch
            {
                Outer = batch, Inner = heads, AOuter = tokens * heads * width, AInner = width,
                BOuter = tokens * heads * width, BInner = width, COuter = heads * tokens * tokens, CInner = tokens * tokens,
            });
        var scores = result.ToArray<float>();
        for (var i = 0; i < scores.Length; i++)
        {
            int key = i % tokens, query = i / tokens % tokens, head = i / (tokens * tokens) % heads, item = i / (tokens * tokens * heads);
            var expected = 0.0;
            for (var d = 0; d < width; d++)
                expected += (double)queries[((item * tokens + query) * heads + head) * width + d]
                    * keys[((item * tokens + key) * heads + head) * width + d];
            Assert.Equal(expected, scores[i], 4e-6);
        }
    }

    [Theory]
    [InlineData(50, 70, 30, 1)]
    [InlineData(200, 300, 800, 3)]
    public void The_epilogue_meets_every_finished_value_once(int m, int n, int k, int threads)
    {
        using var limit = CpuThreads.Limit(threads);
        var result = Tensor.Empty([2, m, n]);
        var problem = GemmProblem.Of(Tensor.Ones([2, m, k]), Tensor.Ones([2, k, n]), result);
        result.Device.Run(
            new GemmKernel<AddPlace>(problem, new GemmBatch { Outer = 2, AOuter = m * k, BOuter = k * n, COuter = m * n }, default));
        var c = result.ToArray<float>();
        for (var i = 0; i < c.Length; i++) Assert.Equal(k + 1000 * (i / n) + i % n, c[i]);
    }

    [Fact]
    public void A_product_allocates_nothing_once_warm()
    {
        using var limit = CpuThreads.Limit(1);
        var cpu = Device.Cpu;
        Tensor a = Tensor.Ones([199, 200], device: cpu), b = Tensor.Ones([200, 200], device: cpu).Transpose(), c = a.NewEmpty([199, 200]);
        var problem = GemmProblem.Of(a, b, c);
        Gemm.Run(problem);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Gemm.Run(problem);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private readonly struct AddPlace : IGemmEpilogue
    {
        public static bool IsPresent => true;

        public Tensor? First => null;

        public Tensor? Second => null;

        public Tensor? Target => null;

        public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var r = 0; r < rows; r++)
                for (var j = 0; j < count; j++) values[r * stride + j] += T.CreateChecked(1000 * (row + r) + column + j);
        }

        public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged
        {
        }

        public bool OnGpu<TLauncher>(in GemmProblem problem, in GemmBatch batch, in TLauncher gpu)
            where TLauncher : struct, IGpuLauncher => false;
    }
}
