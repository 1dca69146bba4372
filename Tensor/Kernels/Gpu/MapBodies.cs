using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>One thread an element: the grid of the elementwise bodies.</summary>
internal static class MapGrid
{
    public const int Threads = 256;

    public static long Groups(long elements) => (elements + Threads - 1) / Threads;
}

/// <summary>The GPU body of every <see cref="FlatMap{TMap}"/>: y = map(a, b, c) where all lie side by side in one order.</summary>
internal readonly struct FlatMapBody<TMap>(TMap map, int length) : IGpuBody where TMap : struct, IMap3
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= length) return;
        F32x1 la = new(a[i]), lb = la, lc = la;
        if (TMap.ReadsB) lb = new(b[i]);
        if (TMap.ReadsC) lc = new(c[i]);
        y[i] = map.Of(la, lb, lc).V;
    }
}

/// <summary>The GPU body of every <see cref="StridedMap{TMap}"/>, for any layouts; the walk's order is y, a, b, c.</summary>
internal readonly struct StridedMapBody<TMap>(TMap map, int length, GridWalk walk) : IGpuBody where TMap : struct, IMap3
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[0], b = operands[1], c = operands[2], y = operands[3];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= length) return;
        var place = walk.At(i);
        F32x1 la = new(a[place.Second]), lb = la, lc = la;
        if (TMap.ReadsB) lb = new(b[place.Third]);
        if (TMap.ReadsC) lc = new(c[place.Fourth]);
        y[place.First] = map.Of(la, lb, lc).V;
    }
}
