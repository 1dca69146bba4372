using System.Collections.Concurrent;
using System.Numerics;

namespace Gexia;

/// <summary>Buffers waiting for their next use, by size class.</summary>
internal sealed class BufferPool
{
    // Eight classes to a power of two: at most an eighth of a buffer is unused.
    private const int Parts = 8;
    private readonly Classes ofCpu = new();
    private readonly ConcurrentDictionary<Device, Classes> ofOthers = new();
    private long pooledBytes;

    /// <summary>Shared by all ordinary scopes of the process.</summary>
    public static BufferPool Shared { get; } = new();

    /// <summary>Bytes that wait in the pool now.</summary>
    public long PooledBytes => Volatile.Read(ref pooledBytes);

    /// <summary>A buffer of a device of at least that many bytes; its content is whatever the last user left.</summary>
    public DeviceBuffer Rent(Device device, long bytes)
    {
        var classes = Of(device).Waiting;
        var (index, size) = Class(bytes);
        // Up to twice what is asked for: activations that a backward pass frees serve its gradients, which are of other sizes.
        for (var larger = index; larger <= index + Parts && larger < classes.Length; larger++)
        {
            if (!classes[larger].TryPop(out var buffer)) continue;
            Interlocked.Add(ref pooledBytes, -buffer.Capacity);
            buffer.Renew();
            return buffer;
        }
        return device.BufferOf(size);
    }

    /// <summary>Gives a rented buffer back.</summary>
    public void Return(DeviceBuffer buffer)
    {
        var classes = Of(buffer.Device).Waiting;
        var (index, size) = Class(buffer.Capacity);
        if (index >= classes.Length || size != buffer.Capacity) return;
        Interlocked.Add(ref pooledBytes, buffer.Capacity);
        classes[index].Push(buffer);
    }

    /// <summary>Leaves everything that waits to garbage collection.</summary>
    public void Trim() => Drain(_ => { });

    /// <summary>Gives everything that waits to another pool.</summary>
    public void MoveTo(BufferPool other) => Drain(other.Return);

    private void Drain(Action<DeviceBuffer> next)
    {
        foreach (var classes in ofOthers.Values.Prepend(ofCpu))
            foreach (var stack in classes.Waiting)
                while (stack.TryPop(out var buffer))
                {
                    Interlocked.Add(ref pooledBytes, -buffer.Capacity);
                    next(buffer);
                }
    }

    private Classes Of(Device device) => device == Device.Cpu ? ofCpu : ofOthers.GetOrAdd(device, _ => new());

    private static (int Index, long Size) Class(long bytes)
    {
        if (bytes <= 256) return (0, 256);
        var power = BitOperations.Log2((ulong)(bytes - 1));          // 2^power ≤ bytes − 1 < 2^(power+1)
        var part = (1L << power) / Parts;
        var steps = (bytes - (1L << power) + part - 1) / part;       // 1..Parts
        return (((power - 8) * Parts) + (int)steps, (1L << power) + (steps * part));
    }

    private sealed class Classes
    {
        public ConcurrentStack<DeviceBuffer>[] Waiting { get; } =
            [.. Enumerable.Range(0, Parts * 32).Select(_ => new ConcurrentStack<DeviceBuffer>())];
    }
}
