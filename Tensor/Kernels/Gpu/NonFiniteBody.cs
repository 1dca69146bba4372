namespace Gexia.Gpu;

/// <summary>A group a block of elements: whether all bits of the exponent are set in one of them, which no conversion changes.</summary>
internal readonly struct NonFiniteBody<TStored>(int length, int block) : IGpuBody where TStored : struct, IStored
{
    private const uint Exponent = 0x7F80_0000;

    public static int Threads => MapGrid.Threads;

    public static int SharedFloats => GroupReduce.Floats(MapGrid.Threads);

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], found = operands[1];
        int start = gpu.GridIdx * block, end = start + block;
        if (end > length) end = length;
        var any = 0f;
        for (var i = start + gpu.GroupIdx; i < end; i += gpu.GroupDim)
        {
            var bits = BitConverter.SingleToUInt32Bits(TStored.Load(x, i));
            if ((bits & Exponent) == Exponent) any = 1f;
        }
        any = GroupReduce.Max(gpu, shared, any);
        if (gpu.GroupIdx == 0)
        {
            byte flag = 0;
            if (any > 0f) flag = 1;
            found.At<byte>(gpu.GridIdx) = flag;
        }
    }
}
