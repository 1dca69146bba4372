namespace Gexia.Gpu;

/// <summary>A kernel on rows, with GPU bodies for every dtype, length of rows and layout.</summary>
internal interface IRowKernel : IKernel
{
    /// <summary>Hands the body to the launcher, as <see cref="IKernel.OnGpu"/> does.</summary>
    void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
        where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
        where TLauncher : struct, IGpuLauncher;
}

/// <summary>
/// Chooses the body of a kernel on rows: a warp for short ones, a group for long ones; fours in one access where they lie so.
/// </summary>
internal static class RowTeams
{
    /// <summary>Threads of a group: four warps.</summary>
    public const int Threads = 128;

    // The longest row of a warp. On an H200 a group is faster from about here on (docs/gpu/README.md).
    private const int WarpWidth = 512;

    /// <summary>Runs the kernel's body.</summary>
    /// <param name="kernel">Its tensors of rows have the width, or are read one element at a time.</param>
    /// <param name="gpu">Where it runs.</param>
    /// <param name="type">Of the rows.</param>
    /// <param name="width">Of the rows.</param>
    /// <returns>False for a dtype that no GPU body computes with.</returns>
    public static bool Run<TKernel, TLauncher>(in TKernel kernel, in TLauncher gpu, DType type, int width)
        where TKernel : struct, IRowKernel where TLauncher : struct, IGpuLauncher
    {
        switch (type)
        {
            case DType.Float32: Run<TKernel, StoredFloat32, TLauncher>(kernel, gpu, width); return true;
            case DType.BFloat16: Run<TKernel, StoredBFloat16, TLauncher>(kernel, gpu, width); return true;
            case DType.Float16: Run<TKernel, StoredFloat16, TLauncher>(kernel, gpu, width); return true;
            default: return false;
        }
    }

    /// <summary>Whether rows of a width can be read by fours.</summary>
    public static bool AreAligned(in Operands operands, int width)
    {
        if ((width & 3) != 0) return false;
        foreach (var tensor in operands.All)
            if (tensor is not null && !Stored.IsAligned(tensor)) return false;
        return true;
    }

    private static void Run<TKernel, TStored, TLauncher>(in TKernel kernel, in TLauncher gpu, int width)
        where TKernel : struct, IRowKernel where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        if (AreAligned(kernel.Operands, width)) Run<TKernel, TStored, AdjacentFours, TLauncher>(kernel, gpu, width);
        else Run<TKernel, TStored, SpacedFours, TLauncher>(kernel, gpu, width);
    }

    private static void Run<TKernel, TStored, TFours, TLauncher>(in TKernel kernel, in TLauncher gpu, int width)
        where TKernel : struct, IRowKernel where TStored : struct, IStored where TFours : struct, IRowFours
        where TLauncher : struct, IGpuLauncher
    {
        if (width <= WarpWidth) kernel.OnGpu<TStored, WarpTeam, TFours, TLauncher>(gpu);
        else kernel.OnGpu<TStored, GroupTeam, TFours, TLauncher>(gpu);
    }
}
