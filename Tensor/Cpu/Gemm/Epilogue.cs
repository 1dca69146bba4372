using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>What happens to finished tiles of C while they are in the cache: an activation, its derivative, a residual.</summary>
internal interface IGemmEpilogue
{
    /// <summary>Whether anything happens at all.</summary>
    static abstract bool IsPresent { get; }

    /// <summary>The first tensor that it reads besides C.</summary>
    Tensor? First { get; }

    /// <summary>The second.</summary>
    Tensor? Second { get; }

    /// <summary>The tensor that results are written to; null for C itself.</summary>
    Tensor? Target { get; }

    /// <summary>Maps finished values. Called once for each value of C.</summary>
    /// <param name="values">The first of them.</param>
    /// <param name="stride">Elements from one row of values to the next.</param>
    /// <param name="column">The first column in C.</param>
    /// <param name="count">How many columns, side by side.</param>
    /// <param name="row">The first row in C; products of a batch count on (index · m + row).</param>
    /// <param name="rows">How many rows.</param>
    unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>
    /// Called when the product begins to make values of several rows: asks the caches for what <see cref="Apply"/> will use.
    /// </summary>
    /// <param name="column">The first column.</param>
    /// <param name="count">How many columns.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged;

    /// <summary>Hands products with what happens to their values to a GPU.</summary>
    /// <returns>False where it has no body there.</returns>
    bool OnGpu<TLauncher>(in GemmProblem problem, in GemmBatch batch, in TLauncher gpu) where TLauncher : struct, IGpuLauncher;
}

/// <summary>Leaves C as it is.</summary>
internal readonly struct NoEpilogue : IGemmEpilogue
{
    public static bool IsPresent => false;

    public Tensor? First => null;

    public Tensor? Second => null;

    public Tensor? Target => null;

    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged
    {
    }

    public bool OnGpu<TLauncher>(in GemmProblem problem, in GemmBatch batch, in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
        new GpuProduct(problem, batch, null, null, null, isMapped: false).Run(default(Unmapped), gpu);
}

/// <summary>
/// target = map(C, first, second), element by element: any map of an elementwise operation. The tensors are [rows, columns] of C,
/// contiguous.
/// </summary>
/// <param name="map">Its first operand is the value of C.</param>
/// <param name="first">Its second operand, where it reads one.</param>
/// <param name="second">Its third operand, where it reads one.</param>
/// <param name="target">Where the results go; null for C itself.</param>
internal readonly struct MapEpilogue<TMap>(TMap map, Tensor? first, Tensor? second, Tensor? target)
    : IGemmEpilogue where TMap : struct, IMap3
{
    public static bool IsPresent => true;

    public Tensor? First => first;

    public Tensor? Second => second;

    public Tensor? Target => target;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var f = map;
        long width = (target ?? first)!.Shape[1], place = (row * width) + column, step = target is null ? stride : width;
        T* to = target is null ? values : target.Pointer<T>() + place;
        T* b = TMap.ReadsB ? first!.Pointer<T>() + place : values, c = TMap.ReadsC ? second!.Pointer<T>() + place : values;
        for (var r = 0; r < rows; r++, values += stride, to += step)
        {
            var i = 0;
            for (; i + TLane.Count <= count; i += TLane.Count)
                TLane.Store(f.Of(TLane.Load(values + i), TLane.Load(b + i), TLane.Load(c + i)), to + i);
            if (i < count)
            {
                var (rest, zero) = (count - i, TLane.Of(0));
                TLane.StorePart(
                    f.Of(TLane.LoadPart(values + i, rest, zero), TLane.LoadPart(b + i, rest, zero), TLane.LoadPart(c + i, rest, zero)),
                    to + i, rest);
            }
            b += TMap.ReadsB ? width : stride;
            c += TMap.ReadsC ? width : stride;
        }
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged
    {
        if (TMap.ReadsB) Fetch<T>(first!, column, count, row, rows);
        if (TMap.ReadsC) Fetch<T>(second!, column, count, row, rows);
        if (target is not null) Fetch<T>(target, column, count, row, rows);
    }

    public bool OnGpu<TLauncher>(in GemmProblem problem, in GemmBatch batch, in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
        new GpuProduct(problem, batch, first, second, target, isMapped: true).Run(map, gpu);

    private static unsafe void Fetch<T>(Tensor x, long column, int count, long row, int rows) where T : unmanaged
    {
        long width = x.Shape[1];
        CacheLines.Fetch(x.Pointer<T>() + (row * width) + column, width * sizeof(T), rows, count * sizeof(T));
    }
}
