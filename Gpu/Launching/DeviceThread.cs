using ILGPU;

namespace Gexia.Gpu;

/// <summary>A thread of a device with warps of 32: CUDA, and ILGPU's CPU accelerator.</summary>
/// <remarks>Instance members: ILGPU copies what follows a barrier that is called through a static member into both sides of a branch.
/// </remarks>
internal readonly struct WarpThread : IGpu
{
    public int GroupIdx => Group.IdxX;

    public int GroupDim => Group.DimX;

    public int GridIdx => Grid.IdxX;

    public int GridDim => Grid.DimX;

    public void Barrier(int line = 0) => Group.Barrier();

    public float ShuffleXor(float value, int mask, int line = 0) => Warp.ShuffleXor(value, mask);

    public float Fma(float a, float b, float c) => Instructions.Fma(a, b, c);

    public float AtomicAdd(ref float target, float value) => Atomic.Add(ref target, value);

    public int AtomicAdd(ref int target, int value) => Atomic.Add(ref target, value);
}

/// <summary>A thread of a device without warps: shuffled values travel through shared memory, between barriers of the group.</summary>
internal readonly struct GroupThread : IGpu
{
    private const int MostThreads = 1024;

    public int GroupIdx => Group.IdxX;

    public int GroupDim => Group.DimX;

    public int GridIdx => Grid.IdxX;

    public int GridDim => Grid.DimX;

    public void Barrier(int line = 0) => Group.Barrier();

    public float ShuffleXor(float value, int mask, int line = 0)
    {
        var board = SharedMemory.Allocate<float>(MostThreads);
        Group.Barrier();
        board[Group.IdxX] = value;
        Group.Barrier();
        return board[Group.IdxX ^ mask];
    }

    public float Fma(float a, float b, float c) => Instructions.Fma(a, b, c);

    public float AtomicAdd(ref float target, float value) => Atomic.Add(ref target, value);

    public int AtomicAdd(ref int target, int value) => Atomic.Add(ref target, value);
}
