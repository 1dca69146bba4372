namespace Gexia.Gpu;

/// <summary>Conversion between the dtypes that bodies compute with.</summary>
internal static class Conversions
{
    /// <summary>Converts contiguous elements; false where there is no body for one of the dtypes.</summary>
    public static bool Run<TLauncher>(in TLauncher gpu, Tensor from, Tensor to) where TLauncher : struct, IGpuLauncher => from.DType switch
    {
        DType.Float32 => From<StoredFloat32, TLauncher>(gpu, from, to),
        DType.BFloat16 => From<StoredBFloat16, TLauncher>(gpu, from, to),
        DType.Float16 => From<StoredFloat16, TLauncher>(gpu, from, to),
        _ => false,
    };

    private static bool From<TFrom, TLauncher>(in TLauncher gpu, Tensor from, Tensor to)
        where TFrom : struct, IStored
        where TLauncher : struct, IGpuLauncher => to.DType switch
        {
            DType.Float32 => Run<TFrom, StoredFloat32, TLauncher>(gpu, from, to),
            DType.BFloat16 => Run<TFrom, StoredBFloat16, TLauncher>(gpu, from, to),
            DType.Float16 => Run<TFrom, StoredFloat16, TLauncher>(gpu, from, to),
            _ => false,
        };

    private static bool Run<TFrom, TTo, TLauncher>(in TLauncher gpu, Tensor from, Tensor to)
        where TFrom : struct, IStored
        where TTo : struct, IStored
        where TLauncher : struct, IGpuLauncher
    {
        var length = checked((int)to.Length);
        if ((length & 3) == 0 && Stored.IsAligned(from) && Stored.IsAligned(to))
            gpu.Run(new ConvertFoursBody<TFrom, TTo>(length >> 2), MapGrid.GroupsOfTwo(length >> 2));
        else gpu.Run(new ConvertBody<TFrom, TTo>(length), MapGrid.Groups(length));
        return true;
    }
}

/// <summary>Two fours a thread.</summary>
internal readonly struct ConvertFoursBody<TFrom, TTo>(int fours) : IGpuBody where TFrom : struct, IStored where TTo : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView from = operands[0], to = operands[1];
        int first = MapGrid.FirstOfTwo(gpu), second = first + gpu.GroupDim;
        if (first >= fours) return;
        var isPair = second < fours;
        if (!isPair) second = first;
        Float4 x = TFrom.Load4(from, first), z = TFrom.Load4(from, second);
        TTo.Store4(to, first, x);
        if (isPair) TTo.Store4(to, second, z);
    }
}

/// <summary>An element a thread.</summary>
internal readonly struct ConvertBody<TFrom, TTo>(int length) : IGpuBody where TFrom : struct, IStored where TTo : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView from = operands[0], to = operands[1];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i < length) TTo.Store(to, i, TFrom.Load(from, i));
    }
}
