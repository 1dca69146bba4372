using Gexia.Gpu;
using Gexia.Models;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>What a device does besides computing: copies, captured steps, launches without garbage, errors.</summary>
[Collection(nameof(OpenCl))]
public class GpuDeviceTests(OpenCl fixture)
{
    private GpuDevice Device => fixture.Device;

    [OpenClFact]
    public void Tensors_come_back_as_they_went()
    {
        var rng = new Rng(1);
        foreach (var shape in (Shape[])[[], [0], [1], [3, 5], [2, 0, 4], [70_000]])
        {
            var x = Tensor.Normal(rng, shape);
            Assert.Equal(x.ToArray<float>(), x.To(Device).ToArray<float>());
            Assert.Equal(x.ToArray<float>(), x.To(Device).Copy().ToHost().ToArray<float>());
        }
        var ids = Tensor.Of([long.MinValue, -1, 0, long.MaxValue], [4], Device);
        Assert.Equal([long.MinValue, -1, 0, long.MaxValue], ids.ToArray<long>());
        ids.Write<long>([1, 2, 3, 4]);
        Assert.Equal(3, ids.At(2));
        ids[1] = 9;
        Assert.Equal([1, 9, 3, 4], ids.ToArray<long>());
        Assert.Equal(9, ids.Select(0, 1).Item<long>());
        Assert.Equal(new Rng(7) is var same ? Tensor.Normal(same, [9]).ToArray<float>() : [], Tensor.Normal(new Rng(7), [9], device: Device)
            .ToArray<float>());
    }

    [OpenClFact]
    public void Elements_have_no_address_here()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([3], device: Device).AsSpan<float>()[0]);
        Assert.Contains("opencl:0", error.Message, StringComparison.Ordinal);
    }

    [OpenClFact]
    public void Writing_through_a_view_and_into_a_strided_one()
    {
        var x = Tensor.Zeros([3, 4], device: Device);
        x.Select(0, 1).Write<float>([1, 2, 3, 4]);
        Assert.Equal([0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0], x.ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => x.Select(1, 1).Write<float>([1, 2, 3]));
        Assert.Throws<ShapeException>(() => x.Write<float>([1, 2, 3]));
    }

    [OpenClFact]
    public void Float64_is_computed_by_the_processor_and_counted()
    {
        var before = Device.Fallbacks;
        var x = Tensor.Of([1.0, 4, 9], [3], Device);
        Assert.Equal([1.0, 2, 3], x.Sqrt().ToArray<double>());
        Assert.True(Device.Fallbacks > before);
    }

    [OpenClFact]
    public void A_captured_step_runs_again_on_new_data()
    {
        var rng = new Rng(3);
        var (inputs, weights) = (Tensor.Normal(rng, [8, 5]), Tensor.Normal(rng, [5]));
        var (x, w) = (inputs.To(Device), weights.To(Device).RequireGradient());
        var step = CapturedStep.Capture(() => (x * w).Gelu().Softmax().Square().Mean());
        for (var i = 0; i < 3; i++)
        {
            var y = inputs * weights.RequireGradient();
            var marked = weights.Detach().RequireGradient();
            var loss = (inputs * marked).Gelu().Softmax().Square().Mean();
            Assert.Equal(loss.At(), step.Loss.At(), 1e-6);
            Assert.Equal(loss.Backward()[marked].ToArray<float>(), step.Gradients[w].ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-6f);
            inputs = Tensor.Normal(rng, [8, 5]);
            x.Write<float>(inputs.ToArray<float>());
            step.Run();
        }
    }

    [OpenClFact]
    public void Operands_of_two_devices_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([3], device: Device) + Tensor.Zeros([3]));
        Assert.Contains("opencl:0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("opencl:0:1")]
    [InlineData("metal")]
    [InlineData("")]
    public void A_name_that_is_none_says_what_is(string name)
    {
        var error = Assert.Throws<GpuException>(() => GpuDevices.Open(name));
        Assert.Contains("use cuda, cuda:N, opencl, opencl:N or ilgpu-cpu", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_that_is_not_there_says_why()
    {
        var missing = GpuDevices.Find().First(info => info.Kind == GpuDevices.Cuda);
        if (missing.Usable) return;
        var error = Assert.Throws<GpuException>(() => GpuDevices.Open("cuda:0"));
        Assert.Contains(missing.Reason, error.Message, StringComparison.Ordinal);
        Assert.Throws<GpuException>(() => GpuDevices.Open("opencl:99"));
    }
}
