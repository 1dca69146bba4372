using Gexia.Gpu;

namespace Gexia.Checking;

/// <summary>Why a thread of a group does not run.</summary>
internal enum GpuStop
{
    /// <summary>It can run on.</summary>
    None,
    Barrier,
    Shuffle,
    End,
}

/// <summary>One thread of a group, on the processor: where it stopped, and what it brought to a shuffle.</summary>
internal sealed class GpuThread(GpuGroup group, int number)
{
    public int Number { get; } = number;

    public GpuGroup Group { get; } = group;

    public GpuStop At { get; set; }

    /// <summary>Of the call at which it waits.</summary>
    public int Line { get; set; }

    public float Value { get; set; }

    public int Mask { get; set; }

    /// <summary>What runs it; null until it starts.</summary>
    public GpuCarrier? Carrier { get; set; }

    public override string ToString() => At switch
    {
        GpuStop.Barrier => $"thread {Number} waits at the barrier of line {Line}",
        GpuStop.Shuffle => $"thread {Number} waits at the shuffle of line {Line} with mask {Mask}",
        GpuStop.End => $"thread {Number} has ended",
        _ => $"thread {Number} runs",
    };

    /// <summary>Waits until the group lets it run on.</summary>
    public void Stop(GpuStop at, int line)
    {
        (At, Line) = (at, line);
        Group.Wait(this);
    }
}

/// <summary>What a body sees of its thread.</summary>
internal readonly struct CheckedGpu(GpuThread thread) : IGpu
{
    public int GroupIdx => thread.Number;

    public int GroupDim => thread.Group.Threads;

    public int GridIdx => thread.Group.Number;

    public int GridDim => thread.Group.Groups;

    public void Barrier(int line = 0) => thread.Stop(GpuStop.Barrier, line);

    public float ShuffleXor(float value, int mask, int line = 0)
    {
        if (mask is < 1 or >= IGpu.WarpSize) throw new KernelException($"a shuffle with mask {mask} in line {line}; masks are 1 to 31.");
        (thread.Value, thread.Mask) = (value, mask);
        thread.Stop(GpuStop.Shuffle, line);
        return thread.Value;
    }

    public float Fma(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    // Only one thread runs at a time.
    public float AtomicAdd(ref float target, float value)
    {
        var before = target;
        target += value;
        return before;
    }

    public int AtomicAdd(ref int target, int value) => (target += value) - value;
}
