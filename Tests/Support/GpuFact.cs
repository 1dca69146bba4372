using Gexia.Gpu;

namespace Gexia.Tests.Support;

/// <summary>ILGPU's CPU accelerator, opened once.</summary>
public sealed class IlgpuCpu : IDisposable
{
    public GpuDevice Device { get; } = GpuDevices.Open(GpuDevices.IlgpuCpu);

    public void Dispose() => Device.Dispose();
}

/// <summary>The first OpenCL device, PoCL's where there is no other, opened once.</summary>
public sealed class OpenCl : IDisposable
{
    private GpuDevice? device;

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Missing { get; } = GpuDevices.Find().First(info => info.Kind == GpuDevices.OpenCl) is { Usable: false } row
        ? $"needs an OpenCL device such as PoCL's: {row.Reason}" : null;

    public GpuDevice Device => device ??= GpuDevices.Open(GpuDevices.OpenCl);

    public void Dispose() => device?.Dispose();
}

/// <summary>Tests that share the CPU accelerator.</summary>
[CollectionDefinition(nameof(IlgpuCpu))]
public sealed class IlgpuCpuTests : ICollectionFixture<IlgpuCpu>;

/// <summary>Tests that share the OpenCL device.</summary>
[CollectionDefinition(nameof(OpenCl))]
public sealed class OpenClTests : ICollectionFixture<OpenCl>;

/// <summary>A test that needs an OpenCL device; skipped with the reason where there is none.</summary>
public sealed class OpenClFactAttribute : FactAttribute
{
    public OpenClFactAttribute() => Skip = OpenCl.Missing;
}

/// <summary>A theory that needs an OpenCL device.</summary>
public sealed class OpenClTheoryAttribute : TheoryAttribute
{
    public OpenClTheoryAttribute() => Skip = OpenCl.Missing;
}
