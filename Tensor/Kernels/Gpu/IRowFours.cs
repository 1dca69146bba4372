using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>
/// Which four elements of a stretch of a row each of the threads that share it takes. A stretch is four times as long as they are many.
/// </summary>
internal interface IRowFours
{
    /// <summary>Reads a thread's four of a stretch; those beyond the row are <paramref name="beyond"/>.</summary>
    /// <param name="view">Holds the row.</param>
    /// <param name="start">Where the row begins in the view.</param>
    /// <param name="at">Where the stretch begins in the row: a multiple of 4·threads.</param>
    /// <param name="thread">Number of the thread among those that share the row.</param>
    /// <param name="threads">How many share it.</param>
    /// <param name="width">Of the row.</param>
    /// <param name="beyond">What stands beyond it.</param>
    static abstract Float4 Load<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, float beyond)
        where TStored : struct, IStored where TView : struct, IView<float>;

    /// <summary>Writes them, but for those beyond the row.</summary>
    static abstract void Store<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, Float4 values)
        where TStored : struct, IStored where TView : struct, IView<float>;

    /// <summary>Number of a thread's first element in a row.</summary>
    static abstract int First(int at, int thread);

    /// <summary>From one of its four to the next.</summary>
    static abstract int Step(int threads);
}

/// <summary>Four side by side, in one access: for rows that begin at multiples of four and are as long.</summary>
internal readonly struct AdjacentFours : IRowFours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, float beyond)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var i = at + (thread << 2);
        var values = Float4.Of(beyond);
        if (i < width) values = TStored.Load4(view, (start + i) >> 2);
        return values;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, Float4 values)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var i = at + (thread << 2);
        if (i < width) TStored.Store4(view, (start + i) >> 2, values);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int First(int at, int thread) => at + (thread << 2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int Step(int threads) => 1;
}

/// <summary>Four as far apart as there are threads, so that threads side by side read side by side: for any rows.</summary>
internal readonly struct SpacedFours : IRowFours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, float beyond)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var i = at + thread;
        float x = beyond, y = beyond, z = beyond, w = beyond;
        if (i < width) x = TStored.Load(view, start + i);
        i += threads;
        if (i < width) y = TStored.Load(view, start + i);
        i += threads;
        if (i < width) z = TStored.Load(view, start + i);
        i += threads;
        if (i < width) w = TStored.Load(view, start + i);
        return new(x, y, z, w);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TStored, TView>(TView view, int start, int at, int thread, int threads, int width, Float4 values)
        where TStored : struct, IStored where TView : struct, IView<float>
    {
        var i = at + thread;
        if (i < width) TStored.Store(view, start + i, values.X);
        i += threads;
        if (i < width) TStored.Store(view, start + i, values.Y);
        i += threads;
        if (i < width) TStored.Store(view, start + i, values.Z);
        i += threads;
        if (i < width) TStored.Store(view, start + i, values.W);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int First(int at, int thread) => at + thread;

    [MethodImpl(MethodImplOptions.AggressiveInlining)] public static int Step(int threads) => threads;
}
