namespace Gexia.Cpu;

/// <summary>A kernel call with everything it needs to be made again. Running it allocates nothing.</summary>
internal abstract class RecordedLaunch
{
    /// <summary>Makes the call; lanes and threads are those of the calling thread now.</summary>
    public abstract void Run();

    /// <summary>The device whose queue it goes into; null where it runs on the processor.</summary>
    public virtual Device? Queue => null;
}

/// <summary>The call of one kind of kernel.</summary>
internal sealed class RecordedLaunch<TKernel>(in TKernel kernel, bool isDouble, long count, long grain)
    : RecordedLaunch where TKernel : struct, ICpuKernel
{
    private readonly TKernel kernel = kernel;

    public override void Run() => CpuLauncher.Start(kernel, isDouble, count, grain);
}
