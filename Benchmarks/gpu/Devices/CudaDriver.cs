using System.Runtime.InteropServices;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// What ILGPU's public interface lacks of the CUDA driver, called on ILGPU's own handles. Every function returns 0 or an error.
/// </summary>
internal static partial class CudaDriver
{
    /// <summary>The driver's library: many containers have no name for it without the version.</summary>
    public const string Library = "libcuda.so.1";

    /// <summary>Attributes of <see cref="FunctionAttribute"/>.</summary>
    public const int SharedBytes = 1, LocalBytes = 3, Registers = 4, MostDynamicSharedBytes = 8;

    /// <summary>Attributes of <see cref="DeviceAttribute"/>.</summary>
    public const int ClockRate = 13, MemoryClockRate = 36, MemoryBusWidth = 37, L2Bytes = 38, SharedBytesOfMultiprocessor = 81,
        MostSharedBytesOfGroup = 97, MemoryPools = 115;

    [LibraryImport(Library, EntryPoint = "cuDriverGetVersion")] public static partial int DriverVersion(out int version);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    public static partial int DeviceAttribute(out int value, int attribute, int device);
    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    public static partial int SetFunctionAttribute(nint function, int attribute, int value);
    [LibraryImport(Library, EntryPoint = "cuFuncGetAttribute")]
    public static partial int FunctionAttribute(out int value, int attribute, nint function);
    [LibraryImport(Library, EntryPoint = "cuLaunchKernel")]
    public static partial int Launch(
        nint function, uint gridX, uint gridY, uint gridZ, uint groupX, uint groupY, uint groupZ, uint sharedBytes, nint stream,
        nint parameters, nint extra);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")] public static partial int CreateEvent(out nint made, int flags);
    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")] public static partial int DestroyEvent(nint made);
    [LibraryImport(Library, EntryPoint = "cuEventRecord")] public static partial int RecordEvent(nint made, nint stream);
    [LibraryImport(Library, EntryPoint = "cuEventQuery")] public static partial int QueryEvent(nint made);
    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")] public static partial int AwaitEvent(nint made);
    [LibraryImport(Library, EntryPoint = "cuEventElapsedTime")]
    public static partial int Elapsed(out float milliseconds, nint from, nint to);
    [LibraryImport(Library, EntryPoint = "cuStreamWaitEvent")]
    public static partial int MakeStreamWait(nint stream, nint made, uint flags);
    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")] public static partial int BeginCapture(nint stream, int mode);
    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")] public static partial int EndCapture(nint stream, out nint graph);
    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int Instantiate(out nint executable, nint graph, ulong flags);
    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")] public static partial int LaunchGraph(nint executable, nint stream);
    [LibraryImport(Library, EntryPoint = "cuGraphGetNodes")]
    public static partial int GraphNodes(nint graph, nint nodes, ref nuint count);
    [LibraryImport(Library, EntryPoint = "cuMemAllocAsync")]
    public static partial int AllocateAsync(out nint memory, nuint bytes, nint stream);
    [LibraryImport(Library, EntryPoint = "cuMemFreeAsync")] public static partial int FreeAsync(nint memory, nint stream);
    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    public static partial int CopyAsync(nint to, nint from, nuint bytes, nint stream);

    /// <summary>Throws with the call's name unless it returned 0.</summary>
    public static void Check(int error, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(error))] string call = "")
    {
        if (error != 0) throw new InvalidOperationException($"The CUDA driver answered {error} to {call}.");
    }
}
