namespace Gexia.Cpu;

/// <summary>Working memory of one thread, kept for its next kernel, so that kernels allocate nothing.</summary>
internal static class ThreadScratch
{
    [ThreadStatic] private static PinnedBuffer? buffer;

    /// <summary>At least that many bytes, aligned to 64, not cleared. Valid until this thread asks again.</summary>
    public static nint Rent(long bytes)
    {
        if (buffer is null || buffer.Capacity < bytes) buffer = PinnedBuffer.Create(bytes + (bytes / 4));
        return buffer.Address;
    }
}
