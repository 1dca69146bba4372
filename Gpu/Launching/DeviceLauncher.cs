using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>Takes the bodies of one kernel.</summary>
internal readonly struct DeviceLauncher(GpuDevice device, in Operands operands) : IGpuLauncher
{
    private readonly Operands operands = operands;

    public void Run<TBody>(in TBody body, long groups) where TBody : struct, IGpuBody
    {
        if (groups <= 0) return;
        if (groups > int.MaxValue)
        {
            throw new ArgumentException(
                $"{device}: {groups:N0} groups of threads in one launch; at most {int.MaxValue:N0} fit. Use a smaller batch.");
        }
        device.Launch(body, (int)groups, operands);
        Recording.Current?.Add(new RecordedBody<TBody>(device, body, (int)groups, operands));
    }

    bool IGpuLauncher.TryProduct<TMap>(in GpuProduct product, TMap map) =>
        device.TensorCores > 0 && TensorProduct.TryRun(device, operands, product, map);

    bool IGpuLauncher.TryAttention(in GpuAttention attention) => device.TensorCores > 0 && TensorAttention.TryRun(this, attention);

    bool IGpuLauncher.TryAttention(in GpuAttention attention, in GpuAttentionGradients gradients) =>
        device.TensorCores > 0 && TensorAttention.TryRun(this, attention, gradients);
}

/// <summary>A launch of a body that can be made again.</summary>
internal sealed class RecordedBody<TBody>(GpuDevice device, in TBody body, int groups, in Operands operands)
    : RecordedLaunch, IGraphable where TBody : struct, IGpuBody
{
    private readonly TBody body = body;
    private readonly Operands operands = operands;

    public override Device Queue => device;

    public override void Run() => device.Launch(body, groups, operands);
}

/// <summary>A kernel that the processor runs for a device, which can be done again.</summary>
internal sealed class RecordedFallback<TKernel>(GpuDevice device, in TKernel kernel) : RecordedLaunch where TKernel : struct, IKernel
{
    private readonly TKernel kernel = kernel;

    public override void Run() => device.RunOnProcessor(kernel);
}
