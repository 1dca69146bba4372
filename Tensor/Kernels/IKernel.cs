using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Work on tensors that a device runs: a struct of tensors and unmanaged numbers, with a body for each kind of device. An operation makes
/// one and hands it to the device that its tensors live on, <c>y.Device.Run(new Forward(x, y))</c>; it names no device itself.
/// </summary>
/// <remarks>
/// A kernel holds no pointer and no array: what it holds is alive, and says where it lives, as long as the kernel is, also in a captured
/// step that runs again. Whatever depends on the values of tensors happens in its bodies.
/// </remarks>
public interface IKernel
{
    /// <summary>
    /// Every tensor that it reads or writes. Their memory stays theirs until the kernel is done, whatever other threads do.
    /// </summary>
    Operands Operands { get; }

    /// <summary>
    /// The body for the processor, and the reference for every other: splits the work over threads by <see cref="Cpu.CpuLauncher.Run"/>,
    /// in one loop or several. It reads and writes no element itself.
    /// </summary>
    void OnCpu();

    /// <summary>
    /// The body for a GPU, where there is one: makes an <see cref="IGpuBody"/> of the kernel's numbers and hands it to the launcher, once
    /// or several times. It gives what <see cref="OnCpu"/> gives, but for rounding.
    /// </summary>
    /// <param name="gpu">The device's.</param>
    /// <returns>False where there is none: nothing was run.</returns>
    bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => false;
}
