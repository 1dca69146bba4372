using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>What one thread of a GPU body can ask and do. The names are those of ILGPU; what it calls a group is CUDA's block.</summary>
/// <remarks>The lines are filled in by the compiler, so that a checking executor can say where a thread waits.</remarks>
public interface IGpu
{
    /// <summary>Threads that run in step and can shuffle: threads 0 to 31 of a group are its first warp.</summary>
    const int WarpSize = 32;

    /// <summary>Number of this thread in its group.</summary>
    int GroupIdx { get; }

    /// <summary>Threads of a group.</summary>
    int GroupDim { get; }

    /// <summary>Number of this group.</summary>
    int GridIdx { get; }

    /// <summary>Number of groups.</summary>
    int GridDim { get; }

    /// <summary>Waits for all threads of the group; then each sees what the others wrote. All must come, at the same call.</summary>
    void Barrier([CallerLineNumber] int line = 0);

    /// <summary>
    /// The value of thread <c>GroupIdx ^ mask</c>. All of the group must come, at the same call with the same mask: where a device has no
    /// warps, values travel through shared memory between two barriers. A thread without work of its own brings any value.
    /// </summary>
    /// <param name="value">What the others may get.</param>
    /// <param name="mask">1..31.</param>
    /// <param name="line">Filled in by the compiler.</param>
    float ShuffleXor(float value, int mask, [CallerLineNumber] int line = 0);

    /// <summary>a·b + c with one rounding.</summary>
    float Fma(float a, float b, float c);

    /// <summary>Adds to an element that others add to as well; returns what was there. The order varies, so the rounding does.</summary>
    float AtomicAdd(ref float target, float value);

    /// <summary>Adds to an element that others add to as well; returns what was there.</summary>
    int AtomicAdd(ref int target, int value);
}
