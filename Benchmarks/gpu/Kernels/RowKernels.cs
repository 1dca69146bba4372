using System.Runtime.CompilerServices;
using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// Soft-max and LayerNorm of rows that lie one after the other: a group of four warps for each row, or a warp for each row. Lengths are in
/// elements of T. A row is read up to three times, the second and third time from the cache.
/// </summary>
internal static class RowKernels
{
    /// <summary>Threads of a group.</summary>
    public const int Threads = 128;

    private const int Warps = Threads / 32;
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static KernelSource[] Sources { get; } =
    [
        new("softmax-group", SoftmaxOfGroup<One, float>, Threads), new("softmax-group-4", SoftmaxOfGroup<Four, F4>, Threads),
        new("softmax-warp", SoftmaxOfWarp<One, float>, Threads), new("softmax-warp-4", SoftmaxOfWarp<Four, F4>, Threads),
        new("layernorm-group", LayerNormOfGroup<One, float>, Threads), new("layernorm-group-4", LayerNormOfGroup<Four, F4>, Threads),
        new("layernorm-warp", LayerNormOfWarp<One, float>, Threads), new("layernorm-warp-4", LayerNormOfWarp<Four, F4>, Threads),
    ];

    /// <summary>Groups for so many rows.</summary>
    public static int Groups(bool warps, int rows) => warps ? (rows + Warps - 1) / Warps : rows;

    /// <summary>y = e^(x − max)/Σ e^(x − max) of each row.</summary>
    public static void SoftmaxOfGroup<TElement, T>(ArrayView<T> x, ArrayView<T> y, int length, int rows)
        where TElement : unmanaged, IRowElement<T> where T : unmanaged
    {
        TElement element = default;
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var row = Grid.IdxX * length;
        var max = float.NegativeInfinity;
        for (var i = Group.IdxX; i < length; i += Threads) max = element.Max(x[row + i], max);
        max = GroupMax(shared, max);
        var sum = 0f;
        for (var i = Group.IdxX; i < length; i += Threads) sum += element.SumOfExp(x[row + i], max);
        var scale = 1 / GroupSum(shared, Warps, sum);
        for (var i = Group.IdxX; i < length; i += Threads) y[row + i] = element.Softmax(x[row + i], max, scale);
    }

    /// <inheritdoc cref="SoftmaxOfGroup"/>
    public static void SoftmaxOfWarp<TElement, T>(ArrayView<T> x, ArrayView<T> y, int length, int rows)
        where TElement : unmanaged, IRowElement<T> where T : unmanaged
    {
        TElement element = default;
        var (number, lane) = ((Grid.IdxX * Warps) + (Group.IdxX >> 5), Group.IdxX & 31);
        if (number >= rows) return;
        var row = number * length;
        var max = float.NegativeInfinity;
        for (var i = lane; i < length; i += 32) max = element.Max(x[row + i], max);
        max = WarpMax(max);
        var sum = 0f;
        for (var i = lane; i < length; i += 32) sum += element.SumOfExp(x[row + i], max);
        var scale = 1 / WarpSum(sum);
        for (var i = lane; i < length; i += 32) y[row + i] = element.Softmax(x[row + i], max, scale);
    }

    /// <summary>y = (x − mean)/√(variance + ε)·gamma + beta of each row; statistics gets mean and 1/√(variance + ε) of each.</summary>
    public static void LayerNormOfGroup<TElement, T>(
        ArrayView<T> x, ArrayView<T> gamma, ArrayView<T> beta, ArrayView<T> y, ArrayView<float> statistics,
        int length, int width, int rows, float epsilon)
        where TElement : unmanaged, IRowElement<T> where T : unmanaged
    {
        TElement element = default;
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var row = Grid.IdxX * length;
        var sum = 0f;
        for (var i = Group.IdxX; i < length; i += Threads) sum += element.Sum(x[row + i]);
        var mean = GroupSum(shared, 0, sum) / width;
        var squares = 0f;
        for (var i = Group.IdxX; i < length; i += Threads) squares = element.AddSquares(x[row + i], mean, squares);
        var rstd = 1 / MathF.Sqrt((GroupSum(shared, Warps, squares) / width) + epsilon);
        for (var i = Group.IdxX; i < length; i += Threads) y[row + i] = element.Normalize(x[row + i], gamma[i], beta[i], mean, rstd);
        if (Group.IdxX == 0) Keep(statistics, Grid.IdxX, mean, rstd);
    }

    /// <inheritdoc cref="LayerNormOfGroup"/>
    public static void LayerNormOfWarp<TElement, T>(
        ArrayView<T> x, ArrayView<T> gamma, ArrayView<T> beta, ArrayView<T> y, ArrayView<float> statistics,
        int length, int width, int rows, float epsilon)
        where TElement : unmanaged, IRowElement<T> where T : unmanaged
    {
        TElement element = default;
        var (number, lane) = ((Grid.IdxX * Warps) + (Group.IdxX >> 5), Group.IdxX & 31);
        if (number >= rows) return;
        var row = number * length;
        var sum = 0f;
        for (var i = lane; i < length; i += 32) sum += element.Sum(x[row + i]);
        var mean = WarpSum(sum) / width;
        var squares = 0f;
        for (var i = lane; i < length; i += 32) squares = element.AddSquares(x[row + i], mean, squares);
        var rstd = 1 / MathF.Sqrt((WarpSum(squares) / width) + epsilon);
        for (var i = lane; i < length; i += 32) y[row + i] = element.Normalize(x[row + i], gamma[i], beta[i], mean, rstd);
        if (lane == 0) Keep(statistics, number, mean, rstd);
    }

    [MethodImpl(Inline)]
    private static float WarpMax(float value)
    {
        for (var distance = 16; distance > 0; distance >>= 1)
            value = F32x1.Max(new F32x1(value), new F32x1(Warp.ShuffleXor(value, distance))).V;
        return value;
    }

    [MethodImpl(Inline)]
    private static float WarpSum(float value)
    {
        for (var distance = 16; distance > 0; distance >>= 1) value += Warp.ShuffleXor(value, distance);
        return value;
    }

    // Through the first Warps floats of shared memory.
    [MethodImpl(Inline)]
    private static float GroupMax(ArrayView<float> shared, float value)
    {
        value = WarpMax(value);
        if ((Group.IdxX & 31) == 0) shared[Group.IdxX >> 5] = value;
        Group.Barrier();
        return F32x1.Max(F32x1.Max(new F32x1(shared[0]), new F32x1(shared[1])), F32x1.Max(new F32x1(shared[2]), new F32x1(shared[3]))).V;
    }

    // Through Warps floats of shared memory from an offset on.
    [MethodImpl(Inline)]
    private static float GroupSum(ArrayView<float> shared, int offset, float value)
    {
        value = WarpSum(value);
        if ((Group.IdxX & 31) == 0) shared[offset + (Group.IdxX >> 5)] = value;
        Group.Barrier();
        return (shared[offset] + shared[offset + 1]) + (shared[offset + 2] + shared[offset + 3]);
    }

    [MethodImpl(Inline)]
    private static void Keep(ArrayView<float> statistics, int row, float mean, float rstd)
    {
        statistics[row * 2] = mean;
        statistics[(row * 2) + 1] = rstd;
    }
}
