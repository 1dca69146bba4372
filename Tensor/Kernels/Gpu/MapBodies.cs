using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>The grids of bodies that treat each element by itself.</summary>
internal static class MapGrid
{
    public const int Threads = 256;

    /// <summary>Groups for so many items, one a thread.</summary>
    public static long Groups(long items) => (items + Threads - 1) / Threads;

    /// <summary>Groups for so many items, two a thread, <see cref="Threads"/> apart.</summary>
    public static long GroupsOfTwo(long items) => Groups((items + 1) / 2);

    /// <summary>The first of a thread's two items.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FirstOfTwo<TGpu>(TGpu gpu) where TGpu : struct, IGpu => (gpu.GridIdx * gpu.GroupDim * 2) + gpu.GroupIdx;
}

/// <summary>A function of numbers on four at once.</summary>
internal static class Fours
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Of<TMap>(TMap map, Float4 a, Float4 b, Float4 c) where TMap : struct, IMap3 => new(
        map.Of<F32x1>(new(a.X), new(b.X), new(c.X)).V, map.Of<F32x1>(new(a.Y), new(b.Y), new(c.Y)).V,
        map.Of<F32x1>(new(a.Z), new(b.Z), new(c.Z)).V, map.Of<F32x1>(new(a.W), new(b.W), new(c.W)).V);

    /// <summary>Four elements side by side from an offset on that is a multiple of four, or four times the one there.</summary>
    /// <param name="view">Where they lie.</param>
    /// <param name="offset">Elements.</param>
    /// <param name="step">From each to the next: 1 or 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float4 Load<TStored, TView>(TView view, int offset, int step)
        where TStored : struct, IStored
        where TView : struct, IView<float>
    {
        if (step != 0) return TStored.Load4(view, offset >> 2);
        return Float4.Of(TStored.Load(view, offset));
    }
}

/// <summary>The GPU body of a <see cref="FlatMap{TMap}"/> whose length is a multiple of four: two fours a thread, loaded before either
/// is computed with.</summary>
internal readonly struct FlatFoursBody<TMap, TStored>(TMap map, int fours) : IGpuBody
    where TMap : struct, IMap3
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        int first = MapGrid.FirstOfTwo(gpu), second = first + gpu.GroupDim;
        if (first >= fours) return;
        var isPair = second < fours;
        if (!isPair) second = first;
        Float4 a0 = TStored.Load4(a, first), a1 = TStored.Load4(a, second), b0 = a0, b1 = a1, c0 = a0, c1 = a1;
        if (TMap.ReadsB)
        {
            b0 = TStored.Load4(b, first);
            b1 = TStored.Load4(b, second);
        }
        if (TMap.ReadsC)
        {
            c0 = TStored.Load4(c, first);
            c1 = TStored.Load4(c, second);
        }
        TStored.Store4(y, first, Fours.Of(map, a0, b0, c0));
        if (isPair) TStored.Store4(y, second, Fours.Of(map, a1, b1, c1));
    }
}

/// <summary>The GPU body of any other <see cref="FlatMap{TMap}"/>: y = map(a, b, c) where all lie side by side in one order.</summary>
internal readonly struct FlatMapBody<TMap, TStored>(TMap map, int length) : IGpuBody
    where TMap : struct, IMap3
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= length) return;
        F32x1 la = new(TStored.Load(a, i)), lb = la, lc = la;
        if (TMap.ReadsB) lb = new(TStored.Load(b, i));
        if (TMap.ReadsC) lc = new(TStored.Load(c, i));
        TStored.Store(y, i, map.Of(la, lb, lc).V);
    }
}

/// <summary>
/// The GPU body of a <see cref="StridedMap{TMap}"/> whose innermost axis is a multiple of four long and contiguous or repeated in every
/// operand, as where rows or tables are broadcast: a four a thread. The walk's order is y, a, b, c.
/// </summary>
internal readonly struct StridedFoursBody<TMap, TStored>(TMap map, int fours, GridWalk walk, int stepA, int stepB, int stepC) : IGpuBody
    where TMap : struct, IMap3
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= fours) return;
        var place = walk.At(4 * i);
        Float4 la = Fours.Load<TStored, TView>(a, place.Second, stepA), lb = la, lc = la;
        if (TMap.ReadsB) lb = Fours.Load<TStored, TView>(b, place.Third, stepB);
        if (TMap.ReadsC) lc = Fours.Load<TStored, TView>(c, place.Fourth, stepC);
        TStored.Store4(y, place.First >> 2, Fours.Of(map, la, lb, lc));
    }
}

/// <summary>The GPU body of any other <see cref="StridedMap{TMap}"/>, for any layouts; the walk's order is y, a, b, c.</summary>
internal readonly struct StridedMapBody<TMap, TStored>(TMap map, int length, GridWalk walk) : IGpuBody
    where TMap : struct, IMap3
    where TStored : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= length) return;
        var place = walk.At(i);
        F32x1 la = new(TStored.Load(a, place.Second)), lb = la, lc = la;
        if (TMap.ReadsB) lb = new(TStored.Load(b, place.Third));
        if (TMap.ReadsC) lc = new(TStored.Load(c, place.Fourth));
        TStored.Store(y, place.First, map.Of(la, lb, lc).V);
    }
}
