namespace Gexia.Cpu;

/// <summary>Working memory of one thread, kept for its next kernel, so that kernels allocate nothing. Each use has its own.</summary>
internal sealed class ThreadScratch
{
    [ThreadStatic] private static ThreadScratch? ofThread;

    private PinnedBuffer? work, packedA, packedB, edgeTile;

    private static ThreadScratch OfThread => ofThread ??= new();

    /// <summary>
    /// What a kernel needs besides its tensors: at least that many bytes, aligned to 64, not cleared. Valid until this thread asks again.
    /// </summary>
    public static nint Work(long bytes) => AtLeast(ref OfThread.work, bytes);

    /// <summary>Packed lines of A of a product, likewise.</summary>
    public static nint PackedA(long bytes) => AtLeast(ref OfThread.packedA, bytes);

    /// <summary>Packed panels of B of a product, likewise.</summary>
    public static nint PackedB(long bytes) => AtLeast(ref OfThread.packedB, bytes);

    /// <summary>A tile of C at the edge of a product, likewise.</summary>
    public static nint EdgeTile(long bytes) => AtLeast(ref OfThread.edgeTile, bytes);

    private static nint AtLeast(ref PinnedBuffer? buffer, long bytes)
    {
        if (buffer is null || buffer.Capacity < bytes) buffer = PinnedBuffer.Create(bytes + (bytes / 4));
        return buffer.Address;
    }
}
