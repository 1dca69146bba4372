#pragma warning disable CS1591 // + − * / and the like say what they do by their names.
namespace Gexia.Cpu;

/// <summary>
/// The arithmetic of one lane: a scalar, or a SIMD vector of scalars that all do the same thing.
/// Elementwise math is written once against this interface and runs as scalar, as SIMD and in double precision.
/// </summary>
public interface ILane<TSelf> where TSelf : struct, ILane<TSelf>
{
    /// <summary>Every element set to a constant.</summary>
    static abstract TSelf Of(double value);
    static abstract TSelf operator +(TSelf a, TSelf b);
    static abstract TSelf operator -(TSelf a, TSelf b);
    static abstract TSelf operator *(TSelf a, TSelf b);
    static abstract TSelf operator /(TSelf a, TSelf b);
    static abstract TSelf operator -(TSelf a);
    /// <summary>a·b + c with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);
    /// <summary>The larger; NaN when either is NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);
    /// <summary>The smaller; NaN when either is NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);
    /// <summary>The larger of numbers, faster than <see cref="Max"/>; either of the two when one is NaN.</summary>
    static abstract TSelf MaxOfNumbers(TSelf a, TSelf b);
    /// <summary>a, or the limit, a number, where a is above; NaN stays NaN.</summary>
    static abstract TSelf AtMost(TSelf a, TSelf limit);
    static abstract TSelf Abs(TSelf a);
    static abstract TSelf Sqrt(TSelf a);
    /// <summary>eᵃ; exactly 0 at −∞, +∞ above the range, NaN at NaN.</summary>
    static abstract TSelf Exp(TSelf a);
    /// <summary>eᵃ for a ≤ 88 in half the time, with a relative error below 4e-7: exactly 0 below −87.7, where <see cref="Exp"/> is subnormal, and at −∞; NaN at NaN.</summary>
    static abstract TSelf ExpFlushed(TSelf a);
    /// <summary>Natural logarithm; −∞ at 0, NaN below.</summary>
    static abstract TSelf Log(TSelf a);
    /// <summary>The error function, odd, to ±1 at ±∞.</summary>
    static abstract TSelf Erf(TSelf a);
    /// <summary>Φ(a), the standard normal distribution, within 2e-7: exactly 0 and 1 beyond ±5.55.</summary>
    static abstract TSelf Phi(TSelf a);
    /// <summary>Where a &gt; b take whenTrue, else whenFalse (NaN compares false).</summary>
    static abstract TSelf SelectGreater(TSelf a, TSelf b, TSelf whenTrue, TSelf whenFalse);
}

/// <summary>A lane that also moves to and from memory: <typeparamref name="T"/> is its scalar.</summary>
public unsafe interface ILane<TSelf, T> : ILane<TSelf> where TSelf : struct, ILane<TSelf, T> where T : unmanaged
{
    /// <summary>sum ← a·b + sum with one rounding, in the register that holds the sum.</summary>
    static abstract void Accumulate(TSelf a, TSelf b, ref TSelf sum);
    /// <summary>Scalars in a lane.</summary>
    static abstract int Count { get; }
    /// <summary>Every element set to x.</summary>
    static abstract TSelf Broadcast(T x);
    static abstract TSelf Load(T* p);
    static abstract void Store(TSelf a, T* p);
    /// <summary>Reads only the first count (0..Count) scalars; the rest are <paramref name="fill"/>.</summary>
    static abstract TSelf LoadPart(T* p, int count, TSelf fill);
    /// <summary>Writes only the first count (0..Count) scalars.</summary>
    static abstract void StorePart(TSelf a, T* p, int count);
    /// <summary>The last count (0..Count) elements; the rest are 0.</summary>
    static abstract TSelf Last(TSelf a, int count);
    /// <summary>Sum of the elements, in a fixed order.</summary>
    static abstract T SumAcross(TSelf a);
    /// <summary>Largest element; NaN when any is NaN.</summary>
    static abstract T MaxAcross(TSelf a);
}

/// <summary>
/// Work that can be split by index. One body serves every scalar type and vector width:
/// the CPU device chooses both and splits [0, count) into blocks.
/// </summary>
/// <remarks>
/// Mark <see cref="Run"/> with <c>[MethodImpl(MethodImplOptions.AggressiveOptimization)]</c>: without it a host with
/// tiered compilation runs the loop unoptimised at first.
/// </remarks>
public interface ICpuKernel
{
    /// <summary>Does items from..to (exclusive). Must give the same bits for any split.</summary>
    void Run<TLane, T>(long from, long to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>;
}
