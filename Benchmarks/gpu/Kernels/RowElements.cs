using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What the row kernels do with what one load brings: one float, or four.</summary>
internal interface IRowElement<T> where T : unmanaged
{
    /// <summary>The larger of max and v's elements; NaN when one is.</summary>
    float Max(T v, float max);

    /// <summary>Σ e^(v − max).</summary>
    float SumOfExp(T v, float max);

    /// <summary>e^(v − max)·scale.</summary>
    T Softmax(T v, float max, float scale);

    /// <summary>Σ v.</summary>
    float Sum(T v);

    /// <summary>sum + Σ (v − mean)².</summary>
    float AddSquares(T v, float mean, float sum);

    /// <summary>(v − mean)·rstd·gamma + beta.</summary>
    T Normalize(T v, T gamma, T beta, float mean, float rstd);
}

/// <summary>One float at a time: any width.</summary>
internal readonly struct One : IRowElement<float>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)] public float Max(float v, float max) => F32x1.Max(new F32x1(v), new F32x1(max)).V;

    [MethodImpl(Inline)] public float SumOfExp(float v, float max) => F32x1.Exp(new F32x1(v - max)).V;

    [MethodImpl(Inline)] public float Softmax(float v, float max, float scale) => F32x1.Exp(new F32x1(v - max)).V * scale;

    [MethodImpl(Inline)] public float Sum(float v) => v;

    [MethodImpl(Inline)] public float AddSquares(float v, float mean, float sum) => MathF.FusedMultiplyAdd(v - mean, v - mean, sum);

    [MethodImpl(Inline)]
    public float Normalize(float v, float gamma, float beta, float mean, float rstd) =>
        MathF.FusedMultiplyAdd((v - mean) * rstd, gamma, beta);
}

/// <summary>Four floats at a time: widths that are multiples of 4.</summary>
internal readonly struct Four : IRowElement<F4>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)] public float Max(F4 v, float max) => One().Max(v.X, One().Max(v.Y, One().Max(v.Z, One().Max(v.W, max))));

    [MethodImpl(Inline)]
    public float SumOfExp(F4 v, float max) =>
        (One().SumOfExp(v.X, max) + One().SumOfExp(v.Y, max)) + (One().SumOfExp(v.Z, max) + One().SumOfExp(v.W, max));

    [MethodImpl(Inline)]
    public F4 Softmax(F4 v, float max, float scale) =>
        new()
        {
            X = One().Softmax(v.X, max, scale),
            Y = One().Softmax(v.Y, max, scale),
            Z = One().Softmax(v.Z, max, scale),
            W = One().Softmax(v.W, max, scale),
        };

    [MethodImpl(Inline)] public float Sum(F4 v) => (v.X + v.Y) + (v.Z + v.W);

    [MethodImpl(Inline)]
    public float AddSquares(F4 v, float mean, float sum) =>
        One().AddSquares(v.X, mean, One().AddSquares(v.Y, mean, One().AddSquares(v.Z, mean, One().AddSquares(v.W, mean, sum))));

    [MethodImpl(Inline)]
    public F4 Normalize(F4 v, F4 gamma, F4 beta, float mean, float rstd) => new()
    {
        X = One().Normalize(v.X, gamma.X, beta.X, mean, rstd),
        Y = One().Normalize(v.Y, gamma.Y, beta.Y, mean, rstd),
        Z = One().Normalize(v.Z, gamma.Z, beta.Z, mean, rstd),
        W = One().Normalize(v.W, gamma.W, beta.W, mean, rstd),
    };

    [MethodImpl(Inline)] private static One One() => default;
}
