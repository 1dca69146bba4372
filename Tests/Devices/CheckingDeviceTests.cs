using System.Numerics;
using Gexia.Checking;
using Gexia.Cpu;

namespace Gexia.Tests.Devices;

/// <summary>
/// What a checking device notices of a kernel that breaks the rules, and that it gives the processor's bits for one that does not.
/// </summary>
public class CheckingDeviceTests
{
    private readonly CheckingDevice device = new();

    [Theory]
    [InlineData(-1, "4 bytes before the start")]
    [InlineData(-3, "12 bytes before the start")]
    [InlineData(5, "1 bytes beyond the end")]
    [InlineData(7, "9 bytes beyond the end")]
    public void Writing_beside_a_tensor_is_noticed(int place, string where)
    {
        var y = Tensor.Empty([5], device: device);
        var error = Assert.Throws<KernelException>(
            () => device.Run(new Wrong(Tensor.Ones([5], device: device), y, place, writesSource: false)));
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains("float32[5]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Changing_what_is_only_read_is_noticed()
    {
        var (x, y) = (Tensor.Ones([5], device: device), Tensor.Empty([5], device: device));
        var error = Assert.Throws<KernelException>(() => device.Run(new Wrong(x, y, 3, writesSource: true)));
        Assert.Contains("only reads", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void What_nothing_wrote_is_not_a_number(DType type) => Assert.True(double.IsNaN(Tensor.Empty([3], type, device).At(2)));

    [Fact]
    public void Memory_that_is_used_again_is_poisoned_again()
    {
        for (var round = 0; round < 3; round++)
        {
            using var scope = TensorScope.Begin();
            var x = Tensor.Empty([1000], device: device);
            Assert.True(double.IsNaN(x.At(7)));
            Scalars.Fill(x, 3);
        }
    }

    [Fact]
    public void A_step_has_the_processors_bits_also_when_it_is_captured()
    {
        static float[] Run(Device on)
        {
            var rng = new Rng(3);
            var w = Tensor.Normal(rng, [33, 17], device: on).RequireGradient();
            var x = Tensor.Normal(rng, [29, 17], device: on);
            Tensor Loss() => x.Linear(w, null, new QuickGelu()).Softmax().MatMul(w).Square().Mean();
            var usual = Loss().Backward()[w].ToArray<float>();
            var step = CapturedStep.Capture(Loss);
            step.Run();
            Assert.Equal(usual, step.Gradients[w].ToArray<float>());
            return usual;
        }
        Assert.Equal(Run(Device.Cpu), Run(device));
    }

    [Fact]
    public void Tensors_of_two_devices_in_one_operation_are_refused_and_both_are_named()
    {
        var (here, there) = (Tensor.Ones([2, 3], device: device), Tensor.Ones([2, 3], device: Device.Cpu));
        foreach (var operation in (Func<Tensor>[])[
            () => here + there, () => there.MatMul(here.Transpose()), () => Tensor.Ones([3], device: device) * there
        ])
        {
            var error = Assert.Throws<InvalidOperationException>(operation);
            Assert.Contains("check", error.Message, StringComparison.Ordinal);
            Assert.Contains("cpu", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(2, (here + there.To(device)).At(1, 2));
        Assert.Equal(here.ToArray<float>(), here.To(Device.Cpu).ToArray<float>());
    }

    // Writes one element at a place that may lie outside.
    private readonly struct Wrong(Tensor x, Tensor y, int place, bool writesSource) : IKernel, ICpuKernel
    {
        public Operands Operands => new([x], [y]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            // The byte of that number for places behind the end, so that a single byte is seen as well.
            if (place < 0 || writesSource) (writesSource ? x : y).Pointer<float>()[place] = 2;
            else ((byte*)(y.Pointer<float>() + 5))[(place - 5) * 4] = 2;
        }
    }
}
