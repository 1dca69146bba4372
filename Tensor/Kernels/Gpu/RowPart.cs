using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>
/// What one thread does of a row that its team shares: four elements of each stretch,
/// <c>for (var at = 0; at &lt; part.Width; at += part.Stretch)</c>. The loop runs as often in every thread of a team; a team without a
/// row has one of width 0, and comes to every barrier and shuffle all the same.
/// </summary>
internal readonly struct RowPart<TStored, TFours>(int row, int start, int width, int thread, int threads)
    where TStored : struct, IStored where TFours : struct, IRowFours
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Number of the row.</summary>
    public readonly int Row = row;

    /// <summary>Its length; 0 where the team has none.</summary>
    public readonly int Width = width;

    private readonly int start = start, thread = thread, threads = threads;

    /// <summary>Elements that a team takes at once.</summary>
    public int Stretch
    {
        [MethodImpl(Inline)] get => threads << 2;
    }

    /// <summary>Whether the thread is the one that writes what there is once a row.</summary>
    public bool IsFirst
    {
        [MethodImpl(Inline)] get => thread == 0 && Width > 0;
    }

    /// <summary>The part of this thread in the row of its team, in matrices of rows that lie one behind the other.</summary>
    /// <param name="gpu">The thread.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="width">Of each.</param>
    [MethodImpl(Inline)]
    public static RowPart<TStored, TFours> Of<TTeam, TGpu>(TGpu gpu, int rows, int width)
        where TTeam : struct, IRowTeam where TGpu : struct, IGpu
    {
        var row = TTeam.Row(gpu);
        if (row >= rows) width = 0;
        return new(row, row * width, width, TTeam.Thread(gpu), TTeam.Threads);
    }

    /// <summary>The same part of another row, perhaps of another dtype, that begins elsewhere.</summary>
    [MethodImpl(Inline)]
    public RowPart<TOther, TFours> In<TOther>(int begin) where TOther : struct, IStored => new(Row, begin, Width, thread, threads);

    /// <summary>Four elements of the stretch from <paramref name="at"/> on; those that lie beyond the row are given.</summary>
    [MethodImpl(Inline)]
    public Float4 Load<TView>(TView view, int at, float beyond) where TView : struct, IView<float> =>
        TFours.Load<TStored, TView>(view, start, at, thread, threads, Width, beyond);

    /// <summary>Writes them, but for those beyond the row.</summary>
    [MethodImpl(Inline)]
    public void Store<TView>(TView view, int at, Float4 values) where TView : struct, IView<float> =>
        TFours.Store<TStored, TView>(view, start, at, thread, threads, Width, values);

    /// <summary>The place in the row of the first of the four, and the steps to the others.</summary>
    [MethodImpl(Inline)] public int First(int at) => TFours.First(at, thread);

    /// <inheritdoc cref="First"/>
    public int Step
    {
        [MethodImpl(Inline)] get => TFours.Step(threads);
    }
}
