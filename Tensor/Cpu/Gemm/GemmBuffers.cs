using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Gexia.Cpu;

/// <summary>Each thread's packing memory: managed, pinned, kept for its next product.</summary>
internal sealed unsafe class GemmBuffers
{
    private const int Alignment = 64;

    [ThreadStatic] private static GemmBuffers? ofThread;

    private byte[] a = [], b = [], tile = [];

    public static GemmBuffers OfThread => ofThread ??= new GemmBuffers();

    public void* A(long bytes) => Aligned(ref a, bytes);

    public void* B(long bytes) => Aligned(ref b, bytes);

    public void* Tile(long bytes) => Aligned(ref tile, bytes);

    private static void* Aligned(ref byte[] memory, long bytes)
    {
        if (memory.Length < bytes + Alignment)
            memory = GC.AllocateUninitializedArray<byte>(checked((int)(bytes + bytes / 4 + Alignment)), pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(memory));
        return (void*)((address + Alignment - 1) & -Alignment);
    }
}
