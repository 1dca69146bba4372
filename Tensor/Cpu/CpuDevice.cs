namespace Gexia;

/// <summary>The processor.</summary>
public sealed class CpuDevice : Device
{
    internal CpuDevice() : base("cpu") { }

    /// <inheritdoc/>
    /// <remarks>Kernels on the processor return when they are done, so there is nothing to wait for.</remarks>
    public override void Synchronize() { }

    internal override DeviceBuffer BufferOf(long bytes) => PinnedBuffer.Create(bytes);

    private protected override void RunHere<TKernel>(in TKernel kernel) => kernel.OnCpu();
}
