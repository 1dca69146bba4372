using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// Reductions over the threads of a group: inside each warp by shuffles, then across the warps by shared memory. Every thread gets the same
/// bits.
/// </summary>
internal static class GroupReduce
{
    /// <summary>Floats of shared memory that a reduction in groups of that many threads needs.</summary>
    public static int Floats(int threads) => threads >> 5;

    /// <summary>Σ value over the group. Every thread must come.</summary>
    public static float Sum<TGpu, TView>(TGpu gpu, TView shared, float value) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        Share(gpu, shared, WarpReduce.Sum(gpu, value));
        var sum = shared[0];
        for (var warp = 1; warp < gpu.GroupDim >> 5; warp++) sum += shared[warp];
        return sum;
    }

    /// <summary>The largest value of the group; NaN where any is NaN. Every thread must come.</summary>
    public static float Max<TGpu, TView>(TGpu gpu, TView shared, float value) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        Share(gpu, shared, WarpReduce.Max(gpu, value));
        var most = shared[0];
        for (var warp = 1; warp < gpu.GroupDim >> 5; warp++) most = F32x1.Max(new(most), new(shared[warp])).V;
        return most;
    }

    /// <summary>
    /// Adds up, over the warps, what the threads with one number in their warps bring: every thread gets the sum of its column. Needs
    /// four floats of shared memory for each thread. Every thread must come.
    /// </summary>
    public static Float4 SumOfWarps<TGpu, TView>(TGpu gpu, TView shared, Float4 value)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        gpu.Barrier();
        shared.At<Float4>(gpu.GroupIdx) = value;
        gpu.Barrier();
        var lane = gpu.GroupIdx & (IGpu.WarpSize - 1);
        var sum = shared.At<Float4>(lane);
        for (var warp = 1; warp < gpu.GroupDim >> 5; warp++) sum += shared.At<Float4>((warp << 5) + lane);
        return sum;
    }

    /// <summary>As <see cref="SumOfWarps{TGpu, TView}(TGpu, TView, Float4)"/>, of one number, with one float for each thread.</summary>
    public static float SumOfWarps<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        gpu.Barrier();
        shared[gpu.GroupIdx] = value;
        gpu.Barrier();
        var lane = gpu.GroupIdx & (IGpu.WarpSize - 1);
        var sum = shared[lane];
        for (var warp = 1; warp < gpu.GroupDim >> 5; warp++) sum += shared[(warp << 5) + lane];
        return sum;
    }

    /// <summary>The largest, over the warps, of what the threads with one number in their warps bring; NaN where any is NaN.</summary>
    public static float MaxOfWarps<TGpu, TView>(TGpu gpu, TView shared, float value)
        where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        gpu.Barrier();
        shared[gpu.GroupIdx] = value;
        gpu.Barrier();
        var lane = gpu.GroupIdx & (IGpu.WarpSize - 1);
        var most = shared[lane];
        for (var warp = 1; warp < gpu.GroupDim >> 5; warp++) most = F32x1.Max(new(most), new(shared[(warp << 5) + lane])).V;
        return most;
    }

    // The first barrier keeps a fast warp from overwriting what a slow one still reads of the reduction before.
    private static void Share<TGpu, TView>(TGpu gpu, TView shared, float value) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        gpu.Barrier();
        if ((gpu.GroupIdx & (IGpu.WarpSize - 1)) == 0) shared[gpu.GroupIdx >> 5] = value;
        gpu.Barrier();
    }
}

/// <summary>
/// Reductions over the threads of each warp, by shuffles. Every thread of the group must come; those of a warp get the same bits.
/// </summary>
internal static class WarpReduce
{
    /// <summary>Σ value over the warp.</summary>
    public static float Sum<TGpu>(TGpu gpu, float value) where TGpu : struct, IGpu
    {
        for (var mask = IGpu.WarpSize >> 1; mask > 0; mask >>= 1) value += gpu.ShuffleXor(value, mask);
        return value;
    }

    /// <summary>The largest value of the warp; NaN where any is NaN.</summary>
    public static float Max<TGpu>(TGpu gpu, float value) where TGpu : struct, IGpu
    {
        for (var mask = IGpu.WarpSize >> 1; mask > 0; mask >>= 1) value = F32x1.Max(new(value), new(gpu.ShuffleXor(value, mask))).V;
        return value;
    }
}
