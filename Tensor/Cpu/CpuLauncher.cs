using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// Runs kernels on the CPU: chooses the lane, splits the items over threads and waits for all of them.
/// </summary>
public static unsafe class CpuLauncher
{
    /// <summary>Runs a kernel over items 0..count (exclusive).</summary>
    /// <param name="kernel">The work.</param>
    /// <param name="type">float64 for scalars of double, one at a time; else they are floats, by <see cref="Simd.Level"/>.</param>
    /// <param name="count">Number of items; 0 or less does nothing.</param>
    /// <param name="grain">Items per block, at least 1: the smallest piece worth a thread, and what every split is a multiple of.</param>
    /// <remarks>What a kernel throws is thrown here, after all threads have stopped. Nothing is allocated.
    /// While this thread captures a step, the call is also written down, to be made again whenever the step runs.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The grain is below 1.</exception>
    /// <exception cref="NotSupportedException">The type is one that the processor only stores, bfloat16 or float16.</exception>
    public static void Run<TKernel>(in TKernel kernel, DType type, long count, long grain) where TKernel : struct, ICpuKernel
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grain, 1);
        if (count <= 0) return;
        var settings = Ambient.Current?.Settings ?? AmbientSettings.None;
        if (settings.IsDry) return;
        if (type is DType.BFloat16 or DType.Float16) throw OnlyStored<TKernel>(type);
        if (settings.Recording is { } recording) recording.Run(kernel, type == DType.Float64, count, grain);
        else Start(kernel, type == DType.Float64, count, grain, settings);
    }

    private static NotSupportedException OnlyStored<TKernel>(DType type) => new(
        $"{KernelName.Of(typeof(TKernel))}: the processor stores, copies and converts {type.ToString().ToLowerInvariant()}, but computes "
        + $"in float32 and float64 only. Convert with Cast(DType.Float32), or compute on a GPU.");

    /// <summary>As <see cref="Run"/>, seen by no recording.</summary>
    internal static void Start<TKernel>(in TKernel kernel, bool isDouble, long count, long grain) where TKernel : struct, ICpuKernel =>
        Start(kernel, isDouble, count, grain, Ambient.Current?.Settings ?? AmbientSettings.None);

    private static void Start<TKernel>(in TKernel kernel, bool isDouble, long count, long grain, AmbientSettings settings)
        where TKernel : struct, ICpuKernel
    {
        var copy = kernel;                          // on this stack, where its address holds; what it refers to is alive as long
        var address = Unsafe.AsPointer(ref copy);
        var body = BodyFor<TKernel>(isDouble, Simd.Of(settings));
        if (count <= grain)
        {
            body(address, 0, count);                // a single block
            return;
        }
        var blocks = (count + grain - 1) / grain;
        var threads = (int)Math.Min(CpuThreads.Of(settings), blocks);
        if (threads <= 1) body(address, 0, count);
        else WorkerPool.Run(new(body, address, count, grain, blocks, threads));
    }

    private static delegate*<void*, long, long, void> BodyFor<TKernel>(bool isDouble, SimdLevel level) where TKernel : struct, ICpuKernel
    {
        if (isDouble) return &Body<TKernel, F64x1, double>;
        return level switch
        {
            SimdLevel.V512 => &Body<TKernel, F32x16, float>,
            SimdLevel.V256 => &Body<TKernel, F32x8, float>,
            SimdLevel.V128 => &Body<TKernel, F32x4, float>,
            _ => &Body<TKernel, F32x1, float>,
        };
    }

    private static void Body<TKernel, TLane, T>(void* kernel, long from, long to)
        where TKernel : struct, ICpuKernel
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        => Unsafe.AsRef<TKernel>(kernel).Run<TLane, T>(from, to);
}
