using System.Globalization;
using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime.OpenCL;

namespace Gexia.Gpu;

/// <summary>Finds and opens devices.</summary>
public static class GpuDevices
{
    /// <summary>Kinds of devices, as their names begin.</summary>
    public const string Cuda = "cuda", OpenCl = "opencl", IlgpuCpu = "ilgpu-cpu";

    private const int LeastDriver = 11_020, LeastCapability = 50;

    /// <summary>Every device here; of a kind that has none, one row that says why.</summary>
    public static IReadOnlyList<GpuDeviceInfo> Find() =>
    [
        .. FindCuda(), .. FindOpenCl(),
        new(IlgpuCpu, IlgpuCpu, 0, true, "ILGPU's CPU accelerator, for tests and debuggers: slow", IsGpu: false),
    ];

    /// <summary>Opens a device.</summary>
    /// <param name="name">As in <see cref="GpuDeviceInfo.Name"/>; <c>cuda</c> and <c>opencl</c> are the first of their kind.</param>
    /// <exception cref="GpuException">There is no such device, or it cannot be used; the message says why.</exception>
    public static GpuDevice Open(string name)
    {
        var (kind, index) = Parse(name);
        var full = kind == IlgpuCpu ? kind : $"{kind}:{index}";
        var ofKind = (kind switch { Cuda => FindCuda(), OpenCl => FindOpenCl(), _ => Find() }).ToArray();
        if (Array.Find(ofKind, info => info.Name == full) is not { } found)
        {
            throw new GpuException(
                $"There is no device '{name}' here. Of its kind: "
                + $"{string.Join("; ", ofKind.Select(info => $"{info.Name} ({info.Reason})"))}.");
        }
        if (!found.Usable) throw new GpuException($"The device '{name}' cannot be used: {found.Reason}.");
        try
        {
            return kind switch
            {
                Cuda => new CudaDevice(index),
                OpenCl => new OpenClDevice(index),
                _ => new IlgpuCpuDevice(),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw new GpuException($"The device '{name}' could not be opened: {e.Message}", e);
        }
    }

    private static (string Kind, int Index) Parse(string name)
    {
        if (name == IlgpuCpu) return (name, 0);
        var parts = name.Split(':');
        if (parts[0] is Cuda or OpenCl && parts.Length <= 2)
        {
            if (parts.Length == 1) return (parts[0], 0);
            if (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return (parts[0], index);
        }
        throw new GpuException($"'{name}' is no name of a device; use cuda, cuda:N, opencl, opencl:N or {IlgpuCpu}.");
    }

    private static IEnumerable<GpuDeviceInfo> FindCuda()
    {
        if (!NativeLibrary.TryLoad(CudaDriver.Library, out _))
        {
            yield return None(Cuda, $"the NVIDIA driver is not installed: {CudaDriver.Library} is not there");
            yield break;
        }
        if (CudaDriver.Init(0) is var error and not 0)
        {
            yield return None(Cuda, $"the NVIDIA driver does not start: {CudaDriver.NameOf(error)}");
            yield break;
        }
        CudaDriver.DriverVersion(out var version);
        if (CudaDriver.DeviceCount(out var count) != 0 || count == 0)
        {
            yield return None(Cuda, "the NVIDIA driver sees no device");
            yield break;
        }
        for (var i = 0; i < count; i++)
        {
            CudaDriver.DeviceAttribute(out var major, CudaDriver.ComputeMajor, i);
            CudaDriver.DeviceAttribute(out var minor, CudaDriver.ComputeMinor, i);
            CudaDriver.DeviceAttribute(out var pools, CudaDriver.MemoryPools, i);
            var refusal = version < LeastDriver
                ? $"the NVIDIA driver is too old: it speaks CUDA {version / 1000}.{version % 1000 / 10}, and {LeastDriver / 1000}."
                  + $"{LeastDriver % 1000 / 10} is needed; install a newer one"
                : (10 * major) + minor < LeastCapability ? $"its compute capability is {major}.{minor}, and 5.0 is needed"
                : pools == 0 ? "its driver has no memory pools" : null;
            yield return new(
                $"{Cuda}:{i}", Cuda, i, refusal is null, refusal ?? $"{CudaDriver.NameOfDevice(i)}, compute capability {major}.{minor}",
                IsGpu: true);
        }
    }

    private static IEnumerable<GpuDeviceInfo> FindOpenCl()
    {
        if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS() && !NativeLibrary.TryLoad(GpuContext.OpenClLibrary, out _))
            return [None(OpenCl, $"OpenCL is not installed: {GpuContext.OpenClLibrary} is not there")];
        try
        {
            using var context = GpuContext.Create(builder => builder.OpenCL(GpuContext.Accept));
            var found = new List<GpuDeviceInfo>();
            foreach (CLDevice device in context.GetCLDevices())
            {
                var isGpu = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_GPU);
                var product = $"{device.Name.Trim()}, {device.PlatformName.Trim()}";
                found.Add(new($"{OpenCl}:{found.Count}", OpenCl, found.Count, Usable: true, product, isGpu));
            }
            return found.Count > 0 ? found : [None(OpenCl, "OpenCL is installed, but has no device")];
        }
        catch (Exception e) when (e is CLException or DllNotFoundException or InvalidOperationException)
        {
            return [None(OpenCl, $"OpenCL does not start: {e.Message}")];
        }
    }

    private static GpuDeviceInfo None(string kind, string reason) => new($"{kind}:0", kind, 0, false, reason, IsGpu: kind == Cuda);
}
