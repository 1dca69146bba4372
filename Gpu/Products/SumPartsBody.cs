namespace Gexia.Gpu;

/// <summary>C = Σ parts, or C += the same: of sums that were cut into parts of float32 [parts, m, n], in the order of the parts.</summary>
/// <param name="fours">Elements of C / 4.</param>
/// <param name="parts">How many.</param>
/// <param name="accumulate">1 to add to C.</param>
internal readonly struct SumPartsBody<TOut>(int fours, int parts, int accumulate) : IGpuBody where TOut : struct, IStored
{
    public static int Threads => MapGrid.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView from = operands[0], c = operands[1];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= fours) return;
        var sum = from.At<Float4>(i);
        for (var part = 1; part < parts; part++) sum += from.At<Float4>((part * fours) + i);
        if (accumulate != 0) sum = TOut.Load4(c, i) + sum;
        TOut.Store4(c, i, sum);
    }
}
