using System.Collections.Concurrent;
using System.Numerics;

namespace Gexia;

/// <summary>Buffers waiting for their next use, by size class.</summary>
internal sealed class BufferPool
{
    // Eight classes to a power of two: at most an eighth of a buffer is unused.
    private const int Parts = 8;
    private readonly ConcurrentStack<PinnedBuffer>[] classes = [.. Enumerable.Range(0, Parts * 32).Select(_ => new ConcurrentStack<PinnedBuffer>())];
    private long pooledBytes;

    /// <summary>Shared by all ordinary scopes of the process.</summary>
    public static BufferPool Shared { get; } = new();

    /// <summary>Bytes that wait in the pool now.</summary>
    public long PooledBytes => Volatile.Read(ref pooledBytes);

    /// <summary>A buffer of at least that many bytes; its content is whatever the last user left.</summary>
    public PinnedBuffer Rent(long bytes)
    {
        var (index, size) = Class(bytes);
        // Up to twice what is asked for: activations that a walk back gives free serve its gradients, which are of other sizes.
        for (var larger = index; larger <= index + Parts && larger < classes.Length; larger++)
        {
            if (!classes[larger].TryPop(out var buffer)) continue;
            Interlocked.Add(ref pooledBytes, -buffer.Capacity);
            return buffer;
        }
        return PinnedBuffer.Create(size);
    }

    /// <summary>Gives a rented buffer back.</summary>
    public void Return(PinnedBuffer buffer)
    {
        var (index, size) = Class(buffer.Capacity);
        if (index >= classes.Length || size != buffer.Capacity) return;
        Interlocked.Add(ref pooledBytes, buffer.Capacity);
        classes[index].Push(buffer);
    }

    /// <summary>Lets the collector have everything that waits.</summary>
    public void Trim()
    {
        foreach (var stack in classes)
            while (stack.TryPop(out var buffer)) Interlocked.Add(ref pooledBytes, -buffer.Capacity);
    }

    /// <summary>Gives everything that waits to another pool.</summary>
    public void MoveTo(BufferPool other)
    {
        foreach (var stack in classes)
            while (stack.TryPop(out var buffer))
            {
                Interlocked.Add(ref pooledBytes, -buffer.Capacity);
                other.Return(buffer);
            }
    }

    private static (int Index, long Size) Class(long bytes)
    {
        if (bytes <= 256) return (0, 256);
        var power = BitOperations.Log2((ulong)(bytes - 1));          // 2^power ≤ bytes − 1 < 2^(power+1)
        var part = (1L << power) / Parts;
        var steps = (bytes - (1L << power) + part - 1) / part;       // 1..Parts
        return (((power - 8) * Parts) + (int)steps, (1L << power) + (steps * part));
    }
}
