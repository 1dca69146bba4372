using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime.OpenCL;

namespace Gexia.Gpu;

/// <summary>Makes contexts of ILGPU: all at one level of optimization, with the instructions that bodies need.</summary>
internal static class GpuContext
{
    /// <summary>Where OpenCL's loader is looked for.</summary>
    public const string OpenClLibrary = "libOpenCL.so.1";

    // Many systems have no name for these without the version.
    static GpuContext() => NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) =>
        name is "cuda" or "OpenCL" && !OperatingSystem.IsWindows() && NativeLibrary.TryLoad(
            name == "cuda" ? CudaDriver.Library : OpenClLibrary, out var handle) ? handle : 0);

    /// <summary>A context; without devices it compiles for others.</summary>
    public static Context Create(Action<Context.Builder>? devices = null) => Context.Create(builder =>
    {
        // At O1 kernels for OpenCL take generic addresses, which not every device has.
        builder.Optimize(OptimizationLevel.O2).EnableAlgorithms().AddInstructions();
        devices?.Invoke(builder);
    });

    /// <summary>
    /// Takes OpenCL devices without a generic address space, too, such as PoCL's: what is compiled at O2 from bodies takes no address of
    /// unknown origin.
    /// </summary>
    public static bool Accept(CLDevice device)
    {
        SetGenericAddressSpace(device.Capabilities, true);
        return true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_GenericAddressSpace")]
    private static extern void SetGenericAddressSpace(CLCapabilityContext capabilities, bool value);
}
