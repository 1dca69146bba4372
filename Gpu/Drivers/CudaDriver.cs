using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gexia.Gpu;

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
    public const int ClockRate = 13, Multiprocessors = 16, MemoryClockRate = 36, MemoryBusWidth = 37, L2Bytes = 38, ComputeMajor = 75,
        ComputeMinor = 76, SharedBytesOfMultiprocessor = 81, MostSharedBytesOfGroup = 97, MemoryPools = 115;

    /// <summary>An event that keeps no time.</summary>
    public const int WithoutTiming = 2;

    /// <summary>Errors that are told apart.</summary>
    public const int OutOfMemory = 2, NotReady = 600;

    /// <summary>Of <see cref="PoolAttribute"/>: bytes that the pool keeps when the stream is synchronized.</summary>
    public const int ReleaseThreshold = 4;

    [LibraryImport(Library, EntryPoint = "cuInit")] public static partial int Init(uint flags);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")] public static partial int DeviceCount(out int count);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")]
    private static unsafe partial int DeviceName(byte* name, int length, int device);
    [LibraryImport(Library, EntryPoint = "cuDeviceTotalMem_v2")] public static partial int TotalMemory(out nuint bytes, int device);
    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")] public static partial int FreeMemory(out nuint free, out nuint total);
    [LibraryImport(Library, EntryPoint = "cuGetErrorName")] private static partial int ErrorName(int error, out nint name);
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
    [LibraryImport(Library, EntryPoint = "cuStreamSynchronize")] public static partial int AwaitStream(nint stream);
    [LibraryImport(Library, EntryPoint = "cuStreamWaitEvent")]
    public static partial int MakeStreamWait(nint stream, nint made, uint flags);
    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")] public static partial int BeginCapture(nint stream, int mode);
    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")] public static partial int EndCapture(nint stream, out nint graph);
    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int Instantiate(out nint executable, nint graph, ulong flags);
    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")] public static partial int LaunchGraph(nint executable, nint stream);
    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")] public static partial int DestroyExecutable(nint executable);
    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")] public static partial int DestroyGraph(nint graph);
    [LibraryImport(Library, EntryPoint = "cuGraphGetNodes")]
    public static partial int GraphNodes(nint graph, nint nodes, ref nuint count);
    [LibraryImport(Library, EntryPoint = "cuMemAllocAsync")]
    public static partial int AllocateAsync(out nint memory, nuint bytes, nint stream);
    [LibraryImport(Library, EntryPoint = "cuMemFreeAsync")] public static partial int FreeAsync(nint memory, nint stream);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetDefaultMemPool")] public static partial int DefaultPool(out nint pool, int device);
    [LibraryImport(Library, EntryPoint = "cuMemPoolSetAttribute")]
    public static partial int PoolAttribute(nint pool, int attribute, in ulong value);
    [LibraryImport(Library, EntryPoint = "cuMemPoolTrimTo")] public static partial int TrimPool(nint pool, nuint keep);
    [LibraryImport(Library, EntryPoint = "cuMemHostAlloc")]
    public static partial int AllocateHost(out nint memory, nuint bytes, uint flags);
    [LibraryImport(Library, EntryPoint = "cuMemFreeHost")] public static partial int FreeHost(nint memory);
    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoDAsync_v2")]
    public static partial int CopyAsync(nint to, nint from, nuint bytes, nint stream);
    [LibraryImport(Library, EntryPoint = "cuMemcpyHtoDAsync_v2")]
    public static partial int UploadAsync(nint to, nint from, nuint bytes, nint stream);
    [LibraryImport(Library, EntryPoint = "cuMemcpyDtoHAsync_v2")]
    public static partial int DownloadAsync(nint to, nint from, nuint bytes, nint stream);

    /// <summary>Throws with the call's and the error's names unless it returned 0.</summary>
    public static void Check(int error, [CallerArgumentExpression(nameof(error))] string call = "")
    {
        if (error != 0) throw new CudaDriverException(error, call);
    }

    /// <summary>An error as the driver names it.</summary>
    public static string NameOf(int error) =>
        ErrorName(error, out var name) == 0 && Marshal.PtrToStringUTF8(name) is { } text ? text : $"error {error}";

    /// <summary>A device's product name.</summary>
    public static unsafe string NameOfDevice(int device)
    {
        var name = stackalloc byte[256];
        return DeviceName(name, 256, device) == 0 ? Marshal.PtrToStringUTF8((nint)name)! : $"CUDA device {device}";
    }
}

/// <summary>The driver refused a call.</summary>
internal sealed class CudaDriverException(int error, string call)
    : Exception($"The CUDA driver answered {CudaDriver.NameOf(error)} to {call}.")
{
    public int Error => error;
}
