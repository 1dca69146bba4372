using Gexia.Gpu;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>Attention as tensor cores compute it, emulated by ILGPU's CPU accelerator: of bfloat16, with heads 64 wide.</summary>
[Collection(nameof(IlgpuCpu))]
public sealed class TensorAttentionTests : IDisposable
{
    private const double Rounding = 1 / 128.0;

    private readonly IlgpuCpuDevice device;

    public TensorAttentionTests(IlgpuCpu fixture)
    {
        device = (IlgpuCpuDevice)fixture.Device;
        device.EmulatedTensorCores = 1;
    }

    public void Dispose() => device.EmulatedTensorCores = 0;

    [Theory]
    [InlineData(1, 1, 1, 1, false, false)]
    [InlineData(2, 3, 5, 2, true, false)]
    [InlineData(1, 50, 50, 1, false, false)]
    [InlineData(1, 77, 77, 2, true, true)]
    [InlineData(1, 32, 130, 1, true, false)]        // three tiles of keys
    public void It_agrees_with_the_processor(int batch, int queries, int keys, int heads, bool masked, bool causal)
    {
        var rng = new Rng((ulong)(queries + keys));
        var rounds = new[] { queries, keys, keys, queries };
        Tensor[] inputs = [.. rounds.Select(rows => Tensor.Normal(rng, [batch, rows, heads * 64]).To(DType.BFloat16))];
        var mask = masked ? Mask(batch, keys) : null;
        float[][] Run(DType type, Device on)
        {
            Tensor[] x = [.. inputs.Select(input => input.To(DType.Float32).To(on).To(type).RequireGradient())];
            var y = AttentionOp.Attention(x[0], x[1], x[2], heads, mask?.To(on), causal);
            var gradients = y.Backward(x[3]);
            return [.. new[] { y, gradients[x[0]], gradients[x[1]], gradients[x[2]] }.Select(t => t.To(DType.Float32).ToArray<float>())];
        }
        var found = Run(DType.BFloat16, device);
        Assert.Superset(
            new HashSet<Type> { typeof(TensorAttentionBody), typeof(TensorQueryGradientBody), typeof(TensorKeyGradientBody) },
            device.Bodies.ToHashSet());
        foreach (var (exact, rounded) in Run(DType.Float32, Device.Cpu).Zip(found))
        {
            // Weights and dS are rounded before they are multiplied, and δ comes from the rounded O.
            var largest = exact.Max(Math.Abs);
            for (var i = 0; i < exact.Length; i++) Assert.Equal(exact[i], rounded[i], Rounding * (Math.Abs(exact[i]) + largest));
        }
    }

    // Of the first of several samples everything is hidden.
    private static Tensor Mask(int batch, int keys)
    {
        var values = Enumerable.Range(0, batch * keys)
            .Select(i => batch > 1 && i < keys ? float.NegativeInfinity : i % 5 == 1 ? float.NegativeInfinity : i % 3 == 0 ? -0.75f : 0f);
        return Tensor.Of([.. values], [batch, keys]);
    }
}
