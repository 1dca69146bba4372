using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>How much the caches of this processor hold, in bytes; common sizes where it does not say.</summary>
internal static class CacheSizes
{
    private static readonly long[] Bytes = Read();

    /// <summary>Data of the first level.</summary>
    public static long First => Bytes[1];

    /// <summary>The second level.</summary>
    public static long Second => Bytes[2];

    /// <summary>The third level, shared by several cores; that of the second where there is none.</summary>
    public static long Third => Math.Max(Bytes[3], Bytes[2]);

    private static long[] Read()
    {
        long[] bytes = [0, 32 << 10, 512 << 10, 0];
        if (X86Base.IsSupported) FromCpuId(bytes);
        else if (OperatingSystem.IsLinux()) FromSystem(bytes);
        return bytes;
    }

    // Leaf 4 (Intel) and leaf 0x8000001D (AMD) describe one cache a sub-leaf, in one format:
    // size = ways · partitions · line · sets.
    private static void FromCpuId(long[] bytes)
    {
        var isAmd = (uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax >= 0x8000001D
            && X86Base.CpuId(unchecked((int)0x8000001D), 0).Eax != 0;
        var leaf = isAmd ? unchecked((int)0x8000001D) : 4;
        if (X86Base.CpuId(0, 0).Eax < 4 && !isAmd) return;
        for (var index = 0; index < 8; index++)
        {
            var (eax, ebx, ecx, _) = X86Base.CpuId(leaf, index);
            int type = eax & 31, level = (eax >> 5) & 7;
            if (type == 0) return;
            if (type is not (1 or 3) || level is < 1 or > 3) continue;     // 2 holds instructions
            bytes[level] = (((uint)ebx >> 22) + 1L) * (((ebx >> 12) & 1023) + 1) * ((ebx & 4095) + 1) * ((uint)ecx + 1L);
        }
    }

    private static void FromSystem(long[] bytes)
    {
        for (var index = 0; index < 8; index++)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"/sys/devices/system/cpu/cpu0/cache/index{index}");
            try
            {
                if (File.ReadAllText($"{folder}/type").Trim() == "Instruction") continue;
                var level = int.Parse(File.ReadAllText($"{folder}/level"), CultureInfo.InvariantCulture);
                var size = File.ReadAllText($"{folder}/size").Trim();           // as 512K
                var unit = size[^1] == 'M' ? 1 << 20 : 1 << 10;
                if (level is >= 1 and <= 3) bytes[level] = long.Parse(size.TrimEnd('K', 'M'), CultureInfo.InvariantCulture) * unit;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or OverflowException)
            {
                return;
            }
        }
    }
}
