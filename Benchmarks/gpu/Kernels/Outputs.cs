using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>How C is stored.</summary>
internal interface IOutput
{
    /// <summary>Words of 32 bits for each pair of neighbours: 2 for float32, 1 for bf16.</summary>
    int WordsOfPair { get; }

    /// <summary>Stores two neighbours; <paramref name="at"/> is the even index of the first.</summary>
    void Store(ArrayView<uint> c, int at, float x, float y);
}

/// <summary>C in float32.</summary>
internal readonly struct Float32Output : IOutput
{
    public int WordsOfPair => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ArrayView<uint> c, int at, float x, float y) =>
        c.Cast<U2>()[at >> 1] = new U2 { X = Interop.FloatAsInt(x), Y = Interop.FloatAsInt(y) };
}

/// <summary>C in bf16, rounded to nearest, ties to even.</summary>
internal readonly struct BFloat16Output : IOutput
{
    public int WordsOfPair => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ArrayView<uint> c, int at, float x, float y) => c[at >> 1] = Upper(x) | (Upper(y) << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Upper(float x)
    {
        var bits = Interop.FloatAsInt(x);
        return (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    }
}
