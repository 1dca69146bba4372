using System.Globalization;
using System.Runtime.InteropServices;
using Gexia.Cpu;

namespace Gexia.Cli.Bench;

/// <summary>What a measurement means nothing without.</summary>
/// <param name="Processor">Its name; "unknown" where the system does not say.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Threads">What the kernels use.</param>
/// <param name="Simd">The vector width in use.</param>
/// <param name="Caches">Such as "L1d 48K, L2 1024K, L3 32768K"; empty where the system does not say.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Runtime">.NET.</param>
internal sealed record MachineFacts(string Processor, int Cores, int Threads, string Simd, string Caches, string System, string Runtime)
{
    private const string CacheFolder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>This machine, with the limits that hold for the calling thread.</summary>
    public static MachineFacts Here() => new(
        ProcessorName(), Environment.ProcessorCount, CpuThreads.Count, Cpu.Simd.Level.ToString(), CacheSizes(),
        $"{RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}", RuntimeInformation.FrameworkDescription);

    public IEnumerable<(string Name, object Value)> Facts() =>
    [
        ("processor", Processor), ("cores", Cores), ("threads", Threads), ("simd", Simd), ("caches", Caches), ("system", System),
        ("runtime", Runtime),
    ];

    private static string ProcessorName() =>
        (OperatingSystem.IsLinux() ? Read("/proc/cpuinfo").FirstOrDefault(
            line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : OperatingSystem.IsMacOS() ? ExternalProgram.FirstLine("sysctl", "-n", "machdep.cpu.brand_string")
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER")) ?? "unknown";

    private static string CacheSizes()
    {
        if (!Directory.Exists(CacheFolder)) return "";
        return string.Join(", ", Directory.EnumerateDirectories(CacheFolder, "index*").Order(StringComparer.Ordinal).Select(cache =>
        {
            var (level, kind, size) = (Line(cache, "level"), Line(cache, "type"), Line(cache, "size"));
            return string.Create(
                CultureInfo.InvariantCulture, $"L{level}{kind switch { "Data" => "d", "Instruction" => "i", _ => "" }} {size}");
        }));
    }

    private static string Line(string folder, string name) => Read(Path.Combine(folder, name)).FirstOrDefault() ?? "?";

    private static IEnumerable<string> Read(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
