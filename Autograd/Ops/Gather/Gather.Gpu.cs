using Gexia.Gpu;

namespace Gexia;

/// <summary>Ids as row numbers, int64. None is refused: a kernel cannot throw there.</summary>
internal readonly struct ReadIdsBody(int count, int idBytes) : IGpuBody
{
    public static int Threads => 128;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView ids = operands[0], rows = operands[1];
        var i = (gpu.GridIdx * gpu.GroupDim) + gpu.GroupIdx;
        if (i >= count) return;
        if (idBytes == sizeof(long)) rows.At<long>(i) = ids.At<long>(i);
        else rows.At<long>(i) = ids.At<int>(i);
    }
}

/// <summary>Row i of y is row rows[i] of the table; NaN where there is no such row.</summary>
internal readonly struct PickBody<TStored, TTeam, TFours>(int count, int width, int tableRows) : IGpuBody
    where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
{
    public static int Threads => RowTeams.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView table = operands[0], rows = operands[1], y = operands[2];
        var part = RowPart<TStored, TTeam, TFours>.Of(gpu, count, width);
        var chosen = rows.At<long>(part.Row);
        if (chosen >= 0 && chosen < tableRows)
        {
            var from = part.In<TStored>((int)chosen * width);
            for (var at = 0; at < part.Width; at += part.Stretch) part.Store(y, at, from.Load(table, at, 0));
        }
        else
        {
            for (var at = 0; at < part.Width; at += part.Stretch) part.Store(y, at, Float4.Of(float.NaN));
        }
    }
}

/// <summary>
/// Sorts row numbers, equal ones by their places: a warp counts how many come before its own. order gets the places, then the row numbers,
/// in that order; a number outside 0..2³¹ − 1 becomes −1.
/// </summary>
internal readonly struct SortRowsBody(int count) : IGpuBody
{
    public static int Threads => RowTeams.Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView rows = operands[0], order = operands[1];
        var own = WarpTeam.Row(gpu);
        var i = own;
        if (i >= count) i = 0;                                  // a warp too many comes to the shuffles, and writes nothing
        var row = rows.At<long>(i);
        var before = 0;
        for (var j = WarpTeam.Thread(gpu); j < count; j += IGpu.WarpSize)
        {
            var other = rows.At<long>(j);
            if (other < row) before++;
            if (other == row && j < i) before++;
        }
        // Counts below 2²⁴ in each half are exact as floats.
        var rank = (int)WarpReduce.Sum(gpu, (float)(before & 0xFFF)) + ((int)WarpReduce.Sum(gpu, (float)(before >> 12)) << 12);
        if (own < count && WarpTeam.Thread(gpu) == 0)
        {
            var number = -1;
            if (row >= 0 && row <= int.MaxValue) number = (int)row;
            order.At<int>(rank) = i;
            order.At<int>(count + rank) = number;
        }
    }
}

/// <summary>
/// Adds rows of dy to the rows of a table of zeros that they were picked from. A group takes 128 columns of one row: the group of the first
/// of its places in sorted order finds how many there are, its warps share them, and then their sums are added. Each row of the table has
/// one group that writes it, and one order of additions.
/// </summary>
internal readonly struct ScatterBody<TStored, TFours>(int count, int width, int tableRows, GridAxis panels) : IGpuBody
    where TStored : struct, IStored where TFours : struct, IRowFours
{
    private const int Apart = ColumnPanels.Warps;

    public static int Threads => ColumnPanels.Threads;

    public static int SharedFloats => 4 * Threads;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView dY = operands[0], order = operands[2], dTable = operands[3];
        var place = ColumnPanels.Place(gpu, panels);
        var (first, at) = (place.Rest, place.First);
        var row = order.At<int>(count + first);
        if (row < 0 || row >= tableRows) return;                // all threads of the group alike
        if (first > 0 && order.At<int>(count + first - 1) == row) return;
        var end = End(order, first, row);

        var part = new RowPart<TStored, WarpTeam, TFours>(0, 0, width, gpu.GroupIdx & (IGpu.WarpSize - 1));
        var i = first + (gpu.GroupIdx >> 5);
        var sum = Float4.Of(0);
        for (; i + (3 * Apart) < end; i += 4 * Apart)           // four rows on their way at once
        {
            var one = part.In<TStored>(order.At<int>(i) * width).Load(dY, at, 0);
            var two = part.In<TStored>(order.At<int>(i + Apart) * width).Load(dY, at, 0);
            var three = part.In<TStored>(order.At<int>(i + (2 * Apart)) * width).Load(dY, at, 0);
            var four = part.In<TStored>(order.At<int>(i + (3 * Apart)) * width).Load(dY, at, 0);
            sum += (one + two) + (three + four);
        }
        for (; i < end; i += Apart) sum += part.In<TStored>(order.At<int>(i) * width).Load(dY, at, 0);
        sum = GroupReduce.SumOfWarps(gpu, shared, sum);
        if (gpu.GroupIdx < IGpu.WarpSize) part.In<TStored>(row * width).Store(dTable, at, sum);
    }

    // The first place in sorted order behind those of a row: in steps that double, then that halve.
    private int End<TView>(TView order, int first, int row) where TView : struct, IView<float>
    {
        var step = 1;
        var last = first;
        while (last + step < count && order.At<int>(count + last + step) == row)
        {
            last += step;
            step <<= 1;
        }
        for (step >>= 1; step > 0; step >>= 1)
            if (last + step < count && order.At<int>(count + last + step) == row) last += step;
        return last + 1;
    }
}
