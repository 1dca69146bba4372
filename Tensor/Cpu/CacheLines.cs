using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>Hints to the caches.</summary>
internal static unsafe class CacheLines
{
    /// <summary>Bytes of a line.</summary>
    public const int Bytes = 64;

    /// <summary>Asks for rows of memory to be near soon. Does nothing where there is no such instruction to reach.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(void* first, long rowBytes, int rows, int bytes)
    {
        if (!Sse.IsSupported) return;
        var row = (byte*)first;
        for (var r = 0; r < rows; r++, row += rowBytes)
            for (var line = 0; line < bytes; line += Bytes) Sse.Prefetch0(row + line);
    }

    /// <summary>Asks for a line that will be needed in a while to come as far as the second cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchFar(byte* line)
    {
        if (Sse.IsSupported) Sse.Prefetch1(line);
    }
}
