using System.Numerics;
using Gexia.Checking;
using Gexia.Cpu;
using Gexia.Gpu;
using Gexia.Testing;
using Gexia.Tests.Gradients;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// GPU bodies leave what their processor's bodies leave, for shapes that fill their groups and shapes that do not. The device compares
/// after every kernel, those of the way back as well; a difference is thrown.
/// </summary>
public class GpuBodyTests
{
    private readonly CheckingDevice device = new() { ChecksGpuBodies = true };

    // Some gradients of causal attention are nothing but rounding: the first query sees one key. DeviceAgreementTests know how much.
    public static TheoryData<string> Operations =>
        [.. OpCases.Rows.Select(row => row.Name).Where(name => name != "Attention, causal")];

    [Theory, MemberData(nameof(Operations))]
    public void An_operation_leaves_the_same(string name)
    {
        foreach (var sizes in (Sizes[])[new(2, 3, 5, 2, 1), new(1, 4, 32, 3, 2), new(3, 1, 70, 1, 3), new(4, 16, 8, 2, 4)])
        {
            var trial = new Trial(OpCases.Rows.Single(row => row.Name == name), sizes);
            Tensor[] leaves = [.. trial.Bases.Select(x => x.To(DType.Float32).To(device).RequireGradient())];
            var y = trial.Apply(leaves);
            y.Backward(Tensor.Normal(new Rng(5), y.Shape, device: device));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(2, 31)]
    [InlineData(1, 32)]
    [InlineData(3, 33)]
    [InlineData(2, 127)]
    [InlineData(3, 128)]
    [InlineData(2, 129)]
    [InlineData(1, 300)]
    [InlineData(0, 7)]
    public void Rows_leave_the_same(int rows, int width)
    {
        var rng = new Rng((ulong)(rows + (1000 * width)));
        Tensor Leaf(params int[] shape) => Tensor.Normal(rng, shape, device: device).RequireGradient();
        (Leaf(rows, width).Softmax() * Leaf(rows, width)).Sum().Backward();
        (Leaf(rows, width).LayerNorm(Leaf(width), Leaf(width)) * Leaf(rows, width)).Sum().Backward();
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(-3e38f)]
    [InlineData(0f)]
    public void Rows_of_one_value_leave_the_same(float value)
    {
        foreach (var width in (int[])[1, 40, 150])
        {
            var values = Enumerable.Range(0, 3 * width).Select(i => i / width == 1 ? value : i * 0.1f);
            var x = Tensor.Of([.. values], [3, width], device);
            x[2, 0] = value;
            x.Softmax();
        }
    }

    /// <summary>Elements of broadcast, transposed and cut tensors, with more axes than merge.</summary>
    [Fact]
    public void Strided_maps_leave_the_same()
    {
        var rng = new Rng(1);
        var x = Tensor.Normal(rng, [2, 3, 2, 3, 2, 3, 2, 3], device: device);
        var across = x.Permute(7, 5, 3, 1, 0, 2, 4, 6).Slice(1, 1, 2);
        Assert.Equal(across.Shape, (across + Tensor.Normal(rng, [3, 1, 1, 3, 1, 2, 1, 1], device: device)).Shape);
        (Tensor.Normal(rng, [257, 1], device: device) * Tensor.Normal(rng, [1, 3], device: device)).Transpose().Gelu();
    }

    [Fact]
    public void Atomics_add_up_and_operands_have_their_dtypes()
    {
        int[] places = [.. Enumerable.Range(0, 100).Select(i => (i * 7) % 3)];
        var (counts, sums) = (Tensor.Zeros([3], DType.Int32, device), Tensor.Zeros([3], device: device));
        device.Run(new Histogram(Tensor.Of(places, [100], device), counts, sums));
        Assert.Equal([34, 33, 33], counts.ToArray<int>());
        Assert.Equal([17, 16.5f, 16.5f], sums.ToArray<float>());
    }

    // counts[p] += 1 and sums[p] += ½ for each place p.
    private readonly struct Histogram(Tensor places, Tensor counts, Tensor sums) : IKernel, ICpuKernel
    {
        public Operands Operands => new([places], [counts, sums]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            gpu.Run(new Body((int)places.Length), 4);
            return true;
        }

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = 0; i < places.Length; i++)
            {
                counts.Pointer<int>()[places.Pointer<int>()[i]]++;
                sums.Pointer<float>()[places.Pointer<int>()[i]] += 0.5f;
            }
        }

        private readonly struct Body(int length) : IGpuBody
        {
            public static int Threads => IGpu.WarpSize;

            public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared)
                where TGpu : struct, IGpu where TView : struct, IView<float>
            {
                TView places = operands[0], counts = operands[1], sums = operands[2];
                for (var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx; i < length; i += gpu.GridDim * gpu.GroupDim)
                {
                    gpu.AtomicAdd(ref counts.At<int>(places.At<int>(i)), 1);
                    gpu.AtomicAdd(ref sums[places.At<int>(i)], 0.5f);
                }
            }
        }
    }
}
