using Gexia.Checking;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// A place where tensors live and kernels run. It offers memory, <see cref="Run"/> and <see cref="Synchronize"/>, never a method per
/// operation: an operation brings its own kernel, with a body for each kind of device.
/// </summary>
public abstract class Device
{
    private protected Device(string name) => Name = name;

    /// <summary>The processor: SIMD kernels, always there.</summary>
    public static CpuDevice Cpu { get; } = new();

    /// <summary>
    /// Where tensors are made when nothing is said: the processor, or what the environment variable <c>GEXIA_DEVICE</c> names: <c>cpu</c>,
    /// or <c>check</c>, a <see cref="CheckingDevice"/>. It is read once.
    /// </summary>
    public static Device Default { get; } = Named(Environment.GetEnvironmentVariable("GEXIA_DEVICE"));

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Whether tensors on it hold numbers. Where they do not, writing them does nothing, and reading them is refused.</summary>
    public virtual bool HoldsNumbers => true;

    /// <summary>Whether the processor reads and writes its memory by address, so that elements have spans.</summary>
    public virtual bool IsHost => true;

    /// <summary>
    /// Whether it computes in float64. Where it does not, sums over whole tensors are kept in float32.
    /// </summary>
    public virtual bool HasFloat64 => true;

    /// <summary>Bytes of memory of its own that are free; −1 where it does not say, or uses the processor's.</summary>
    public virtual long FreeBytes => -1;

    /// <summary>
    /// Memory for <paramref name="bytes"/> bytes, not cleared; from the current <see cref="TensorScope"/>'s pool when there is one.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not enough, or more than one tensor can hold.</exception>
    public Storage Allocate(long bytes) =>
        ScopeMemory.Current is { } scope ? scope.Rent(this, bytes) : new Storage(this, BufferOf(bytes), bytes);

    /// <summary>Runs a kernel, or puts it into the device's queue.</summary>
    /// <param name="kernel">Its tensors live on this device.</param>
    /// <exception cref="ObjectDisposedException">The memory of one was given back.</exception>
    /// <exception cref="InvalidOperationException">A tensor lives on another device; or a step is being captured, and a tensor belongs to
    /// a scope around it.</exception>
    public void Run<TKernel>(in TKernel kernel) where TKernel : struct, IKernel
    {
        var operands = kernel.Operands;
        var work = Ambient.Current;
        if (work?.Settings.Recording is null && MemoryUse.AreFree(operands.All, this, work)) Start(kernel);
        else RunInUse(kernel, operands);
    }

    /// <summary>Waits until everything that was run so far has finished.</summary>
    public abstract void Synchronize();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether thousands of threads share a kernel here, so that a long sum is worth two.</summary>
    internal virtual bool HasManyThreads => false;

    /// <summary>A buffer of at least that many bytes.</summary>
    internal abstract DeviceBuffer BufferOf(long bytes);

    /// <summary>Runs a kernel whose operands are here and in use.</summary>
    private protected abstract void RunHere<TKernel>(in TKernel kernel) where TKernel : struct, IKernel;

    private void Start<TKernel>(in TKernel kernel) where TKernel : struct, IKernel
    {
        // The processor needs no virtual call of a generic method, which is looked up at every call.
        if (this == Cpu) kernel.OnCpu();
        else RunHere(kernel);
    }

    private void RunInUse<TKernel>(in TKernel kernel, in Operands operands) where TKernel : struct, IKernel
    {
        foreach (var tensor in operands.All)
            if (tensor is not null && tensor.Device != this) throw Elsewhere<TKernel>(operands, tensor);
        using var use = new MemoryUse(operands.All);
        Start(kernel);
    }

    private InvalidOperationException Elsewhere<TKernel>(in Operands operands, Tensor other)
    {
        foreach (var tensor in operands.All)
            if (tensor?.Device == this)
                return new(
                    $"{NameOf<TKernel>()}: its tensors must live on one device. {tensor.Description} is on {this}, "
                    + $"{other.Description} on {other.Device}. Move one with To(device).");
        return new($"{NameOf<TKernel>()}: {other.Description} is on {other.Device}, but the kernel was given to {this}.");
    }

    /// <summary>The name of a kernel for messages: that of the operation it lies in, or its own.</summary>
    private protected static string NameOf<TKernel>() => KernelName.Of(typeof(TKernel));

    /// <summary>Recorded launches as one thing that runs them all, such as a graph of the device's; null where they are run one by one.
    /// </summary>
    internal virtual RecordedLaunch? Join(RecordedLaunch[] launches) => null;

    private static Device Named(string? name) => name switch
    {
        null or "" or "cpu" => Cpu,
        "check" => new CheckingDevice(),
        _ => throw new ArgumentException($"GEXIA_DEVICE is '{name}'; use cpu or check."),
    };
}
