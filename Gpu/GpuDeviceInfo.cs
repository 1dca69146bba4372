namespace Gexia.Gpu;

/// <summary>A device that was found, or looked for in vain.</summary>
/// <param name="Name">What <see cref="GpuDevices.Open"/> takes: <c>cuda:0</c>, <c>opencl:0</c>, <c>ilgpu-cpu</c>.</param>
/// <param name="Kind"><c>cuda</c>, <c>opencl</c> or <c>ilgpu-cpu</c>.</param>
/// <param name="Index">Among those of its kind, from 0.</param>
/// <param name="Usable">Whether it can be opened.</param>
/// <param name="Reason">Why it cannot; else what it is.</param>
/// <param name="IsGpu">Whether it is a GPU: what computes on the processor is for tests.</param>
public sealed record GpuDeviceInfo(string Name, string Kind, int Index, bool Usable, string Reason, bool IsGpu);
