using Gexia.Cpu;
using Gexia.Gpu;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Products on tensor cores, whose instructions ILGPU's CPU accelerator emulates: every tile, every way in which operands lie, ragged and
/// whole shapes, against float32 on the processor.
/// </summary>
[Collection(nameof(IlgpuCpu))]
public class TensorProductTests(IlgpuCpu fixture)
{
    private readonly IlgpuCpuDevice device = (IlgpuCpuDevice)fixture.Device;

    // Tile, parts of k; n and m where lines run across k, and every k, are multiples of 8.
    [Theory]
    [InlineData(3, 1, 67, 69, 40, true, true)]
    [InlineData(3, 1, 5, 72, 136, true, false)]
    [InlineData(3, 1, 72, 72, 40, false, false)]
    [InlineData(3, 1, 8, 69, 8, false, true)]
    [InlineData(3, 2, 72, 136, 200, false, false)]
    [InlineData(2, 1, 67, 136, 72, true, false)]
    [InlineData(1, 1, 136, 72, 72, false, false)]
    [InlineData(0, 1, 131, 69, 72, true, true)]
    public void A_tile_computes_the_product(int tile, int parts, int m, int n, int k, bool aAlongK, bool bAlongK)
    {
        var rng = new Rng((ulong)(m + n + k));
        Tensor a = Short(rng, aAlongK ? m : k, aAlongK ? k : m), b = Short(rng, bAlongK ? n : k, bAlongK ? k : n), c = Short(rng, m, n);
        Tensor A(Tensor x) => aAlongK ? x : Across(x);
        Tensor B(Tensor x) => bAlongK ? Across(x) : x;
        var expected = c.Copy();
        Products.Run(A(a), B(b), expected, accumulate: true);

        // float32 where the sums are a gradient of parameters, else as short as the operands
        foreach (var type in aAlongK ? (DType[])[DType.BFloat16] : [DType.Float32, DType.BFloat16])
        {
            var target = c.To(type).To(device);
            var problem = GemmProblem.Of(A(OnDevice(a)), B(OnDevice(b)), target);
            problem.Accumulate = true;
            Run(problem, default(Unmapped), null, null, new(tile, parts));
            Near(expected, target);
        }
    }

    [Theory]
    [InlineData(67, 69)]
    [InlineData(33, 64)]
    public void Finished_values_are_mapped(int m, int n)
    {
        const int k = 24;
        var rng = new Rng((ulong)m);
        Tensor a = Short(rng, m, k), b = Short(rng, n, k), bias = Short(rng, n), first = Short(rng, m, n), second = Short(rng, m, n);
        Tensor c = first.NewEmpty([m, n]), mapped = c.NewEmpty([m, n]);
        Products.Run(a, Across(b), bias, c, Products.Activated(new Gelu(), mapped));
        var target = mapped.To(DType.BFloat16).To(device);
        var problem = GemmProblem.Of(OnDevice(a), Across(OnDevice(b)), target.NewEmpty([m, n]));
        problem.Bias = bias.To(device);
        Run(problem, new OfFirst<Activation<Gelu>>(new(new())), null, null, new(3, 1), target);
        Near(c, problem.C);
        Near(mapped, target);

        Products.Run(a, Across(b), null, c, new MapEpilogue<ActivationBackward<Gelu>>(new(new()), first, second, null));
        Run(problem with { Bias = null }, new ActivationBackward<Gelu>(new()), OnDevice(first), OnDevice(second), new(3, 1));
        Near(c, problem.C);
    }

    /// <summary>Where the device says that it has tensor cores, operations use them, float16 too, and no kernel falls back.</summary>
    [Fact]
    public void An_operation_finds_them()
    {
        device.EmulatedTensorCores = 1;
        try
        {
            var rng = new Rng(1);
            Tensor x = Short(rng, 9, 16), weight = Short(rng, 24, 16);
            foreach (var (type, unit) in ((DType, Type)[])[(DType.BFloat16, typeof(BFloat16Unit)), (DType.Float16, typeof(Float16Unit))])
            {
                var fallbacks = device.Fallbacks;
                Near(x.Linear(weight), x.To(type).To(device).Linear(weight.To(device)));
                Assert.Equal(fallbacks, device.Fallbacks);
                Assert.Contains(device.Bodies, body => body.GetGenericArguments().Contains(unit));
            }
        }
        finally
        {
            device.EmulatedTensorCores = 0;
        }
    }

    /// <summary>Lines that repeat one: the memory ends within their last chunk, unless they are of whole chunks.</summary>
    [Theory]
    [InlineData(20, 24)]
    [InlineData(24, 20)]
    [InlineData(3, 3)]
    [InlineData(24, 16)]
    public void Repeated_lines_are_read_to_their_end(int n, int k)
    {
        device.EmulatedTensorCores = 1;
        try
        {
            var rng = new Rng((ulong)n);
            Tensor row = Short(rng, k), column = Short(rng, n), a = Short(rng, 9, k), b = Short(rng, k, n);
            Near(row.Expand(9, k).MatMul(b), OnDevice(row).Expand(9, k).MatMul(OnDevice(b)));
            Near(a.MatMul(column.Expand(k, n)), OnDevice(a).MatMul(OnDevice(column).Expand(k, n)));
            Near(a.MatMul(Across(row.Expand(n, k))), OnDevice(a).MatMul(Across(OnDevice(row).Expand(n, k))));
        }
        finally
        {
            device.EmulatedTensorCores = 0;
        }
    }

    /// <summary>The choice for an H200: large products in large tiles, gradients of weights cut until they fill the device.</summary>
    [Theory]
    [InlineData(8192, 8192, 8192, false, 0, 1)]
    [InlineData(12800, 3072, 768, false, 0, 1)]
    [InlineData(768, 768, 12800, true, -1, 2)]
    [InlineData(64, 64, 64, true, 3, 1)]
    public void The_choice_fits_the_shape(long m, long n, long k, bool canCut, int tile, int leastParts)
    {
        var choice = TensorChoice.Of(m, n, k, 132, canCut);
        if (tile >= 0) Assert.Equal(tile, choice.Tile);
        Assert.InRange(choice.Parts, leastParts, leastParts == 1 ? 1 : 16);
    }

    private void Run<TMap>(in GemmProblem p, TMap map, Tensor? first, Tensor? second, TensorChoice choice, Tensor? target = null)
        where TMap : struct, IMap3
    {
        var product = new GpuProduct(p, new(), first, second, target, isMapped: typeof(TMap) != typeof(Unmapped));
        Assert.True(TensorOperand.TryOf(p.A, p.AOffset, p.ARow, p.AColumn, p.M, p.K, out var a, out var aAlongK));
        Assert.True(TensorOperand.TryOf(p.B!, p.BOffset, p.BColumn, p.BRow, p.N, p.K, out var b, out var bAlongK));
        var operands = new Operands([p.A, p.B, null, null, p.Bias, first, second], [p.C, target]);
        new TensorProduct(device, operands, product, a, b, choice).Run(map, aAlongK, bAlongK);
    }

    // Numbers that bfloat16 holds.
    private static Tensor Short(Rng rng, params int[] shape) => Tensor.Normal(rng, shape).To(DType.BFloat16).To(DType.Float32);

    private Tensor OnDevice(Tensor x) => x.To(DType.BFloat16).To(device);

    private static Tensor Across(Tensor x) => x.View(x.Layout.Permute([1, 0]));

    private static void Near(Tensor expected, Tensor actual)
    {
        var tolerance = actual.DType == DType.Float32 ? 1e-5 : 1.0 / 256;
        float[] want = expected.ToArray<float>(), have = actual.ToHost().To(DType.Float32).ToArray<float>();
        var largest = want.Max(Math.Abs);
        for (var i = 0; i < want.Length; i++)
            Assert.True(Math.Abs(want[i] - have[i]) <= tolerance * ((Math.Abs(want[i]) + (largest / 16))), $"{i}: {want[i]}, {have[i]}");
    }
}
