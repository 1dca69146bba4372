using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// A place where tensors live and kernels run. It offers memory, launch and synchronise, never a method per operation:
/// an operation brings its own kernel for each kind of device.
/// </summary>
public abstract class Device
{
    private protected Device(string name) => Name = name;

    /// <summary>The processor: SIMD kernels, always there.</summary>
    public static CpuDevice Cpu { get; } = new();

    /// <summary>For people.</summary>
    public string Name { get; }

    /// <summary>Memory for <paramref name="bytes"/> bytes, not cleared; from the current <see cref="TensorScope"/>'s pool when there is one.</summary>
    public abstract Storage Allocate(long bytes);

    /// <summary>Waits until everything launched so far has finished.</summary>
    public abstract void Synchronize();

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>The processor.</summary>
public sealed class CpuDevice : Device
{
    internal CpuDevice() : base("cpu") { }

    /// <inheritdoc/>
    public override Storage Allocate(long bytes) => ScopeMemory.Current is { } scope ? scope.Rent(bytes) : new Storage(this, PinnedBuffer.Create(bytes), bytes);

    /// <inheritdoc/>
    /// <remarks>Launches on the processor return when they are done, so there is nothing to wait for.</remarks>
    public override void Synchronize() { }

    /// <summary>
    /// Runs a kernel over items 0..count−1 on all threads this caller may use, in blocks of <paramref name="grain"/> items.
    /// The blocks do not depend on the number of threads, so neither do the results.
    /// </summary>
    /// <param name="kernel">The work; its vector width and scalar type are chosen here.</param>
    /// <param name="type">float32 or float64.</param>
    /// <param name="count">Items.</param>
    /// <param name="grain">Items of one block, at least 1.</param>
    /// <param name="operands">Every tensor that the kernel reads or writes: their memory stays theirs until it is done, whatever other threads do.</param>
    /// <exception cref="ObjectDisposedException">The memory of an operand was given back.</exception>
    /// <exception cref="InvalidOperationException">A step is being captured, and an operand belongs to a scope around it.</exception>
    public void Launch<TKernel>(in TKernel kernel, DType type, long count, long grain, ReadOnlySpan<Tensor?> operands) where TKernel : struct, ICpuKernel
    {
        if (count <= 0) return;
        var work = Ambient.Current;
        if (work?.Settings.Recording is null && MemoryUse.AreFree(operands, work)) CpuLauncher.Start(kernel, isDouble: type == DType.Float64, count, Math.Max(1, grain));
        else LaunchInUse(kernel, type, count, grain, operands);
    }

    private static void LaunchInUse<TKernel>(in TKernel kernel, DType type, long count, long grain, ReadOnlySpan<Tensor?> operands) where TKernel : struct, ICpuKernel
    {
        using var use = new MemoryUse(operands);
        CpuLauncher.Run(kernel, isDouble: type == DType.Float64, count, Math.Max(1, grain));
    }
}
