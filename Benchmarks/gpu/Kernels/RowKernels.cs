using System.Runtime.CompilerServices;
using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Operations on rows, a group for each row. Widths that are multiples of 4 are read 16 bytes at a time.</summary>
internal static class RowKernels
{
    /// <summary>Threads of a group: four warps.</summary>
    public const int Threads = 128;

    private const int Warps = Threads / 32;
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static KernelSource[] Sources { get; } =
    [
        new("softmax", Softmax, Threads), new("softmax-vector", SoftmaxVector, Threads),
        new("layernorm", LayerNorm, Threads), new("layernorm-vector", LayerNormVector, Threads),
    ];

    /// <summary>y = softmax of each row of x: one pass for the maximum and the sum, kept in step, and one for the result.</summary>
    public static void Softmax(ArrayView<float> x, ArrayView<float> y, int width)
    {
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var row = Grid.IdxX * width;
        var (max, sum) = (float.NegativeInfinity, 0f);
        for (var i = Group.IdxX; i < width; i += Threads) Include(x[row + i], ref max, ref sum);
        Combine(shared, ref max, ref sum);
        for (var i = Group.IdxX; i < width; i += Threads) y[row + i] = Exp(x[row + i] - max) / sum;
    }

    /// <inheritdoc cref="Softmax"/>
    public static void SoftmaxVector(ArrayView<F4> x, ArrayView<F4> y, int width)
    {
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var quarter = width >> 2;
        var row = Grid.IdxX * quarter;
        var (max, sum) = (float.NegativeInfinity, 0f);
        for (var i = Group.IdxX; i < quarter; i += Threads)
        {
            var v = x[row + i];
            Include(v.X, ref max, ref sum);
            Include(v.Y, ref max, ref sum);
            Include(v.Z, ref max, ref sum);
            Include(v.W, ref max, ref sum);
        }
        Combine(shared, ref max, ref sum);
        var scale = 1 / sum;
        for (var i = Group.IdxX; i < quarter; i += Threads)
        {
            var v = x[row + i];
            y[row + i] = new F4 { X = Exp(v.X - max) * scale, Y = Exp(v.Y - max) * scale, Z = Exp(v.Z - max) * scale, W = Exp(v.W - max) * scale };
        }
    }

    /// <summary>y = (x − mean)/√(variance + ε)·gamma + beta of each row; statistics gets mean and 1/√(variance + ε) of each row.</summary>
    public static void LayerNorm(ArrayView<float> x, ArrayView<float> gamma, ArrayView<float> beta, ArrayView<float> y, ArrayView<float> statistics, int width, float epsilon)
    {
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var row = Grid.IdxX * width;
        var sum = 0f;
        for (var i = Group.IdxX; i < width; i += Threads) sum += x[row + i];
        var mean = Total(shared, 0, sum) / width;
        var squares = 0f;
        for (var i = Group.IdxX; i < width; i += Threads) squares = AddSquare(x[row + i] - mean, squares);
        var rstd = 1 / MathF.Sqrt((Total(shared, Warps, squares) / width) + epsilon);
        for (var i = Group.IdxX; i < width; i += Threads) y[row + i] = MathF.FusedMultiplyAdd((x[row + i] - mean) * rstd, gamma[i], beta[i]);
        Keep(statistics, mean, rstd);
    }

    /// <inheritdoc cref="LayerNorm"/>
    public static void LayerNormVector(ArrayView<F4> x, ArrayView<F4> gamma, ArrayView<F4> beta, ArrayView<F4> y, ArrayView<float> statistics, int width, float epsilon)
    {
        var shared = SharedMemory.Allocate<float>(2 * Warps);
        var quarter = width >> 2;
        var row = Grid.IdxX * quarter;
        var sum = 0f;
        for (var i = Group.IdxX; i < quarter; i += Threads)
        {
            var v = x[row + i];
            sum += (v.X + v.Y) + (v.Z + v.W);
        }
        var mean = Total(shared, 0, sum) / width;
        var squares = 0f;
        for (var i = Group.IdxX; i < quarter; i += Threads)
        {
            var v = x[row + i];
            squares = AddSquare(v.X - mean, AddSquare(v.Y - mean, AddSquare(v.Z - mean, AddSquare(v.W - mean, squares))));
        }
        var rstd = 1 / MathF.Sqrt((Total(shared, Warps, squares) / width) + epsilon);
        for (var i = Group.IdxX; i < quarter; i += Threads)
        {
            var (v, g, b) = (x[row + i], gamma[i], beta[i]);
            y[row + i] = new F4
            {
                X = MathF.FusedMultiplyAdd((v.X - mean) * rstd, g.X, b.X),
                Y = MathF.FusedMultiplyAdd((v.Y - mean) * rstd, g.Y, b.Y),
                Z = MathF.FusedMultiplyAdd((v.Z - mean) * rstd, g.Z, b.Z),
                W = MathF.FusedMultiplyAdd((v.W - mean) * rstd, g.W, b.W),
            };
        }
        Keep(statistics, mean, rstd);
    }

    // The lanes' exponential: the same polynomial as on the processor.
    [MethodImpl(Inline)]
    private static float Exp(float x) => F32x1.Exp(new F32x1(x)).V;

    [MethodImpl(Inline)]
    private static float AddSquare(float x, float sum) => MathF.FusedMultiplyAdd(x, x, sum);

    // sum = Σ e^(x − max) for the largest x so far, which is finite from the first finite x on.
    [MethodImpl(Inline)]
    private static void Include(float x, ref float max, ref float sum)
    {
        var larger = F32x1.Max(new F32x1(max), new F32x1(x)).V;
        sum = (sum * Exp(max - larger)) + Exp(x - larger);
        max = larger;
    }

    // The maximum and the sum of all threads. A thread without elements has max −∞ and sum 0.
    [MethodImpl(Inline)]
    private static void Combine(ArrayView<float> shared, ref float max, ref float sum)
    {
        var all = max;
        for (var distance = 16; distance > 0; distance >>= 1) all = F32x1.Max(new F32x1(all), new F32x1(Warp.ShuffleXor(all, distance))).V;
        if ((Group.IdxX & 31) == 0) shared[Group.IdxX >> 5] = all;
        Group.Barrier();
        all = F32x1.Max(F32x1.Max(new F32x1(shared[0]), new F32x1(shared[1])), F32x1.Max(new F32x1(shared[2]), new F32x1(shared[3]))).V;
        sum = Total(shared, Warps, sum * Exp(max - all));
        max = all;
    }

    // The sum over the group, through Warps floats of shared memory from an offset on.
    [MethodImpl(Inline)]
    private static float Total(ArrayView<float> shared, int offset, float value)
    {
        for (var distance = 16; distance > 0; distance >>= 1) value += Warp.ShuffleXor(value, distance);
        if ((Group.IdxX & 31) == 0) shared[offset + (Group.IdxX >> 5)] = value;
        Group.Barrier();
        return (shared[offset] + shared[offset + 1]) + (shared[offset + 2] + shared[offset + 3]);
    }

    [MethodImpl(Inline)]
    private static void Keep(ArrayView<float> statistics, float mean, float rstd)
    {
        if (Group.IdxX != 0) return;
        statistics[Grid.IdxX * 2] = mean;
        statistics[(Grid.IdxX * 2) + 1] = rstd;
    }
}
