using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>The threads that share a row, of groups of <see cref="RowTeams.Threads"/> threads.</summary>
internal interface IRowTeam
{
    /// <summary>Threads of a team.</summary>
    static abstract int Threads { get; }

    /// <summary>Floats of shared memory that <see cref="Sum"/> and <see cref="Max"/> need.</summary>
    static abstract int SharedFloats { get; }

    /// <summary>Groups that so many rows need.</summary>
    static abstract long Groups(long rows);

    /// <summary>The row of a thread's team; a last group may have more teams than there are rows.</summary>
    static abstract int Row<TGpu>(TGpu gpu) where TGpu : struct, IGpu;

    /// <summary>Number of a thread in its team.</summary>
    static abstract int Thread<TGpu>(TGpu gpu) where TGpu : struct, IGpu;

    /// <summary>Σ value over the team; every thread of the group must come.</summary>
    static abstract float Sum<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float>;

    /// <summary>The largest value of the team, NaN where any is NaN; every thread of the group must come.</summary>
    static abstract float Max<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float>;
}

/// <summary>A warp a row: short rows need neither barriers nor shared memory.</summary>
internal readonly struct WarpTeam : IRowTeam
{
    public static int Threads => IGpu.WarpSize;

    public static int SharedFloats => 0;

    public static long Groups(long rows) => (rows + (RowTeams.Threads >> 5) - 1) / (RowTeams.Threads >> 5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Row<TGpu>(TGpu gpu) where TGpu : struct, IGpu => (gpu.GridIdx * (RowTeams.Threads >> 5)) + (gpu.GroupIdx >> 5);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Thread<TGpu>(TGpu gpu) where TGpu : struct, IGpu => gpu.GroupIdx & (IGpu.WarpSize - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float> =>
        WarpReduce.Sum(gpu, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float> =>
        WarpReduce.Max(gpu, value);
}

/// <summary>A group a row.</summary>
internal readonly struct GroupTeam : IRowTeam
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => GroupReduce.Floats(RowTeams.Threads);

    public static long Groups(long rows) => rows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int Row<TGpu>(TGpu gpu) where TGpu : struct, IGpu => gpu.GridIdx;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Thread<TGpu>(TGpu gpu) where TGpu : struct, IGpu =>
        gpu.GroupIdx;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float> =>
        GroupReduce.Sum(gpu, shared, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float> =>
        GroupReduce.Max(gpu, shared, value);
}
