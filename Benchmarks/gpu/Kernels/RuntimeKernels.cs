using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Small kernels for questions about the runtime.</summary>
internal static class RuntimeKernels
{
    public static KernelSource[] Sources { get; } =
    [
        new("nothing", Nothing), new("increment", Increment), new("reverse", Reverse), new("fill-words", FillWords),
        new("fill-floats", FillFloats),
    ];

    public static KernelSource Named(string name) => Sources.First(one => one.Name == name);

    public static void Nothing(ArrayView<int> x)
    {
    }

    public static void Increment(ArrayView<int> x)
    {
        var i = Grid.GlobalIndex.X;
        if (i < x.IntLength) x[i] += 1;
    }

    /// <summary>Turns round a block as large as the dynamic shared memory.</summary>
    public static void Reverse(ArrayView<int> x)
    {
        var shared = SharedMemory.GetDynamic<int>();
        var length = shared.IntLength;
        for (var i = Group.IdxX; i < length; i += Group.DimX) shared[i] = x[i];
        Group.Barrier();
        for (var i = Group.IdxX; i < length; i += Group.DimX) x[i] = shared[length - 1 - i];
    }

    /// <summary>Pairs of bf16 between −1 and 1, evenly spread, the same for the same seed.</summary>
    public static void FillWords(ArrayView<uint> x, uint seed)
    {
        for (var i = Grid.GlobalIndex.X; i < x.IntLength; i += Grid.DimX * Group.DimX)
            x[i] = (Interop.FloatAsInt(Uniform((uint)(2 * i) + seed)) >> 16)
                | (Interop.FloatAsInt(Uniform((uint)(2 * i) + 1 + seed)) & 0xFFFF0000);
    }

    /// <summary>Floats between −1 and 1.</summary>
    public static void FillFloats(ArrayView<float> x, uint seed)
    {
        for (var i = Grid.GlobalIndex.X; i < x.IntLength; i += Grid.DimX * Group.DimX) x[i] = Uniform((uint)i + seed);
    }

    /// <summary>A float between −1 and 1 from a number: multiply, shift, mix.</summary>
    public static float Uniform(uint n)
    {
        n = (n ^ (n >> 16)) * 0x7FEB352Du;
        n = (n ^ (n >> 15)) * 0x846CA68Bu;
        n ^= n >> 16;
        return ((int)(n >> 8) * (2f / 16777216f)) - 1;
    }
}
