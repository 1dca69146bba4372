using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// What one thread does of a row that its team shares: four elements of each stretch,
/// <c>for (var at = 0; at &lt; part.Width; at += part.Stretch)</c>. The loop runs as often in every thread of a team; a team without a
/// row has one of width 0, and comes to every reduction all the same.
/// </summary>
/// <typeparam name="TStored">How the row lies in memory.</typeparam>
/// <typeparam name="TTeam">Which threads share it.</typeparam>
/// <typeparam name="TFours">Which four a thread takes.</typeparam>
internal readonly struct RowPart<TStored, TTeam, TFours>(int row, int start, int width, int thread)
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Number of the row; 0 where the team has none, so that what there is once a row can be read.</summary>
    public readonly int Row = row;

    /// <summary>Where it begins.</summary>
    public readonly int Start = start;

    /// <summary>Its length; 0 where the team has none.</summary>
    public readonly int Width = width;

    private readonly int thread = thread;

    /// <summary>Elements that a team takes at once.</summary>
    public int Stretch
    {
        [MethodImpl(Inline)]
        get => TTeam.Threads << 2;
    }

    /// <summary>Whether the thread is the one that writes what there is once a row.</summary>
    public bool IsFirst
    {
        [MethodImpl(Inline)]
        get => thread == 0 && Width > 0;
    }

    /// <summary>The part of this thread in the row of its team, in matrices of rows that lie one behind the other.</summary>
    /// <param name="gpu">The thread.</param>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="width">Of each.</param>
    [MethodImpl(Inline)]
    public static RowPart<TStored, TTeam, TFours> Of<TGpu>(TGpu gpu, int rows, int width) where TGpu : struct, IGpu
    {
        var row = TTeam.Row(gpu);
        if (row >= rows)
        {
            width = 0;
            row = 0;
        }
        return new(row, row * width, width, TTeam.Thread(gpu));
    }

    /// <summary>The same part of another row, perhaps of another dtype, that begins elsewhere.</summary>
    [MethodImpl(Inline)]
    public RowPart<TOther, TTeam, TFours> In<TOther>(int begin) where TOther : struct, IStored => new(Row, begin, Width, thread);

    /// <summary>Four elements of the stretch from <paramref name="at"/> on; those that lie beyond the row are given.</summary>
    [MethodImpl(Inline)]
    public Float4 Load<TView>(TView view, int at, float beyond) where TView : struct, IView<float> =>
        TFours.Load<TStored, TView>(view, Start, at, thread, TTeam.Threads, Width, beyond);

    /// <summary>Writes them, but for those beyond the row.</summary>
    [MethodImpl(Inline)]
    public void Store<TView>(TView view, int at, Float4 values) where TView : struct, IView<float> =>
        TFours.Store<TStored, TView>(view, Start, at, thread, TTeam.Threads, Width, values);

    /// <summary>The place in the row of one of a thread's four: the one numbered 0 to 3.</summary>
    [MethodImpl(Inline)] public int Place(int at, int number) => TFours.First(at, thread) + (number * TFours.Step(TTeam.Threads));

    /// <summary>A value at one place of the row, 0 at the others.</summary>
    [MethodImpl(Inline)]
    public Float4 Only(int at, int place, float value)
    {
        float x = 0, y = 0, z = 0, w = 0;
        if (Place(at, 0) == place) x = value;
        if (Place(at, 1) == place) y = value;
        if (Place(at, 2) == place) z = value;
        if (Place(at, 3) == place) w = value;
        return new(x, y, z, w);
    }

    /// <summary>
    /// Σ over the row of what its threads bring, four each; the same bits for all of them. Every thread of the group must come.
    /// </summary>
    [MethodImpl(Inline)]
    public float Sum<TGpu, TView>(TGpu gpu, TView shared, Float4 values) where TGpu : struct, IGpu where TView : struct, IView<float> =>
        TTeam.Sum(gpu, shared, Float4.Sum(values));

    /// <summary>Σ a·b over the row, so too.</summary>
    [MethodImpl(Inline)]
    public float Dot<TGpu, TView>(TGpu gpu, TView shared, TView a, TView b) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var sum = Float4.Of(0);
        for (var at = 0; at < Width; at += Stretch) sum = Float4.Fma(gpu, Load(a, at, 0), Load(b, at, 0), sum);
        return Sum(gpu, shared, sum);
    }

    /// <summary>The largest x of the row, so too: −∞ of none, NaN where any is NaN.</summary>
    [MethodImpl(Inline)]
    public float Max<TGpu, TView>(TGpu gpu, TView shared, TView x) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var most = Float4.Of(float.NegativeInfinity);
        for (var at = 0; at < Width; at += Stretch) most = Float4.Max(most, Load(x, at, float.NegativeInfinity));
        return TTeam.Max(gpu, shared, Float4.Most(most));
    }

    /// <summary>The largest of what the threads of the row bring, so too.</summary>
    [MethodImpl(Inline)]
    public float Max<TGpu, TView>(TGpu gpu, TView shared, float value) where TGpu : struct, IGpu where TView : struct, IView<float> =>
        TTeam.Max(gpu, shared, value);

    /// <summary>Σ e^(x − shift) over the row, so too.</summary>
    [MethodImpl(Inline)]
    public float SumOfExp<TGpu, TView>(TGpu gpu, TView shared, TView x, float shift)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var sum = Float4.Of(0);
        for (var at = 0; at < Width; at += Stretch) sum += Float4.ExpFlushed(Load(x, at, float.NegativeInfinity) - shift);
        return Sum(gpu, shared, sum);
    }

    /// <summary>ln Σ eˣ over the row, so too; −∞ where every x is −∞.</summary>
    [MethodImpl(Inline)]
    public float LogSumExp<TGpu, TView>(TGpu gpu, TView shared, TView x) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        var most = Max(gpu, shared, x);
        var shift = most == float.NegativeInfinity ? 0f : most;
        return shift + F32x1.Log(new(SumOfExp(gpu, shared, x, shift))).V;
    }
}
