using Gexia.Training.Config;
#if GPU
using Gexia.Gpu;
#endif

namespace Gexia.Cli;

/// <summary>A device that models can compute on, or one that was looked for in vain.</summary>
/// <param name="Name">What <c>--device</c> takes.</param>
/// <param name="Kind"><c>cpu</c>, <c>cuda</c>, <c>opencl</c> or <c>ilgpu-cpu</c>.</param>
/// <param name="Index">Among those of its kind.</param>
/// <param name="IsUsable">Whether it can be opened.</param>
/// <param name="Reason">Why it cannot; else what it is.</param>
/// <param name="IsGpu">Whether it is a GPU.</param>
internal sealed record ComputeDevice(string Name, string Kind, int Index, bool IsUsable, string Reason, bool IsGpu);

/// <summary>The devices of this machine, by the names of <see cref="DeviceName"/>.</summary>
internal static class ComputeDevices
{
    /// <summary>All of them, the processor first.</summary>
    public static IReadOnlyList<ComputeDevice> Find() => [Processor, .. Others()];

    /// <summary>Opens a device.</summary>
    /// <param name="name">Well formed.</param>
    /// <returns>Null for the processor.</returns>
    /// <exception cref="GexiaException">It is not there, or cannot be used; the message says why.</exception>
    public static Device? Open(string name) => name switch
    {
        DeviceName.Cpu => null,
        DeviceName.Auto => Best() is { } best ? OpenOther(best.Name) : null,
        _ => OpenOther(name),
    };

    /// <summary>Whether a device failed or is full, so that what was saved can be gone on with.</summary>
#if GPU
    public static bool IsFailure(Exception error) => error is GpuException or OutOfMemoryException;
#else
    public static bool IsFailure(Exception error) => error is OutOfMemoryException;
#endif

    /// <summary>Kernels that the processor has run for a device because it has no body for them.</summary>
#if GPU
    public static long FallbacksOf(Device device) => device is GpuDevice gpu ? gpu.Fallbacks : 0;
#else
    public static long FallbacksOf(Device device) => 0;
#endif

    private static ComputeDevice Processor { get; } = new(DeviceName.Cpu, DeviceName.Cpu, 0, true, "the processor", IsGpu: false);

    private static ComputeDevice? Best()
    {
        var usable = Others().Where(device => device.IsUsable && device.IsGpu).ToList();
        return usable.Find(device => device.Kind == "cuda") ?? usable.FirstOrDefault();
    }

#if GPU
    private static IEnumerable<ComputeDevice> Others() => GpuDevices.Find().Select(found =>
        new ComputeDevice(found.Name, found.Kind, found.Index, found.Usable, found.Reason, found.IsGpu));

    private static GpuDevice OpenOther(string name) => GpuDevices.Open(name);
#else
    private static IEnumerable<ComputeDevice> Others() => [];

    private static Device OpenOther(string name) => throw new GexiaException(
        $"The device '{name}' cannot be used: this program was built without GPUs (-p:Gpu=false). Use --device cpu, or another build.");
#endif
}
