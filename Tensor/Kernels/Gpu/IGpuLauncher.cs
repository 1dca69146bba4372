namespace Gexia.Gpu;

/// <summary>Where a kernel hands its GPU body to; a device makes one over the kernel's operands.</summary>
public interface IGpuLauncher
{
    /// <summary>Runs a body, after all that was run before it. The body is compiled once, by its closed type.</summary>
    /// <param name="body">Its fields travel to the device with each call.</param>
    /// <param name="groups">How many groups of <see cref="IGpuBody.Threads"/> threads; none does nothing.</param>
    void Run<TBody>(in TBody body, long groups) where TBody : struct, IGpuBody;
}
