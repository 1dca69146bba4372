using Gexia.Gpu;

namespace Gexia.Cpu;

/// <summary>Σ of each part of each row: a team takes a part.</summary>
internal readonly struct RowSumBody<TStored, TResult, TTeam, TFours>(int sums, int middle, int length, GridAxis parts) : IGpuBody
    where TStored : struct, IStored where TResult : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public static int SharedFloats => TTeam.SharedFloats;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var item = TTeam.Row(gpu);
        var hasOne = item < sums;
        if (!hasOne) item = 0;
        var place = parts.Step(new(item, 0, 0, 0, 0));          // the row, and where its part begins
        var width = middle - place.First;
        if (width > length) width = length;
        if (!hasOne) width = 0;
        var part = new RowPart<TStored, TTeam, TFours>(item, (place.Rest * middle) + place.First, width, TTeam.Thread(gpu));
        var sum = Float4.Of(0);
        for (var at = 0; at < part.Width; at += part.Stretch) sum += part.Load(x, at, 0);
        var total = part.Sum(gpu, shared, sum);
        if (hasOne && TTeam.Thread(gpu) == 0) TResult.Store(y, item, total);
    }
}

/// <summary>Σ over the rows of each part of each matrix: a group takes 128 columns of a part, its warps share the rows.</summary>
internal readonly struct ColumnSumBody<TStored, TResult, TFours>(int middle, int inner, int length, GridAxis panels, GridAxis parts)
    : IGpuBody where TStored : struct, IStored where TResult : struct, IStored where TFours : struct, IRowFours
{
    private const int Apart = ColumnPanels.Warps;

    public static int Threads => ColumnPanels.Threads;

    public static int SharedFloats => 4 * Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView x = operands[0], y = operands[1];
        var place = ColumnPanels.Place(gpu, panels);
        var at = place.First;
        var matrix = parts.Step(new(place.Rest, 0, 0, 0, 0));   // its number, and the row at which the part begins
        var end = matrix.First + length;
        if (end > middle) end = middle;
        var part = new RowPart<TStored, WarpTeam, TFours>(0, 0, inner, gpu.GroupIdx & (IGpu.WarpSize - 1));
        var begin = matrix.Rest * middle;
        var row = matrix.First + (gpu.GroupIdx >> 5);
        var sum = Float4.Of(0);
        for (; row + (3 * Apart) < end; row += 4 * Apart)       // four rows on their way at once
        {
            var first = part.In<TStored>((begin + row) * inner).Load(x, at, 0);
            var second = part.In<TStored>((begin + row + Apart) * inner).Load(x, at, 0);
            var third = part.In<TStored>((begin + row + (2 * Apart)) * inner).Load(x, at, 0);
            var fourth = part.In<TStored>((begin + row + (3 * Apart)) * inner).Load(x, at, 0);
            sum += (first + second) + (third + fourth);
        }
        for (; row < end; row += Apart) sum += part.In<TStored>((begin + row) * inner).Load(x, at, 0);
        sum = GroupReduce.SumOfWarps(gpu, shared, sum);
        if (gpu.GroupIdx < IGpu.WarpSize) part.In<TResult>(place.Rest * inner).Store(y, at, sum);
    }
}
